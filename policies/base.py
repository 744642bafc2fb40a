"""What every policy has: dates, a target, a strength, a price tag and a source.

A tax credit runs from one January to a March four years later, for taxpayers, at five thousand yen a
head, as an official release reports. A flood hits three prefectures for six months. Both are a
``Policy``: a frozen value that says by how much it moves which levers in a month. It never touches a
citizen; the timeline adds up what all policies in force say, and the citizens live under the sum.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, field_validator, model_validator

from agents.columns import FAMILIES
from configs.frozen import Month
from configs.months import month_text
from policies.levers import LEVERS, Operator
from policies.terms import Cost, Disputed, Provenance, Ramp, Target, Text, Window

ALL_FAMILIES = tuple(range(len(FAMILIES)))
SET: Literal["set"] = "set"

Factor = Annotated[float, Field(ge=0.0, le=10.0)]
"""What a lever is multiplied by while the policy is in force; 1 leaves it alone."""

Shift = Annotated[float, Field(ge=-1.0, le=1.0)]
"""What is added to a lever that is a share."""


class Change(NamedTuple):
    """One move of one lever in one month.

    value : added, multiplied with, compared with or put in place of the lever's value
    families : the service families whose value moves (a lever that is no family lever moves as one)
    target : where and on whom; None is everywhere
    operator : how it combines with the moves of others
    share : only for ``set``: 1 puts the value in place, 0.5 goes half the way
    """

    lever: str
    value: float
    families: tuple[int, ...] = ALL_FAMILIES
    target: Target | None = None
    operator: Operator | Literal["set"] = Operator.ADD
    share: float = 1.0


class Policy(Provenance):
    """Base of everything that governments do and that happens to them.

    A new policy declares the levers it may move, its own fields, and ``changes``.
    """

    levers: ClassVar[frozenset[str]] = frozenset()
    """The levers that this kind of policy may move."""
    blocked_by: ClassVar[str | None] = None
    """A lever that stops the policy when it stands above ``threshold`` at the start."""

    steady: ClassVar[bool] = False
    """Promises that, after the first month and the ramp, every month in force has the same changes."""

    kind: str
    name: str = ""
    ids: tuple[str, ...] = Field(
        default=(), description="identifiers in the catalogue of history, such as POL-24"
    )
    title: str = ""
    date: Text = Field(default="", description="date of the law or event: YYYY, YYYY-MM, YYYY-MM-DD or 1970s")
    start: Month | None = Field(default=None, description="first month in force; null is never")
    end: Month | None = Field(default=None, description="first month no longer in force; null is for good")
    ramp: Annotated[int, Field(ge=0, le=600)] = Field(default=0, description="months to the full size")
    strength: Annotated[float, Field(ge=0.0, le=1.5)] = 1.0
    target: Target | None = None
    families: tuple[str, ...] = FAMILIES
    cost: Cost | None = Field(
        default=None, description="absent where no sourced figure exists: cost not stated"
    )
    disputed: tuple[Disputed, ...] = ()
    context_only: bool = Field(default=False, description="listed for its place in history; moves nothing")
    note: str = ""

    @field_validator("families", mode="before")
    @classmethod
    def _known_families(cls, value: Any) -> Any:
        if value is None or value == "all":
            return FAMILIES
        names = [value] if isinstance(value, str) else value
        for name in names:
            if name not in FAMILIES:
                raise ValueError(f"has no family '{name}'; known: {', '.join(FAMILIES)}")
        return tuple(name for name in FAMILIES if name in names)

    @field_validator("date")
    @classmethod
    def _readable_date(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d{4}(-\d{2}){0,2}|\d{4}s", value):
            raise ValueError(f"is not a date; write 2013, 2013-06, 2013-06-14 or 1970s, got '{value}'")
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(
                f"ends in {month_text(self.end)}; end must come after start {month_text(self.start)}"
            )
        return self

    @abstractmethod
    def changes(self, month: int) -> Iterator[Change]:
        """The lever moves in force during ``month`` (0 is January 2001).

        Called once for each month of the run before any citizen acts, in any order. Yields nothing
        before ``start``, from ``end`` on, and at strength 0, so that an absent policy and a policy of
        no strength are the same bits. Moves only levers named in ``levers`` and only ``families`` and
        ``target``, each lever at most once with one operator. Must depend on ``month`` and the fields
        alone: no clock, no random state, no memory of earlier calls. Values are those at full strength
        times ``share(month)``; ``move`` does this, and gives each move the lever's own operator.
        """

    def is_stopped_at(self, value: float) -> bool:
        """Whether the policy is suspended when the lever ``blocked_by`` stands at ``value`` at its start."""
        return False

    def share(self, month: int) -> float:
        """Strength times the share of the ramp reached in ``month``; 0 when not in force."""
        if self.context_only or self.strength == 0.0:
            return 0.0
        return self.strength * self.window.share(month)

    def move(self, lever: str, full: float, share: float) -> tuple[Change, ...]:
        """The change of ``lever`` by ``full`` (amount, factor or level), scaled; nothing if neutral."""
        operator = LEVERS[lever].operator
        if operator is Operator.MULTIPLY:
            if full == 1.0 or not share:
                return ()
            value = max(0.0, 1.0 + (full - 1.0) * share)
        else:
            value = full * share
            if not value:
                return ()
        return (Change(lever, value, self.family_numbers, self.target, operator),)

    @cached_property
    def window(self) -> Window:
        """The months in force and the ramp."""
        return Window(self.start, self.end, Ramp(self.ramp))

    @cached_property
    def family_numbers(self) -> tuple[int, ...]:
        """Positions of the families on the family axis."""
        return tuple(FAMILIES.index(name) for name in self.families)
