"""What a question asks for in one line, and the changes that it may come to.

"The Digital Agency from April 2013" moves the date of an entry; "three billion yen a year for mass media"
adds a dated change of a lever with its cost. A shorthand yields such changes; ``making`` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from agents.columns import FAMILIES
from configs.library import Library, library
from configs.months import month_index, month_text
from configs.trees import Tree
from policies.levers import LEVERS, UNREAD

Range = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """One line of an arm.

    tree : the arm so far; name, value : as the question writes them
    start, until : first and last month, ``YYYY-MM``; until is None where it holds to the end
    end : last month of the window; prices : yen that the question itself assumes, by name
    moves : everything that the same item of ``set`` asks for
    """

    tree: Tree
    name: str
    value: Any
    start: str
    until: str | None
    end: str
    prices: Mapping[str, Range] = field(default_factory=dict)
    moves: Mapping[str, Any] = field(default_factory=dict)

    def known(self, path: str) -> float:
        """The number of a record, such as ``assumptions.conversion.redesign_yen``."""
        return float(self._record(path)["value"])

    def rate(self, name: str) -> float:
        """The number of a conversion."""
        return self.known(f"assumptions.conversion.{name}")

    def price(self, name: str) -> Range:
        """Low and high end of a price: what the question assumes, else the range of the conversion."""
        if name in self.prices:
            return self.prices[name]
        record = self._record(f"assumptions.conversion.{name}")
        return float(record["low"]), float(record["high"])

    def years(self) -> list[str]:
        """The month in which each year of the change begins, within the window."""
        last = month_index(self.end if self.until is None else self.until)
        return [month_text(month) for month in range(month_index(self.start), last + 1, 12)]

    def _record(self, path: str) -> dict[str, Any]:
        node: Any = self.tree
        for part in path.split("."):
            node = node[part]
        return dict(node)


@dataclass(frozen=True)
class Moves:
    """A dated change of levers.

    levers : name -> value, ``"+x"`` or ``"*x"``; cost : fields of a price tag
    ages : whom it reaches; ramp : months until it has its full size
    start : where it does not begin with the line itself; lasting : whether it outlives ``until``
    """

    levers: Mapping[str, float | str]
    families: tuple[str, ...] = FAMILIES
    cost: Mapping[str, Any] | None = None
    ages: tuple[int, int] | None = None
    ramp: int = 0
    start: str | None = None
    lasting: bool = False


@dataclass(frozen=True)
class Value:
    """Another value of an assumption, for good."""

    path: str
    value: Any


@dataclass(frozen=True)
class Dated:
    """An entry of the history under another date; ``start`` None takes it out."""

    section: str
    entry: str
    start: str | None


@dataclass(frozen=True)
class Added:
    """A policy or shock of its own; ``entry`` is its mapping of kind and fields."""

    section: str
    name: str
    entry: Mapping[str, Any]


Edit = Moves | Value | Dated | Added


def is_read(lever: str) -> bool:
    """Whether the lever exists and some mechanism reads it."""
    return lever in LEVERS and lever not in UNREAD


@cache
def shipped_shelf() -> Library:
    """The options that come with the project, looked for once."""
    return library()


@cache
def shipped(section: str) -> dict[str, Any]:
    """Entries of the dated record of Japan, by name; not to be changed."""
    return shipped_shelf().option(section, "jp_history").body
