"""Wording: differences said in words that do not go beyond their interval.

"Higher" and "lower" only where the whole interval lies on that side; where zero is inside, the sentence
says how small the difference must be, and what it would take to see more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.outputs import declared
from experiments.statistics import Difference, runs_needed
from simulation.forecast import said_seconds

MONTHS: tuple[str, ...] = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

SCALE = "points of a scale from 0 to 100"
"""Unit of what is no share: trust, usefulness, ease, literacy."""


def month_words(text: str) -> str:
    """``March 2021`` of ``2021-03``."""
    year, number = text.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def measure_words(name: str) -> str:
    """The measure as it stands in a sentence."""
    try:
        return declared(name).title
    except KeyError:
        return name.replace("_", " ")


def arm_title(name: str) -> str:
    """``Keep 96 only`` of ``keep_96_only``; of ``mix@B:100`` ``Mix (B 100)``."""
    arm, _, values = name.partition("@")
    words = arm.rpartition(".")[2].replace("_", " ")
    at = values.replace(":", " ").replace(",", ", ").replace("_", " ").replace(".", " ")
    return words[:1].upper() + words[1:] + (f" ({at})" if at else "")


def places(*numbers: float | None) -> int:
    """Decimals that keep the smallest number that is not zero from being printed as zero: 1 to 4."""
    sizes = [abs(number) for number in numbers if number]
    return next((digits for digits in (1, 2, 3) if not sizes or min(sizes) >= 0.5 * 10**-digits), 4)


def runs_words(count: int) -> str:
    """``1 paired run``, ``8 paired runs``."""
    return f"{count} paired run" + ("" if count == 1 else "s")


def unit_of(measure: str) -> str:
    """Unit of a difference: percentage points for shares, points of a scale for attitudes, else its own."""
    try:
        unit = declared(measure).unit
    except KeyError:
        return "points"
    if unit == "0 to 1":
        return SCALE
    return "points" if unit.startswith(("share", "difference of shares")) else unit


def interval_words(found: Difference) -> str:
    """``95 % interval 8.1 to 10.6; 8 paired runs``; one run has no interval and says so."""
    runs = runs_words(found.replicates)
    if found.low is None or found.high is None:
        return f"{runs}, so no interval"
    return f"95 % interval {_ends(found)}; {runs}"


def _ends(found: Difference) -> str:
    """Both ends, signed unless both lie above zero."""
    low, high = found.low or 0.0, found.high or 0.0
    sign, digits = "+" if low <= 0.0 else "", places(found.estimate, low, high)
    return " to ".join(_amount(end, sign if end else "", digits) for end in (low, high))


def effect(found: Difference, measure: str, arm: str, minus: str, month: str) -> str:
    """One sentence on ``arm`` less ``minus``, in points."""
    what, when, unit = measure_words(measure), month_words(month), unit_of(measure)
    if found.exactly_zero:
        runs = "the one run" if found.replicates == 1 else f"all {found.replicates} paired runs"
        return f"No difference: {what} in {when} is the same under '{arm}' and '{minus}' in {runs}."
    digits = places(found.estimate, found.low, found.high)
    if found.low is None:
        return (
            f"In {runs_words(found.replicates)}, {what} in {when} under '{arm}' less that under '{minus}' is "
            f"{found.estimate:+,.{digits}f} {unit}. One run gives no interval: this may be chance."
        )
    if not found.detected:
        return (
            f"No detectable difference between '{arm}' and '{minus}' in {what} in {when}: smaller than "
            f"{found.bound:,.{digits}f} {unit} with 95 % confidence ({interval_words(found)})."
        )
    way = "higher" if found.estimate > 0 else "lower"
    return (
        f"Under '{arm}', {what} in {when} is {abs(found.estimate):,.{digits}f} {unit} {way} "
        f"than under '{minus}' ({interval_words(found)})."
    )


def _amount(value: float, sign: str, digits: int) -> str:
    """``+9.4``; from a million on in words, ``+43.1 billion``."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:{sign}.1f} {word}"
    return f"{value:{sign},.{digits}f}"


def brief(found: Difference, unit: str = "points") -> str:
    """``+9.4 points (8.1 to 10.6)``, ``not detectable (below 0.6)``, ``no difference``."""
    if found.exactly_zero:
        return "no difference"
    digits = places(found.estimate, found.low, found.high)
    if found.low is None or found.high is None:
        return f"{_amount(found.estimate, '+', digits)} {unit} ({runs_words(found.replicates)}, no interval)"
    if not found.detected:
        return f"not detectable (smaller than {_amount(found.bound or 0.0, '', digits)} {unit})"
    return f"{_amount(found.estimate, '+', digits)} {unit} ({_ends(found)})"


def counted_among(measure: str) -> str:
    """Of whom a kind of use is counted: ``adults``, or ``residents`` of all ages."""
    return "residents" if measure == "possession" else "adults"


def stands_out(top: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the interval of ``top`` overlaps none of the others that lie on its side of zero."""
    others = [row for row in rows if row is not top]
    if top["low"] > 0:
        return all(row["high"] < top["low"] for row in others)
    return all(row["low"] > top["high"] for row in others)


def changes_line(changes: Sequence[str]) -> str:
    """``With your changes: beta.trust=0.8.``; empty without any."""
    return f"With your changes: {', '.join(changes)}." if changes else ""


def what_it_takes(found: Difference, seconds: float) -> str | None:
    """How many runs would halve the bound of an undetected difference; ``seconds`` for those made."""
    if found.detected or found.exactly_zero or found.bound is None:
        return None
    wanted = found.bound / 2
    runs = runs_needed(found, wanted)
    if runs is None:
        return None
    time = said_seconds(seconds * runs / found.replicates)
    return f"To see {wanted:.{places(wanted)}f} points: about {runs} runs, {time}."
