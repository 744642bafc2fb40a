"""docs/evidence.md: every number of the model with its range, source and grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from experiments.listings import LISTS, Row
from experiments.mechanisms import MECHANISMS, stage_of
from experiments.pages.marked import cell, table
from experiments.pages.parts import coded, general

GRADES = "ABCDE"
HEAD = """# Where the numbers come from

Made by `python -m experiments.pages` from the records in `configs/`; do not edit by hand. `denshi list
parameters` prints the same, `denshi list parameters name=beta.trust` one of them in full.

Grades: **A** official statistic or primary text, **B** study seen in abstract or secondary report, **C**
computed from A or B, **D** well-known result from memory, **E** assumption: no source gives a value, a
judgement had to. *Informed until* is the month of the last Japanese record that shaped the value; empty
where none did. *Range* is what the evidence allows; a run outside it prints a note. Sizes of policies carry
grades of their own, in [timeline.md](timeline.md).
"""
SECTIONS = (
    ("assumptions", "About people"),
    ("institutions", "About institutions"),
    ("firms", "About firms"),
)


def page() -> str:
    """The whole page, in Markdown."""
    rows = LISTS["parameters"]((), None, None)
    lines = [HEAD, *counts(rows), *weakest(rows)]
    for section, title in SECTIONS:
        found = [row for row in rows if str(row["name"]).startswith(f"{section}.")]
        if found:
            lines += [f"## {title}", "", full(found), ""]
    return "\n".join([*lines, *services(rows)])


def counts(rows: Iterable[Row]) -> list[str]:
    """Parameters by section and grade."""
    by_section: dict[str, Counter[str]] = {}
    for row in rows:
        by_section.setdefault(str(row["name"]).partition(".")[0], Counter())[str(row["grade"])] += 1
    total = sum(by_section.values(), Counter[str]())
    lines = [
        (f"`{section}`", *(grades[g] for g in GRADES), grades.total())
        for section, grades in by_section.items()
    ]
    lines.append(("all", *(total[g] for g in GRADES), total.total()))
    share = 100 * total["E"] / total.total()
    return [
        "## How many of which grade",
        "",
        f"{total['E']} of {total.total()} parameters ({share:.0f} %) are of grade E. "
        "A field of a service counts once for each family.",
        "",
        table(("section", *GRADES, "all"), lines),
        "",
    ]


def weakest(rows: Iterable[Row]) -> list[str]:
    """Stages by how many of their numbers are assumed."""
    by_stage: dict[str, Counter[str]] = {}
    for row in rows:
        by_stage.setdefault(stage_of(row), Counter())[str(row["grade"])] += 1
    ordered = sorted(by_stage.items(), key=lambda item: (-item[1]["E"] / item[1].total(), item[0]))
    lines = [
        (
            f"`{stage}`",
            MECHANISMS[stage].does if stage in MECHANISMS else "",
            grades["E"],
            grades.total(),
            f"{100 * grades['E'] / grades.total():.0f} %",
        )
        for stage, grades in ordered
    ]
    mostly = [stage for stage, grades in ordered if 2 * grades["E"] > grades.total()]
    return [
        "## Which mechanisms rest on grade E",
        "",
        f"More than half of the numbers are assumed in: {coded(mostly) or 'none'}.",
        "Every result about use passes through several of these stages; answers count them.",
        "",
        table(("stage", "what it does", "grade E", "all", "share"), lines),
        "",
    ]


def full(rows: Iterable[Row]) -> str:
    """One line per parameter with everything that its record says."""
    lines = [
        (
            f"`{str(row['name']).partition('.')[2]}`",
            row["symbol"],
            row["value"],
            row["unit"],
            f"{cell(row['low'])} to {cell(row['high'])}",
            row["grade"],
            row["informed_until"],
            stage_of(row),
            f"{row['meaning']}. *{row['source']}*",
        )
        for row in rows
    ]
    heads = ("name", "symbol", "value", "unit", "range", "grade", "informed until", "read by", "what it is")
    return table(heads, lines)


def services(rows: Iterable[Row]) -> list[str]:
    """Fields of the service catalogue: one block per field, a line for each way in which families differ."""
    fields: dict[str, list[Row]] = {}
    for row in rows:
        if str(row["name"]).startswith("services."):
            fields.setdefault(general(row), []).append(row)
    lines: list[tuple[object, ...]] = []
    for field, found in fields.items():
        first = True
        for source in dict.fromkeys((row["source"], row["grade"], row["informed_until"]) for row in found):
            same = [row for row in found if (row["source"], row["grade"], row["informed_until"]) == source]
            values = "; ".join(f"{str(row['name']).split('.')[1]} {cell(row['value'])}" for row in same)
            lines.append(
                (
                    f"`{field}`" if first else "",
                    same[0]["unit"],
                    source[1],
                    source[2],
                    stage_of(same[0]),
                    f"{same[0]['meaning']}. *{source[0]}*",
                    values,
                )
            )
            first = False
    heads = ("field", "unit", "grade", "informed until", "read by", "what it is", "values")
    return ["## About services", "", table(heads, lines), ""]
