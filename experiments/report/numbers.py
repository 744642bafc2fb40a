"""Numbers as they are printed: few digits, a real minus sign, and the way back to answer.json.

Every number in a sentence is a ``<data>`` element that carries its full value and the place in the
answer it came from, so that a reader can hover over it and a test can check it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from experiments.wording import places

__all__ = [
    "amount", "count", "direction", "interval", "join", "large", "people", "percent", "places", "plain",
    "points", "say", "sized", "traced", "yen",
]  # fmt: skip

_MINUS = "\u2212"
_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def plain(value: float, decimals: int, sign: bool = False) -> str:
    """``1,234.5`` or ``−0.3``; with ``sign`` a plus before what is above zero."""
    shown = f"{abs(value):,.{decimals}f}"
    if value < 0:
        return _MINUS + shown
    return "+" + shown if sign and value > 0 else shown


def large(value: float, digits: int = 3) -> str:
    """``12.3 billion``, ``940,000``: at most ``digits`` significant digits, 1,000 and more with commas."""
    if value == 0:
        return "0"
    rounded = round(value, digits - 1 - math.floor(math.log10(abs(value))))
    for size, name in _LARGE:
        if abs(rounded) >= size:
            decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded) / size)))
            shown = f"{abs(rounded) / size:.{decimals}f}"
            shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
            return f"{_MINUS if rounded < 0 else ''}{shown} {name}"
    return plain(rounded, 0)


def say(template: str, /, *given: object, **named: object) -> Markup:
    """A sentence from a fixed template; everything put into it is escaped unless it is mark-up already."""
    return Markup(template).format(*given, **named)


def traced(value: float, shown: str, source: str) -> Markup:
    """The number on the page, with its value and the place in answer.json it was taken from."""
    return say(
        '<data value="{}" data-source="{}" title="answer.json: {}">{}</data>',
        repr(float(value)),
        source,
        source,
        shown,
    )


def points(value: float, source: str, decimals: int = 1, sign: bool = False) -> Markup:
    """Percentage points, given as such."""
    return traced(value, plain(value, decimals, sign), source)


def percent(share: float, source: str, decimals: int = 1) -> Markup:
    """A share from 0 to 1, printed in per cent."""
    return traced(share, plain(100 * share, decimals) + " %", source)


def count(value: float, source: str) -> Markup:
    """A whole number with commas."""
    return traced(value, plain(value, 0), source)


def people(value: float, source: str) -> Markup:
    """A number of people in Japan, two significant digits: the model knows no more."""
    return traced(value, large(value, 2), source)


def yen(value: float, source: str) -> Markup:
    """An amount of money in yen, three significant digits."""
    return traced(value, large(value) + " yen", source)


def amount(value: float, source: str) -> Markup:
    """A number of any size, three significant digits."""
    small = abs(value) < 1000
    return traced(value, f"{value:.3g}".replace("-", _MINUS) if small else large(value), source)


def join(parts: list[Markup] | list[str], last: str = "and") -> Markup:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return Markup("").join(parts)
    return say("{} {} {}", Markup(", ").join(parts[:-1]), last, parts[-1])


def direction(low: float, high: float) -> str:
    """``higher``, ``lower``, ``equal`` (exactly) or ``undetermined``: all that an interval can say."""
    if low == high == 0:
        return "equal"
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "undetermined"


def interval(row: Mapping[str, Any], source: str, sign: bool = False) -> Markup:
    """``8.1 to 10.6`` of a row with low and high, in points."""
    digits = places(row["low"], row["high"], row.get("estimate"))
    return say(
        "{} to {}",
        points(row["low"], f"{source}.low", digits, sign),
        points(row["high"], f"{source}.high", digits, sign),
    )


def sized(value: float, unit: str | None, source: str, digits: int) -> Markup:
    """A difference in its own unit, with its sign."""
    if unit in (None, "points"):
        return say("{} points", points(value, source, digits, True))
    if unit == "yen":
        return yen(value, source)
    if unit == "share":
        return traced(value, plain(100 * value, digits, True) + " %", source)
    shown = large(value) if abs(value) >= 1e5 else plain(value, digits, True)
    return say("{} {}", traced(value, shown, source), str(unit).replace("_", " "))
