"""docs/inventory.md: what the chapter says, row by row, and what in the model represents and checks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.pages.marked import table
from experiments.pages.rows import rows

HEAD = """# What the model represents

Made by `python -m experiments.pages` from `tests/inventory/rows.yaml`; do not edit by hand. One row for each
thing that R. E. Rodriguez Samudio's chapter *E-government Challenges in Smart Societies: The Japanese
Experience* says about systems (SYS), actors (ACT, REL), laws (POL), barriers (BAR), determinants (DET),
shocks (SHK), numbers (NUM) and lessons (LES), the patterns that the model is judged by (VP), and readings
that differ (B). `tests/inventory/` walks the rows: whatever a row names exists, and its tests are there.
*Not complete* says what of a row is still missing.
"""
TITLES = {
    "SYS": "Systems and services", "ACT": "Actors", "REL": "Relations", "POL": "Laws, plans and services",
    "BAR": "Barriers", "DET": "Determinants", "SHK": "Shocks", "NUM": "Numbers", "LES": "Lessons",
    "VP": "Patterns", "B": "Readings that differ",
}  # fmt: skip


def page() -> str:
    """The whole page, in Markdown."""
    found = rows()
    pending = [name for name, row in found.items() if row.get("pending")]
    left_out = [name for name, row in found.items() if row.get("scoped_out")]
    said = (
        f"{len(pending)} of {len(found)} rows are not complete: {', '.join(pending)}."
        if pending
        else f"All {len(found)} rows are complete."
    )
    lines = [HEAD, said, f"{len(left_out)} are left out with a reason: {', '.join(left_out)}.", ""]
    for section, title in TITLES.items():
        part = {name: row for name, row in found.items() if name.rstrip("0123456789").rstrip("-") == section}
        cells = [(f"**{name}**", row["what"], shown(row), checks(row)) for name, row in part.items()]
        lines += [f"## {title}", "", table(("row", "what it is", "represented by", "checked by"), cells), ""]
    return "\n".join(lines)


def shown(row: Mapping[str, Any]) -> str:
    """What represents the row, kind by kind; why it is left out; what is missing."""
    parts = [
        f"{kind}: {', '.join(f'`{name}`' for name in row[key])}"
        for key, kind in (
            ("entries", "entries"),
            ("levers", "levers"),
            ("parameters", "parameters"),
            ("outputs", "outputs"),
            ("questions", "questions"),
        )
        if row.get(key)
    ]
    if row.get("scoped_out"):
        parts.append(f"**left out**: {row['scoped_out']}")
    if row.get("pending"):
        parts.append(f"*not complete*: {row['pending']}")
    return "; ".join(parts)


def checks(row: Mapping[str, Any]) -> str:
    """Tests as sentences, without the first word and the underscores."""
    return "; ".join(name.removeprefix("test_").replace("_", " ") for name in row.get("tests", []))
