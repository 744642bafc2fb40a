"""A service family as the catalogue describes it: who needs it, when, and what going online asks of them.

Income tax falls due in February and March, mostly for the self-employed, and asks for a signature;
a library book can be renewed by anyone on any day. The fields that are also levers
(``services.<field>``) are the state of January 2001, which dated policies then move.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from configs.frozen import Frozen, Share, Yen
from configs.record import Source

Factor = Annotated[float, Field(ge=0.0, le=100.0)]
"""A number of needs against the average; 1 is the average."""


class FieldSource(Source):
    """Where the values of one field come from."""

    unit: str = ""
    meaning: str = ""


class Service(Frozen):
    """One of the eight families; fields that are levers start from these values in January 2001."""

    local_share: Share
    needs_share: Share
    needs: tuple[Factor, ...] = Field(min_length=8, max_length=8)
    age: tuple[Factor, ...] = Field(default=(1.0,) * 18, min_length=18, max_length=18)
    season: tuple[Factor, ...] = Field(min_length=12, max_length=12)
    intercept: Annotated[float, Field(ge=-20.0, le=20.0)]
    complexity: Share
    documents: Annotated[float, Field(ge=0.0, le=10.0)]
    sensitivity: Share
    purpose: Share
    benefit: Share
    proxy: tuple[Share, ...] = Field(min_length=8, max_length=8)
    proxy_online: Share
    mail_share: Share
    terminal: Share
    credential_required: Share
    substitute_accepted: Share
    hours: Share
    browser_fail: Share
    smartphone_ready: Share
    time_lost_offline: Annotated[float, Field(ge=-1.0, le=4.0)]
    launched: Share
    fee_advantage_yen: Annotated[Yen, Field(le=20_000.0)]
    print_and_post: Share
    support: Share
    hand_processing: Share
    provenance: dict[str, FieldSource] = Field(default_factory=dict)

    @field_validator("season")
    @classmethod
    def _mean_is_one(cls, season: tuple[float, ...]) -> tuple[float, ...]:
        mean = sum(season) / len(season)
        if abs(mean - 1.0) > 1e-6:
            raise ValueError(f"must have mean 1 over the twelve months, got {mean:.4f}")
        return season

    def values(self) -> dict[str, Any]:
        """Field -> value, a number or a list, without provenance."""
        shown = self.model_dump(exclude={"provenance"})
        return {name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()}


FIELDS = tuple(name for name in Service.model_fields if name != "provenance")
"""Fields of a family that have a value."""
