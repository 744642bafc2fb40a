"""The golden baseline: what ten thousand citizens do from 2001 to 2025, and how it may be moved.

    python tests/golden/refresh.py "why the numbers move"

Writes ``jp_10k.json`` anew. It refuses without a reason, and without a line under *Results* in
CHANGELOG.md that was not there when the baseline was last written.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BASELINE = Path(__file__).with_name("jp_10k.json")
CHANGELOG = ROOT / "CHANGELOG.md"
FLOWS = ("needs", "own_use", "assisted_use", "proxy_use", "counter", "mail", "lapsed")
STOCKS = ("adults", "own_use_any_12m", "assisted_any", "proxy_any", "card_held", "aware_any", "connected")
SHORTEST_REASON = 12
"""Characters; a word is not a reason."""


def measure() -> dict[str, Any]:
    """Runs the baseline scenario: counts of Japan by fiscal year, and one hash for each table.

    ``years`` holds cases of the fiscal year and persons at its end (March); a hash covers every value of
    its table; ``citizens`` is the hash of all columns after the last month.
    """
    from configs.months import fiscal_year
    from simulation import simulate
    from simulation.counts import FLOWS as FLOW_NAMES
    from simulation.counts import PERSON_STOCKS
    from simulation.tables import arrow_table, table_names

    record = simulate("jp_history", population="jp_10k", seed=1, record="summary").record
    years: dict[str, dict[str, int]] = {}
    for month, flows in zip(record.flow_months, record.flows, strict=True):
        total = flows.sum(axis=(0, 1, 2))
        years[str(fiscal_year(month))] = {name: int(total[FLOW_NAMES.index(name)]) for name in FLOWS}
    for month, stocks in zip(record.stock_months, record.person_stocks, strict=True):
        if month % 12 == 2:
            total = stocks.sum(axis=(0, 1, 2))
            year = years[str(fiscal_year(month))]
            year.update({name: int(total[PERSON_STOCKS.index(name)]) for name in STOCKS})
    tables = {name: hash_of(arrow_table(record, name)) for name in table_names(record)}
    return {"years": years, "tables": tables, "citizens": record.digest}


def hash_of(table: Any) -> str:
    """Hash of names and values of an Arrow table, whatever file format or library version wrote it."""
    digest = hashlib.blake2b(digest_size=16)
    for name in table.column_names:
        values = table.column(name).to_pylist()
        digest.update(f"{name}:{len(values)};".encode())
        digest.update("\n".join(map(repr, values)).encode())
    return digest.hexdigest()


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """One line per count and hash that moved, earliest year first."""
    lines = []
    for year in sorted(old["years"].keys() | new["years"].keys()):
        before, after = old["years"].get(year, {}), new["years"].get(year, {})
        for name in sorted(before.keys() | after.keys(), key=[*FLOWS, *STOCKS].index):
            was, now = before.get(name), after.get(name)
            if was != now:
                size = f" ({(now - was) / was:+.1%})" if was and now is not None else ""
                lines.append(f"fiscal year {year}, {name}: {was} -> {now}{size}")
    moved = [name for name in sorted(new["tables"]) if old["tables"].get(name) != new["tables"][name]]
    lines += [f"table {name}: other values" for name in moved]
    lines += [
        f"table {name}: no longer written" for name in sorted(old["tables"].keys() - new["tables"].keys())
    ]
    if old["citizens"] != new["citizens"]:
        lines.append("citizens after the last month: other values")
    return lines


def result_lines(changelog: str) -> list[str]:
    """Entries under *Results* of the newest version, one string each, wrapped lines joined."""
    newest = changelog.split("\n## ")[1]
    if "\n### Results\n" not in newest:
        return []
    section = newest.split("\n### Results\n")[1].split("\n### ")[0]
    return [" ".join(part.split()) for part in f"\n{section}".split("\n* ")[1:]]


def refusal(reason: str, said: list[str], recorded: list[str]) -> str | None:
    """Why the baseline may not be moved; None when it may."""
    if len(reason.strip()) < SHORTEST_REASON:
        return 'say why: python tests/golden/refresh.py "the reason in a few words"'
    if not [line for line in said if line not in recorded]:
        return "add a line under 'Results' of the newest version in CHANGELOG.md: what moved, why, how much"
    return None


def main(arguments: list[str]) -> int:
    """Exit 0 when written or when nothing moved, 2 when refused."""
    old = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else None
    said = result_lines(CHANGELOG.read_text(encoding="utf-8"))
    no = refusal(" ".join(arguments), said, old["changelog"] if old else [])
    if no:
        print(f"The baseline stays: {no}.", file=sys.stderr)
        return 2
    new = measure()
    moved = differences(old, new) if old else ["first baseline"]
    if not moved:
        print("Nothing moved; the baseline stays.")
        return 0
    print("\n".join(moved))
    new = {"reason": " ".join(arguments).strip(), "changelog": said, **new}
    BASELINE.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
