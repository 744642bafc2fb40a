"""Verdicts: all questions asked of ten thousand citizens, and what became of their expectations.

``python -m experiments.verdicts`` asks every question that can be asked, up to sixteen paired runs where an
expectation stays open, keeps what it found in ``runs/verdicts`` and puts the section between the markers into
docs/validation.md. Words such as ``S03 S20`` ask only those again; ``none`` only writes the section anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from experiments.answers import share_rows
from experiments.argued import ARGUED
from experiments.arms import compose
from experiments.askable import askable
from experiments.case import Case
from experiments.deciding import decided
from experiments.falsification import ruled
from experiments.inquiry import carry_out, prepare
from experiments.judging import judge
from experiments.questions import Question, question, questions
from experiments.reported import once, outputs, readings_of
from experiments.settling import settled
from experiments.shapes import CONTRADICTED, HOLDS, REPORTED, UNDETERMINED

POPULATION, REPLICATES = "jp_10k", 4
STORE = Path("runs") / "verdicts"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation.md"
VERDICTS = (HOLDS, CONTRADICTED, UNDETERMINED, REPORTED)
BEGIN, END = "<!-- verdicts: begin -->", "<!-- verdicts: end -->"


def asked(one: Question) -> dict[str, Any]:
    """What came of a question: expectations, ruling, outputs without a value; or why it was not asked."""

    head = {"ref": one.ref, "id": one.id, "clause": one.falsified_if, "commit": _commit()}
    arms: Sequence[str] = ()
    left_out = ""
    try:
        inquiry = prepare(one, [f"population={POPULATION}"], REPLICATES)
    except ScenarioError as error:
        can = askable(one, compose([]))
        if len(can.arms) < 2:
            return head | {"refused": error.lines[0]}
        arms, left_out = can.arms, can.reason
        try:
            inquiry = prepare(one, [f"population={POPULATION}"], REPLICATES, arms=arms)
        except ScenarioError as again:
            return head | {"refused": again.lines[0]}
    knockouts = {inquiry.reference: inquiry.knockouts[inquiry.reference]}
    inquiry = replace(inquiry, knockouts=knockouts, variants=())
    inquiry = settled(inquiry, quiet=True)
    inquiry, findings = decided(inquiry, carry_out(inquiry))
    readings, side = (readings_of(inquiry, records) for records in (findings.main, findings.side))
    found = once(inquiry, findings) | {row["output"]: row for row in share_rows(inquiry, findings.main)}
    rows = outputs(inquiry, readings, found)
    return head | {
        "replicates": inquiry.replicates,
        "left_out": left_out,
        "expectations": [finding.row() for finding in judge(inquiry, readings, found)],
        "falsification": ruled(Case(inquiry, readings, side, inquiry.no_trials, found)),
        "missing": {row["output"]: row["why"] for row in rows if row["why"]},
    }


def section(found: Sequence[dict[str, Any]]) -> str:
    """The section of the page: every expectation, every clause, and what is not available."""
    rows = [(one, row) for one in found for row in one.get("expectations", ())]
    count = {v: sum(row["verdict"] == v for _, row in rows) for v in VERDICTS}
    rulings = [one["falsification"] for one in found if "falsification" in one]
    ruled = [row for row in rulings if row["evaluated"]]
    refuted = sum(bool(row["refuted"]) for row in ruled)
    commits = ", ".join(sorted({one["commit"] for one in found}))
    lines = [
        f"Asked by {datetime.now(UTC):%Y-%m-%d} at commit {commits} of {POPULATION}, at most 16 pairs: "
        f"{count[HOLDS]} expectations hold, {count[CONTRADICTED]} are contradicted, {count[UNDETERMINED]} "
        f"stay undetermined, {count[REPORTED]} were open from the start. "
        f"{len(ruled)} of {len(found)} clauses of refutation were evaluated; {refuted} came true.",
        "",
        "| question | expected | verdict | because | the model or the expectation? |",
        "|---|---|---|---|---|",
    ]
    for one, row in rows:
        argued = ARGUED.get((one["ref"], row["output"], row["arm"] or ""), "")
        said = argued if row["verdict"] in (CONTRADICTED, UNDETERMINED) else ""
        loud = row["verdict"] in (CONTRADICTED, UNDETERMINED)
        verdict = f"**{row['verdict']}**" if loud else row["verdict"]
        lines.append(
            f"| {one['ref']} | {row['measure']} {row['expected']} | {verdict} | {row['why']} | {said} |"
        )
    lines += ["", "| question | what would refute it | came true? | numbers |", "|---|---|---|---|"]
    for one in found:
        ruling = one.get("falsification")
        if ruling is None:
            lines.append(f"| {one['ref']} | {one['clause']} | not asked | {one['refused']} |")
            continue
        came = "not evaluated" if not ruling["evaluated"] else "**yes**" if ruling["refuted"] else "no"
        lines.append(f"| {one['ref']} | {one['clause']} | {came} | {ruling['numbers']} |")
    missing = [
        f"- {one['ref']}: " + "; ".join(f"`{name}` {why}" for name, why in one["missing"].items())
        for one in found
        if one.get("missing")
    ]
    left = [f"- {one['ref']}: {one['left_out']}" for one in found if one.get("left_out")]
    if missing:
        lines += ["", "Outputs without a value:", "", *missing]
    if left:
        lines += ["", "Arms that could not be run:", "", *left]
    return "\n".join(lines)


def placed(page: str, text: str) -> str:
    """The page with the text between its markers. Raises ValueError where a marker is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=PAGE.parent
    )
    return done.stdout.strip() or "unknown"


def main(words: Sequence[str]) -> int:
    """Asks the named questions (all by default) and writes the section; 0 when done."""
    STORE.mkdir(parents=True, exist_ok=True)
    chosen = list(questions().values()) if not words else [question(w) for w in words if w != "none"]
    for one in chosen:
        found = asked(one)
        (STORE / f"{one.ref}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        print(f"{one.ref}: {found.get('refused') or 'asked'}", file=sys.stderr, flush=True)
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(STORE.glob("S*.json"))]
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), section(kept)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
