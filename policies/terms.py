"""The terms of a policy: when, where and on whom, at what price, and by whose word."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from configs.frozen import Frozen

Text = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | float | datetime.date) else value),
]
"""Text in which YAML may have seen a number or a day, such as the dates 2003 and 2003-07-02."""


class Ramp(NamedTuple):
    """How a policy grows to its full size: in equal steps over ``months`` months, at once when 0 or 1."""

    months: int

    def share(self, age: int) -> float:
        """Share of the full size in the month that is ``age`` months after the start."""
        return 1.0 if age + 1 >= self.months else (age + 1) / self.months


class Window(NamedTuple):
    """The months in which a policy is in force: ``start`` (None: never) included, ``end`` excluded."""

    start: int | None
    end: int | None
    ramp: Ramp

    def share(self, month: int) -> float:
        """Share of the full size in ``month``; 0 outside the window."""
        if self.start is None or month < self.start or (self.end is not None and month >= self.end):
            return 0.0
        return self.ramp.share(month - self.start)


class Target(Frozen):
    """Where and on whom a policy works; an empty field means everywhere or everyone.

    Places are the union of ``prefectures`` and ``municipalities``. Persons must have one of the ages,
    and the sex. Ages follow five-year bands, because that is how finely levers tell persons apart.
    """

    prefectures: tuple[Annotated[int, Field(ge=1, le=47)], ...] = ()
    municipalities: tuple[str, ...] = Field(default=(), description="five-digit codes of municipalities")
    ages: tuple[int, int] | None = Field(default=None, description="youngest and oldest age, both included")
    sex: Literal["male", "female"] | None = None

    @field_validator("ages")
    @classmethod
    def _in_five_year_bands(cls, ages: tuple[int, int] | None) -> tuple[int, int] | None:
        if ages is not None:
            low, high = ages
            if not 0 <= low <= high:
                raise ValueError(f"runs from {low} to {high}; write the youngest age first")
            if low > 85 or low % 5 or (high < 85 and high % 5 != 4):
                raise ValueError(
                    f"must follow five-year bands such as [20, 64] or [65, 120], got [{low}, {high}]"
                )
        return ages

    def bands(self) -> range:
        """Five-year age bands (0-17) that the ages cover."""
        if self.ages is None:
            return range(18)
        return range(self.ages[0] // 5, min(self.ages[1] // 5, 17) + 1)


class Provenance(Frozen):
    """Where a number or a date comes from, and how good that is (A official ... E assumed)."""

    source: str = ""
    grade: Literal["A", "B", "C", "D", "E"] = "E"


Amount = Annotated[
    tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]],
    BeforeValidator(lambda value: (value, value) if isinstance(value, int | float) else value),
]
"""Yen, as one number or as a range [low, high]."""


class Cost(Provenance):
    """What a policy costs at strength 1 and who pays; yen of the year, each a number or [low, high]."""

    capital: Amount = Field(default=(0.0, 0.0), description="yen, once, in the first month")
    running_year: Amount = Field(default=(0.0, 0.0), description="yen a year while in force")
    per_case: Amount = Field(default=(0.0, 0.0), description="yen for each case")
    case: Literal["own_use", "card", "linked_act"] = "own_use"
    payer: Literal["state", "prefecture", "municipality", "citizens"] = "state"

    @model_validator(mode="after")
    def _ranges_rise(self) -> Self:
        for name in ("capital", "running_year", "per_case"):
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"{name} runs from {low:g} down to {high:g}; write [low, high]")
        return self


class Disputed(Frozen):
    """A field on which the sources disagree; both readings can be run."""

    id: str
    field: str = "start"
    default: Text
    alternative: Text
    text: str


def faded(share: float, months: int) -> float:
    """What is left after ``months`` when ``share`` of it is left a month later.

    Plain products: the power function of the C library may differ in the last place between machines.
    """
    left = 1.0
    for _ in range(months):
        left *= share
    return left
