"""The tables that no chart can show: differences and verdicts, variants, assumptions, disputed dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Table
from experiments.report.numbers import count, direction, interval, people, places, plain, say, sized, traced
from experiments.report.reading import Reading

SAYS = {
    "higher": "higher",
    "lower": "lower",
    "equal": "exactly equal",
    "undetermined": "no detectable difference",
}


def differences(reading: Reading) -> Table | None:
    """Every difference of the question with its interval, what was expected and whether it held."""
    needs = {
        "measure": "text",
        "arm": "text",
        "minus": "text",
        "estimate": "number",
    }
    may = {"low": "number", "high": "number", "unit": "text", "expected": "text", "verdict": "text"}
    part = parts.table(reading.answer, "differences", needs, may)
    if not part:
        return None
    header = ["Measure", "Between", "Estimate", "95 % interval", "Interval says", "Expected", "Verdict"]
    return Table("Paired differences", header, [_difference(reading, row) for row in part.rows], part.gaps)


def _difference(reading: Reading, row: parts.Row) -> list[Any]:
    place, digits = f"differences[{row['place']}]", places(row["low"], row["high"], row["estimate"])
    pair = say("{} <span class=minus>minus {}</span>", reading.title(row["arm"]), reading.title(row["minus"]))
    size = sized(row["estimate"], row["unit"], f"{place}.estimate", digits)
    spread, says = Markup("\u2014"), "no interval"
    if row["low"] is not None and row["high"] is not None:
        spread = _spread(row, place, digits)
        says = SAYS[direction(row["low"], row["high"])]
        if not row["low"] <= row["estimate"] <= row["high"]:
            size, says = Markup("inconsistent"), "estimate outside its interval"
    asked = [row["expected"] or "\u2014", row["verdict"] or "\u2014"]
    return [words.measure(row["measure"]), pair, size, spread, says, *asked]


def _spread(row: Mapping[str, Any], place: str, digits: int) -> Markup:
    if row.get("unit") in (None, "points"):
        return interval(row, place, True)
    ends = [sized(row[end], row["unit"], f"{place}.{end}", digits) for end in ("low", "high")]
    return say("{} to {}", *ends)


def variants(reading: Reading) -> Table | None:
    """Disputed readings side by side."""
    part = parts.table(
        reading.answer, "variants", {"variant": "text"}, {"label": "text", "population": "text"}
    )
    if not part:
        return None
    lines = []
    for row in part.rows:
        given, place = reading.answer["variants"][row["place"]], f"variants[{row['place']}].headline"
        found = parts.record(given, "headline")
        size, spread = Markup("not stated"), Markup("")
        if not parts.interval_gap(found, "headline"):
            digits = places(found.get("low"), found.get("high"), found["estimate"])
            size = sized(found["estimate"], parts.text(found.get("unit")), f"{place}.estimate", digits)
            spread = Markup("one run") if parts.one_run(found) else _spread(found, place, digits)
        name = f"{words.spaced(row['variant'])}: {given.get('value')}"
        lines.append([name, row["label"] or "", row["population"] or "", size, spread])
    header = ["Reading", "What it is", "Population", "Effect", "95 % interval"]
    return Table("The same question under each disputed reading", header, lines, part.gaps)


def grades(reading: Reading) -> Table | None:
    """How many assumptions have which grade of evidence."""
    found = parts.record(parts.record(reading.answer, "assumptions"), "by_grade")
    known = {str(grade): size for grade in found if (size := parts.number(found[grade])) is not None}
    total = sum(known.values())
    if not total:
        return None
    lines = [
        [grade, count(size, f"assumptions.by_grade.{grade}"), f"{100 * size / total:.0f} %"]
        for grade, size in sorted(known.items())
    ]
    return Table(
        "Assumptions by grade of evidence, A strongest, E weakest", ["Grade", "Number", "Share"], lines, []
    )


def assumptions(reading: Reading) -> Table | None:
    """The assumptions that were listed, with range, grade and source."""
    may = {
        "unit": "text",
        "low": "number",
        "high": "number",
        "grade": "text",
        "source": "text",
        "meaning": "text",
    }
    held = parts.record(reading.answer, "assumptions")
    part = parts.table(held, "listed", {"name": "text", "value": "number"}, may)
    if not part:
        return None
    lines = []
    for row in part.rows:
        value = traced(row["value"], f"{row['value']:g}", f"assumptions.listed[{row['place']}].value")
        known = row["low"] is not None and row["high"] is not None
        span = f"{row['low']:g} to {row['high']:g}" if known else ""
        name = say("<code>{}</code>", row["name"])
        size = say("{} {}", value, words.spaced(row["unit"] or ""))
        lines.append([name, row["meaning"] or "", size, span, row["grade"] or "", row["source"] or ""])
    return Table("Assumptions", ["Name", "Meaning", "Value", "Range", "Grade", "Source"], lines, part.gaps)


def disputed(reading: Reading) -> Table | None:
    """Disputed dates and numbers: the default, the alternative and which was used."""
    part = parts.table(reading.answer, "disputed", {"id": "text"}, {"text": "text"})
    if not part:
        return None
    lines = []
    for row in part.rows:
        given = reading.answer["disputed"][row["place"]]
        shown = [str(given.get(key, "")) for key in ("default", "alternative", "used")]
        lines.append([row["id"], row["text"] or "", *shown])
    header = ["Entry", "What is disputed", "Default", "Alternative", "Used here"]
    return Table("Disputed dates and numbers in use", header, lines, part.gaps)


def provenance(reading: Reading) -> list[tuple[str, Markup]]:
    """Where the numbers come from: question, population, runs, seed, window, version, time."""
    answer, lines = reading.answer, list[tuple[str, Markup]]()
    question, window = parts.record(answer, "question"), parts.record(answer, "window")
    named = " ".join(str(question[key]) for key in ("ref", "id") if parts.text(question.get(key)))
    if named:
        lines.append(("Question", say("{}", named)))
    if parts.text(answer.get("population")):
        lines.append(
            ("Population", _population(answer["population"], answer.get("citizens"), answer.get("weight")))
        )
    for key, label in (("replicates", "Paired runs"), ("seed", "Seed")):
        value = parts.number(answer.get(key))
        if value is not None:
            lines.append((label, traced(value, f"{value:.0f}", key)))
    if parts.month(window.get("from")) and parts.month(window.get("to")):
        lines.append(("Window", say("{} to {}", window["from"], window["to"])))
    for key, label in (("version", "Denshi version"), ("made_at", "Made at"), ("run_key", "Run key")):
        if parts.text(answer.get(key)):
            lines.append((label, say("{}", answer[key])))
    seconds = parts.number(answer.get("seconds"))
    if seconds is not None:
        lines.append(("Computed in", say("{} seconds", traced(seconds, plain(seconds, 1), "seconds"))))
    return lines


def _population(name: str, citizens: Any, weight: Any) -> Markup:
    shown = say("{}", name)
    if parts.number(citizens) is not None:
        shown += say(", {} simulated citizens", count(citizens, "citizens"))
    if parts.number(weight) is not None:
        shown += say(", each standing for about {} people", people(weight, "weight"))
    return shown
