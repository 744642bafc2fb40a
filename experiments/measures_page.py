"""The page of measures, printed from their declarations: ``python -m experiments.measures_page``."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.outputs import COMPARED, OF_QUESTIONS, declared
from experiments.questions import questions
from simulation.measured import OUTPUTS
from simulation.measured.catalogue import STANDARD_BLOCK
from simulation.measures import MEASURES

HEAD = """# Measures: what each number means

Printed by `python -m experiments.measures_page > docs/measures.md`; a test holds the two together.
Own, assisted and proxy use and holding a card are four different things; the column *use* says which one a
measure speaks of (*all*: all ways of dealing with a case; *none*: no use at all). *Better* says in which
direction a change is good by itself; empty where it depends. Shares are compared in percentage points, what
is measured from 0 to 1 in points of a scale from 0 to 100; everything else keeps its unit.

**A measure without data is "not available" with the reason, and never 0**: a mechanism that is off, or does
not exist, hands over nothing.

In a summary, which questions use, cases are known by fiscal year and stocks by quarter; queues and own use by
month. "The last twelve months" are then the last whole fiscal year where cases are meant.
"""
SECTIONS = (
    (
        "Of one month and the year before it",
        "Held in `measures.parquet`, defined in `simulation/measures.py`.",
    ),
    ("Of a run in a window", "Read off one record, defined in `simulation/measured/`."),
    ("Of an arm beside the reference", "Worked out within each replicate, in `experiments/outputs.py`."),
    ("Of a whole question", "Found once, declared in `experiments/outputs.py`."),
)


def _asked() -> dict[str, list[str]]:
    """Output -> references of the questions that name it."""
    asked: dict[str, list[str]] = {}
    for question in questions().values():
        for name in dict.fromkeys((*question.outputs, *(e.output for e in question.expect))):
            asked.setdefault(declared(name).name, []).append(question.ref)
    return asked


def _rows(names: Iterable[str], asked: dict[str, list[str]]) -> list[str]:
    lines = [
        "| measure | unit | meaning | use | better | from | asked by |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in names:
        found = declared(name)
        by = ["all"] if name in STANDARD_BLOCK else list(dict.fromkeys(asked.get(name, [])))
        cells = (f"`{name}`", found.unit, found.meaning, found.use, found.better, found.table, " ".join(by))
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def page() -> str:
    """The whole page."""
    asked = _asked()
    groups = (tuple(MEASURES), tuple(set_apart(OUTPUTS)), tuple(COMPARED), tuple(OF_QUESTIONS))
    lines = [HEAD]
    for (title, text), names in zip(SECTIONS, groups, strict=True):
        lines += [f"## {title}", "", text, "", *_rows(names, asked), ""]
    block = ", ".join(f"`{name}`" for name in STANDARD_BLOCK)
    lines += [
        "## What every question reports",
        "",
        f"Besides its own outputs: {block}, and the knock-out panel of determinants.",
        "",
    ]
    return "\n".join(lines)


def set_apart(names: Iterable[str]) -> list[str]:
    """The outputs of a run that are no measures of one month."""
    return [name for name in names if name not in MEASURES]


if __name__ == "__main__":
    print(page(), end="")
