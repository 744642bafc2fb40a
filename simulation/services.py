"""The catalogue of services as it is declared: what each is, who offers it, since when, in which family.

Citizens know and remember families ("papers from the town hall"); the catalogue says what stands behind them:
a copy of the register, a certificate of a seal. Each row names its relation, archetype and provider, and by
how much it differs from its family. The family's own value is the mean of its rows, weighted by their
share of needs, so a run that knows families only is the mean of one that tells rows apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from agents.columns import FAMILIES
from configs.documents import read_yaml
from configs.frozen import Frozen, Month, Share
from configs.record import Source
from simulation.hours import SCHEDULES

Steps = tuple[tuple[Month, float], ...]
"""A value from each month on; constant when there is one step."""

MAY_DIFFER = (
    "complexity",
    "smartphone_ready",
    "browser_fail",
    "hours",
    "credential_required",
    "documents",
    "fee_advantage_yen",
)
"""Fields in which a row may differ from its family, in the order in which the kernel takes them."""

OTHER_TARGETS = ("portal", "participation", "institution")
"""Targets that are neither a family nor a procedure of firms."""


def _steps(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else ((0, value),)


class Offered(Frozen):
    """One service of the catalogue; the head of the file says what each field means."""

    name: str
    title: str
    relation: Literal["G2C", "G2B", "G2G", "G2E"]
    archetype: Literal["transaction", "information", "participation"]
    provider: Literal["municipality", "prefecture", "ministry", "agency"]
    target: str
    share: Share
    launch: Month | None
    differs: Mapping[str, Steps] = Field(default_factory=dict)
    opening: str = "24x7"
    bundle: Steps = ((0, 1.0),)
    on_platform: bool
    substitute: str | None

    @field_validator("bundle", mode="before")
    @classmethod
    def _number_or_steps(cls, value: Any) -> Any:
        return _steps(value)

    @field_validator("differs", mode="before")
    @classmethod
    def _numbers_or_steps(cls, values: Any) -> Any:
        return {name: _steps(value) for name, value in dict(values).items()}

    @field_validator("differs")
    @classmethod
    def _known_fields(cls, values: Mapping[str, Steps]) -> Mapping[str, Steps]:
        strange = [name for name in values if name not in MAY_DIFFER]
        if strange:
            raise ValueError(f"'{strange[0]}' is no field in which rows differ: {', '.join(MAY_DIFFER)}")
        return values

    @model_validator(mode="after")
    def _known_names(self) -> Offered:
        if self.target not in (*FAMILIES, *OTHER_TARGETS) and not self.target.startswith("firm "):
            raise ValueError(f"target '{self.target}' is neither a family, a firm's procedure nor a portal")
        if self.opening not in SCHEDULES:
            raise ValueError(f"opening '{self.opening}' is none of {', '.join(SCHEDULES)}")
        return self

    def difference(self, field: str, month: int) -> float:
        """By how much the row differs from its family in a month."""
        return at(self.differs[field], month) if field in self.differs else 0.0

    def friction(self, month: int) -> float:
        """Friction of one procedure against one form for each: 1/k where a form settles k."""
        return 1.0 / at(self.bundle, month)


class FieldOfRows(Source):
    """Where the values of one field of the catalogue come from."""


def at(steps: Steps, month: int) -> float:
    """The step in force in a month; before the first step the first."""
    held = [value for since, value in steps if since <= month]
    return float(held[-1] if held else steps[0][1])


@cache
def offered() -> tuple[Offered, ...]:
    """Every service of the catalogue, in the order of the file."""
    rows = _document()["services"]
    return tuple(Offered(name=name, **row) for name, row in rows.items())


@cache
def sources() -> dict[str, FieldOfRows]:
    """Provenance by field of the rows."""
    return {name: FieldOfRows(**given) for name, given in _document()["provenance"].items()}


def _document() -> dict[str, Any]:
    text = (files("configs") / "catalogue" / "services.yaml").read_text(encoding="utf-8")
    return read_yaml(text, "catalogue/services.yaml")


def of_family(family: str) -> tuple[Offered, ...]:
    """Services of a family."""
    return tuple(row for row in offered() if row.target == family)


def mean_difference(family: str, field: str, month: int = 0) -> float:
    """Mean difference of the family's rows from it, weighted by their share of needs: 0 as declared."""
    return sum(row.share * row.difference(field, month) for row in of_family(family))
