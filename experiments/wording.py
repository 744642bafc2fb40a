"""Wording: differences said in words that do not go beyond their interval.

"Higher" and "lower" only where the whole interval lies on that side; where zero is inside, the sentence
says how small the difference must be, and what it would take to see more.
"""

from __future__ import annotations

from experiments.statistics import Difference, runs_needed
from simulation.forecast import said_seconds
from simulation.measures import MEASURES

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


def month_words(text: str) -> str:
    """``March 2021`` of ``2021-03``."""
    year, number = text.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def measure_words(name: str) -> str:
    """The measure as it stands in a sentence."""
    return MEASURES[name].title if name in MEASURES else name.replace("_", " ")


def arm_title(name: str) -> str:
    """``Keep 96 only`` of ``keep_96_only``."""
    words = name.rpartition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:]


def places(*numbers: float | None) -> int:
    """Decimals that keep the smallest number that is not zero from being printed as zero: 1 to 4."""
    sizes = [abs(number) for number in numbers if number]
    return next((digits for digits in (1, 2, 3) if not sizes or min(sizes) >= 0.5 * 10**-digits), 4)


def interval_words(found: Difference) -> str:
    """``95 % interval 8.1 to 10.6; 8 paired runs``; one run has no interval and says so."""
    if found.replicates == 1 and not found.exactly_zero:
        return "one paired run, so no interval"
    runs = "1 paired run" if found.replicates == 1 else f"{found.replicates} paired runs"
    if found.low is None or found.high is None:
        return runs
    digits = places(found.estimate, found.low, found.high)
    return f"95 % interval {found.low:.{digits}f} to {found.high:.{digits}f}; {runs}"


def effect(found: Difference, measure: str, arm: str, minus: str, month: str) -> str:
    """One sentence on ``arm`` less ``minus``, in points."""
    what, when = measure_words(measure), month_words(month)
    if found.exactly_zero:
        runs = "the one run" if found.replicates == 1 else f"all {found.replicates} paired runs"
        return f"No difference: {what} in {when} is the same under '{arm}' and '{minus}' in {runs}."
    digits = places(found.estimate, found.low, found.high)
    if found.low is None:
        way = "higher" if found.estimate > 0 else "lower"
        size = f"{abs(found.estimate):.{digits}f} points {way}"
        return f"Under '{arm}', {what} in {when} is {size} than under '{minus}' ({interval_words(found)})."
    if not found.detected:
        return (
            f"No detectable difference between '{arm}' and '{minus}' in {what} in {when}: smaller than "
            f"{found.bound:.{digits}f} points with 95 % confidence ({interval_words(found)})."
        )
    way = "higher" if found.estimate > 0 else "lower"
    return (
        f"Under '{arm}', {what} in {when} is {abs(found.estimate):.{digits}f} points {way} "
        f"than under '{minus}' ({interval_words(found)})."
    )


def brief(found: Difference) -> str:
    """``+9.4 points (8.1 to 10.6)``, ``not detectable (below 0.6)``, ``no difference``."""
    if found.exactly_zero:
        return "no difference"
    digits = places(found.estimate, found.low, found.high)
    if found.low is None or found.high is None:
        return f"{found.estimate:+.{digits}f} points (one run)"
    if not found.detected:
        return f"not detectable (smaller than {found.bound:.{digits}f} points)"
    return f"{found.estimate:+.{digits}f} points ({found.low:.{digits}f} to {found.high:.{digits}f})"


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
