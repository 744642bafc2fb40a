"""The words of the report: plain sentences made from numbers, never the other way round.

No sentence says more than its interval: 'higher' and 'lower' are used only when the whole interval
lies on that side, otherwise the sentence is 'no detectable difference' with the bound. Each sentence
names the kind of use it speaks of, and each number carries the place in answer.json it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.numbers import (
    count,
    direction,
    interval,
    join,
    people,
    percent,
    places,
    points,
    say,
    sized,
    traced,
)
from experiments.report.reading import Reading
from experiments.wording import counted_among, runs_words


def runs(reading: Reading) -> Markup:
    """``8 paired runs``, or words when the number is not in the file."""
    for source, holder in (("headline.replicates", reading.headline), ("replicates", reading.answer)):
        found = parts.number(holder.get("replicates"))
        if found is not None:
            return say("{} {}", count(found, source), runs_words(int(found)).partition(" ")[2])
    return Markup("number of runs not stated")


def headline(reading: Reading) -> Markup:
    """The answer in one sentence with its interval, or why there is none."""
    found = reading.headline
    if reading.single:
        return Markup("This page shows one scenario. It compares nothing, so it states no effect.")
    gap = (
        parts.interval_gap(found, "headline")
        if found
        else "The answer holds no headline, so no effect is stated."
    )
    if gap:
        return say("{}", gap)
    if parts.one_run(found):
        return _one_run(reading)
    low, high, estimate = float(found["low"]), float(found["high"]), float(found["estimate"])
    unit, digits, side = parts.text(found.get("unit")), places(low, high, estimate), direction(low, high)
    known = {
        "arm": reading.title(found.get("arm")),
        "minus": reading.title(found.get("minus")),
        "measure": words.measure(reading.measure),
        "when": words.month_words(reading.when),
        "runs": runs(reading),
        "spread": _spread(found, unit, digits),
    }
    if side == "equal":
        return say(
            "“{arm}” and “{minus}” do not differ: {measure} in {when} is the same in all {runs}.", **known
        )
    if side == "undetermined":
        bound = "high" if abs(high) >= abs(low) else "low"
        return say(
            "No detectable difference: under “{arm}”, {measure} in {when} differs from “{minus}” by less than"
            " {bound} with 95 % confidence (interval {spread}; {runs}).",
            bound=_size(found[bound], unit, f"headline.{bound}", digits),
            **known,
        )
    return say(
        "Under “{arm}”, {measure} in {when} is {size} {side} than under “{minus}”"
        " (95 % interval {spread}; {runs}).",
        size=_size(estimate, unit, "headline.estimate", digits),
        side=side,
        **known,
    )


def _one_run(reading: Reading) -> Markup:
    """A single pair of runs has no interval, so the sentence names its size and no more."""
    found = reading.headline
    return say(
        "In 1 paired run, {} in {} under “{}” less that under “{}” is {}."
        " One run gives no interval: this may be chance.",
        words.measure(reading.measure),
        words.month_words(reading.when),
        reading.title(found.get("arm")),
        reading.title(found.get("minus")),
        _signed(found),
    )


def _signed(found: Mapping[str, Any]) -> Markup:
    digits = places(found["estimate"])
    return sized(found["estimate"], parts.text(found.get("unit")), "headline.estimate", digits)


def _size(value: float, unit: str | None, source: str, digits: int) -> Markup:
    """How much, without its sign: the sentence says 'higher' or 'lower'."""
    if unit in (None, "points"):
        return say("{} points", traced(value, f"{abs(value):,.{digits}f}", source))
    return sized(value, unit, source, digits)


def _spread(row: Mapping[str, Any], unit: str | None, digits: int) -> Markup:
    if unit in (None, "points"):
        return interval(row, "headline", sign=row["low"] <= 0)
    ends = [sized(row[end], unit, f"headline.{end}", digits) for end in ("low", "high")]
    return say("{} to {}", *ends)


def kind_meant(reading: Reading) -> Markup:
    """Which of the four kinds of use the page speaks of, spelt out."""
    meaning = words.meaning(reading.measure)
    if meaning is None:
        return say("{}: its definition is not in this version of Denshi.", reading.kind())
    said = say("{} means: {}.", reading.kind(), meaning)
    if reading.measure not in words.KINDS:
        return said
    others = join([words.measure(other) for other in words.KINDS if other != reading.measure])
    return said + say(" It is counted apart from {}.", others)


@dataclass(frozen=True)
class KeyFigure:
    """One large number at the head of the page, with what it is and what qualifies it."""

    value: Markup
    label: str
    note: Markup


def key_figures(reading: Reading) -> list[KeyFigure]:
    """Up to five numbers a reader takes away; those that are not in the file are left out."""
    figures, found, name = list[KeyFigure](), reading.headline, words.measure(reading.measure)
    if found and not parts.interval_gap(found, "headline"):
        figures.append(_effect(reading, name))
    when = Markup("{}").format(words.month_words(reading.when))
    if reading.single:
        levels = [(words.measure(kind), _level(reading, reading.minus, kind)) for kind in words.KINDS]
    else:
        pair = dict.fromkeys((reading.minus, reading.subject))
        levels = [
            (f"{name} under {reading.quoted(arm, 40)}", _level(reading, arm, reading.measure)) for arm in pair
        ]
    figures += [KeyFigure(level, label, when) for label, level in levels if level]
    weight, among = parts.number(reading.answer.get("weight")), counted_among(reading.measure)
    people_there = parts.number(found.get(among))
    for key, verb in (("gained", "gain"), ("lost", "lose")):
        moved = parts.number(found.get(key))
        if moved is None:
            continue
        note = say("simulated {}", among)
        if people_there is not None:
            note = say("of {} simulated {}", count(people_there, f"headline.{among}"), among)
        if (parts.number(found.get("replicates")) or 1) > 1:
            note += Markup(" (mean of the runs)")
        if weight is not None:
            note += say("; about {} people in Japan", people(moved * weight, f"headline.{key} * weight"))
        figures.append(KeyFigure(count(moved, f"headline.{key}"), f"{verb} {name}", note))
    return figures


def _effect(reading: Reading, name: str) -> KeyFigure:
    found = reading.headline
    if parts.one_run(found):
        return KeyFigure(_signed(found), name, Markup("1 paired run, no interval"))
    digits, side = (
        places(found["low"], found["high"], found["estimate"]),
        direction(found["low"], found["high"]),
    )
    unit = parts.text(found.get("unit")) or "points"
    shown = (
        points(found["estimate"], "headline.estimate", digits, True)
        if unit == "points"
        else sized(found["estimate"], unit, "headline.estimate", digits)
    )
    big = {"equal": Markup("none"), "undetermined": Markup("not<br>detectable")}.get(side, shown)
    label = f"points of {name}" if unit == "points" else name
    return KeyFigure(big, label, say("95 % interval {}", _spread(found, unit, digits)))


def _level(reading: Reading, arm: str | None, measure: str) -> Markup | None:
    """The level of a measure in the measured month."""
    needs = {"measure": "text", "arm": "text", "month": "month", "mean": "number"}
    for row in parts.table(reading.answer, "series", needs).rows:
        if (row["arm"], row["measure"], row["month"]) == (arm, measure, reading.when):
            return percent(row["mean"], f"series[{row['place']}].mean")
    return None


def evidence(reading: Reading) -> Markup:
    """How many assumptions stand behind the answer and how weak the weakest are."""
    found = parts.record(reading.answer, "assumptions")
    total, weakest = parts.number(found.get("count")), parts.number(parts.record(found, "by_grade").get("E"))
    if not total:
        return Markup("The answer does not say on how many assumptions it rests.")
    lead = say("The answer rests on {} assumptions", count(total, "assumptions.count"))
    if weakest is None:
        return lead + Markup("; how many are of the weakest grade is not stated.")
    share = percent(weakest / total, "assumptions.by_grade.E / assumptions.count", 0)
    grade = count(weakest, "assumptions.by_grade.E")
    said = say("; {} of them ({}) are of grade E: no source gives a value, a judgement had to.", grade, share)
    return lead + said + hanging(reading)


def hanging(reading: Reading) -> Markup:
    """How many results hang on numbers that no source gives."""
    found = parts.record(parts.record(reading.answer, "assumptions"), "resting")
    results, hang = parts.number(found.get("results")), parts.number(found.get("on_grade_e"))
    mostly = parts.number(found.get("mostly_grade_e"))
    if not results or hang is None or mostly is None:
        return Markup("")
    source = "assumptions.resting"
    return say(
        " {} of the {} results asked for hang on at least one such number; behind {} of them more than half"
        " of the numbers are such. This counts what a result hangs on, not how much each number moves it.",
        count(hang, f"{source}.on_grade_e"),
        count(results, f"{source}.results"),
        count(mostly, f"{source}.mostly_grade_e"),
    )


def ruling(reading: Reading) -> Markup:
    """Whether the clause that would refute the mechanism came true, with its numbers."""
    found = parts.record(reading.answer, "falsification")
    if not found:
        return Markup("The answer does not say whether this came true.")
    numbers = parts.text(found.get("numbers")) or "no numbers are given"
    if found.get("evaluated") is not True:
        return say("{}.", words.capital(numbers))
    verdict = "It came true: the mechanism is refuted" if found.get("refuted") else "It did not come true"
    test = parts.text(found.get("test")) or ""
    return say("{} ({}). The test: {}", verdict, numbers, test)
