"""Assumptions: numbers that carry where they come from.

Nobody has measured how much one hears from a neighbour in a month. The model uses 0.03 because Bass
curves of consumer goods suggest it, and says so: unit, range, source, grade and the last month of
Japanese data that shaped the number travel with it into every result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from configs.frozen import Frozen, Month

Grade = Literal["A", "B", "C", "D", "E"]
"""A official statistic, B study seen in abstract, C computed from A or B, D from memory, E assumed."""


class Unit(NamedTuple):
    """A unit with the values that make sense at all, whatever the evidence says."""

    low: float
    high: float
    meaning: str


UNITS: dict[str, Unit] = {
    "logits": Unit(-50, 50, "weight in a logistic choice or hazard"),
    "share": Unit(0, 1, "fraction from 0 to 1"),
    "switch": Unit(0, 1, "0 off, 1 on"),
    "variant": Unit(1, 9, "number of a variant in its list of words, from 1"),
    "ratio": Unit(0, 100, "factor"),
    "rate": Unit(0, 10, "rate at one occasion; chance is 1 - exp(-rate)"),
    "rate_month": Unit(0, 10, "rate in a month; chance is 1 - exp(-rate)"),
    "cases_year": Unit(0, 100, "cases in a year"),
    "cases_day": Unit(0, 10_000, "cases in a working day"),
    "months": Unit(0, 1_200, "months"),
    "years": Unit(0, 120, "years"),
    "calendar year": Unit(0, 2100, "year of the calendar; 0 none"),
    "days": Unit(0, 10_000, "working days"),
    "index": Unit(-1_000, 1_000, "number without a unit"),
    "firms": Unit(0, 10_000_000, "firms in Japan"),
    "transactions_year": Unit(0, 1e9, "transactions in Japan in a year"),
    "count": Unit(0, 10_000_000, "count"),
    "documents": Unit(0, 10, "documents"),
    "two hours": Unit(-1, 4, "units of two hours"),
    "minutes": Unit(0, 10_000, "minutes"),
    "yen": Unit(0, 1e15, "yen of the year"),
}
"""Every unit that records may use."""


class Source(Frozen):
    """Provenance of a value: where it comes from and how good that is."""

    source: str = Field(min_length=1)
    grade: Grade
    informed_until: Month | None = Field(
        default=None, description="month of the last Japanese record that shaped it"
    )


class Assumption(Source):
    """A number with unit, range and provenance.

    value : used in the run
    low, high : range that the evidence allows; sensitivity and calibration search it
    symbol : as in the equations of the model description
    mechanism : stage of the month that reads it
    words : names of the variants 1, 2, ... of a record of unit ``variant``; the value may be given as one
    """

    value: float
    unit: str
    low: float
    high: float
    symbol: str = ""
    mechanism: str
    meaning: str = Field(min_length=1)
    words: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _word_to_number(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or not data.get("words") or not isinstance(data.get("value"), str):
            return data
        words = [str(word) for word in data["words"]]
        if data["value"] not in words:
            raise ValueError(f"value must be one of {', '.join(words)}, got '{data['value']}'")
        return {**data, "value": words.index(data["value"]) + 1}

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.unit not in UNITS:
            raise ValueError(f"unit must be one of {', '.join(UNITS)}, got '{self.unit}'")
        if not self.low <= self.high:
            raise ValueError(f"low must not exceed high, got [{self.low:g}, {self.high:g}]")
        unit = UNITS[self.unit]
        if not (math.isfinite(self.value) and unit.low <= self.value <= unit.high):
            raise ValueError(
                f"value must lie in [{unit.low:g}, {unit.high:g}] ({unit.meaning}), got {self.value:g}"
            )
        if self.unit == "switch" and self.value not in (0, 1):
            raise ValueError(f"value must be 0 or 1, got {self.value:g}")
        if (self.unit == "variant") != bool(self.words):
            raise ValueError("a record of unit variant names its words, and no other does")
        if self.words and self.value not in range(1, len(self.words) + 1):
            raise ValueError(f"value must be one of {', '.join(self.words)}, got {self.value:g}")
        return self

    @property
    def word(self) -> str:
        """The variant's name; empty where the record is a plain number."""
        return self.words[int(self.value) - 1] if self.words else ""

    @property
    def note(self) -> str | None:
        """A note when the value lies outside the range that the evidence allows, else None."""
        inside = self.low <= self.value <= self.high
        return None if inside else f"{self.value:g} lies outside its evidence, [{self.low:g}, {self.high:g}]"
