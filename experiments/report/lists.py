"""The tables that no chart can show: differences and verdicts, variants, assumptions, disputed dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Table
from experiments.report.numbers import (
    amount,
    count,
    direction,
    interval,
    people,
    places,
    plain,
    say,
    sized,
    traced,
)
from experiments.report.reading import Reading

SAYS = {
    "higher": "higher",
    "lower": "lower",
    "equal": "exactly equal",
    "undetermined": "no detectable difference",
}


def differences(reading: Reading, expected: bool) -> Table | None:
    """Differences with their intervals: those the question expects something of, or all others."""
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
    rows = [_difference(reading, row) for row in part.rows if bool(row["expected"]) == expected]
    if not rows:
        return None
    header = ["Measure", "Between", "Estimate", "95 % interval", "Interval says", "Expected", "Verdict"]
    width = 7 if expected else 5
    caption = (
        "Paired differences of which a direction was expected" if expected else "Other paired differences"
    )
    return Table(caption, header[:width], [row[:width] for row in rows], part.gaps if expected else [])


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


def expectations(reading: Reading) -> Table | None:
    """What the question expected, in words, with the verdict and what it rests on."""
    needs = {"measure": "text", "expected": "text", "verdict": "text"}
    part = parts.table(reading.answer, "expectations", needs, {"why": "text"})
    if not part:
        return None
    lines = [
        [words.capital(row["measure"]), row["expected"], row["verdict"], row["why"] or ""]
        for row in part.rows
    ]
    header = ["Measure", "Expected", "Verdict", "Because"]
    return Table("What was expected, and the verdict", header, lines, part.gaps)


def outputs(reading: Reading) -> Table | None:
    """Every output that the question names or every question reports, by scenario; gaps say why."""
    needs = {"output": "text", "title": "text", "unit": "text"}
    may = {"arm": "text", "mean": "number", "low": "number", "high": "number", "why": "text", "use": "text"}
    part = parts.table(reading.answer, "outputs", needs, may)
    if not part:
        return None
    lines, shown = [], set[tuple[str, str]]()
    for row in part.rows:
        if row["why"] and (row["output"], row["why"]) in shown:
            continue
        shown.add((row["output"], row["why"] or row["arm"] or ""))
        name = say("{} <span class=minus>{}</span>", words.capital(row["title"]), row["unit"])
        arm = reading.title(row["arm"]) if row["arm"] and not row["why"] else ""
        lines.append([name, arm, *_level(row)])
    header = ["Output", "Scenario", "Mean of the runs", "95 % interval"]
    return Table("Outputs by scenario, each in its own unit", header, lines, part.gaps)


def _level(row: parts.Row) -> list[Markup | str]:
    if row["why"]:
        return [row["why"], ""]
    place = f"outputs[{row['place']}]"
    if row["mean"] is None:
        return ["see answer.json", ""]
    mean = amount(row["mean"], f"{place}.mean")
    if row["low"] is None or row["high"] is None:
        return [mean, "\u2014"]
    ends = [amount(row[end], f"{place}.{end}") for end in ("low", "high")]
    return [mean, say("{} to {}", *ends)]


def variants(reading: Reading) -> Table | None:
    """Disputed readings side by side: the one used above, and each other."""
    may = {"label": "text", "population": "text", "default": "text"}
    part = parts.table(reading.answer, "variants", {"variant": "text"}, may)
    if not part:
        return None
    lines, shown = [], set[str]()
    for row in part.rows:
        given, name = reading.answer["variants"][row["place"]], words.spaced(row["variant"])
        if row["default"] and name not in shown:
            shown.add(name)
            used = f"{name} {row['default']}, used above"
            population = parts.text(reading.answer.get("population")) or ""
            lines.append([used, population, *_reading(reading.headline, "headline")])
        found, source = parts.record(given, "headline"), f"variants[{row['place']}].headline"
        label = row["label"] or f"{name} {given.get('value')}"
        lines.append([label, row["population"] or "", *_reading(found, source)])
    header = ["Reading", "Population", "Effect", "95 % interval", "Paired runs"]
    return Table("The same question under each disputed reading", header, lines, part.gaps)


def _reading(found: Mapping[str, Any], source: str) -> list[Markup]:
    """Effect, interval and runs of a headline, under the main one or another reading."""
    runs = parts.number(found.get("replicates"))
    shown = count(runs, f"{source}.replicates") if runs is not None else Markup("")
    if parts.interval_gap(found, "headline"):
        return [Markup("not stated"), Markup(""), shown]
    digits = places(found.get("low"), found.get("high"), found["estimate"])
    size = sized(found["estimate"], parts.text(found.get("unit")), f"{source}.estimate", digits)
    spread = Markup("\u2014") if parts.one_run(found) else _spread(found, source, digits)
    return [size, spread, shown]


def shares(reading: Reading) -> Table | None:
    """How the effect divides fairly among its parts (Shapley)."""
    needs = {"measure": "text", "estimate": "number"}
    part = parts.table(reading.answer, "shares", needs, {"low": "number", "high": "number", "arm": "text"})
    if not part:
        return None
    lines = []
    for row in part.rows:
        place, digits = f"shares[{row['place']}]", places(row["estimate"], row["low"], row["high"])
        changes = parts.texts(reading.answer["shares"][row["place"]], "changes")
        known = row["low"] is not None and row["high"] is not None
        lines.append(
            [
                "; ".join(_change(text) for text in changes) or reading.title(row["arm"]),
                words.measure(row["measure"]),
                sized(row["estimate"], None, f"{place}.estimate", digits),
                interval(row, place, True) if known else "\u2014",
            ]
        )
    return Table("Fair shares of the effect", ["Part", "Measure", "Share", "95 % interval"], lines, part.gaps)


def _change(text: str) -> str:
    """A change as it was written, without the marks of its notation."""
    if text.startswith("removed: "):
        return f"without {text.removeprefix('removed: ')}"
    return text.strip("{}").replace('"', "").replace("at: ", "from ").replace(", until: null", "")


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
    part = parts.table(
        reading.answer, "disputed", {"id": "text"}, {"text": "text", "name": "text", "ramp_months": "number"}
    )
    if not part:
        return None
    lines = []
    for row in part.rows:
        given = reading.answer["disputed"][row["place"]]
        shown = [str(given.get(key, "")) for key in ("default", "alternative", "used")]
        if row["ramp_months"]:
            shown[-1] += f", and over {row['ramp_months']:.0f} months from then"
        lines.append([row["id"], words.spaced(row["name"] or ""), row["text"] or "", *shown])
    header = ["Row", "Entry", "What is disputed", "Default", "Alternative", "Used here"]
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
