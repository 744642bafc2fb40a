"""A service family as the catalogue describes it: who needs it, when, and what going online asks of them.

Income tax falls due in February and March, mostly for the self-employed, and asks for a signature;
a library book can be renewed by anyone on any day. The fields that are also levers
(``services.<field>``) are the state of January 2001, which dated policies then move.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field, ValidationInfo, field_validator

from configs.frozen import Frozen, Share, Yen
from configs.record import Source

Factor = Annotated[float, Field(ge=0.0, le=100.0)]
"""A number of needs against the average; 1 is the average."""


LENGTHS = {
    "needs": (8, "need profile"),
    "proxy": (8, "need profile"),
    "age": (18, "five-year age band"),
    "season": (12, "calendar month"),
}
"""Fields that are lists: how many numbers, and what each stands for."""


class FieldSource(Source):
    """Where the values of one field come from."""

    unit: str = ""
    mechanism: str = ""
    meaning: str = ""


class Service(Frozen):
    """One of the eight families; fields that are levers start from these values in January 2001."""

    local_share: Share
    needs_share: Share
    needs: tuple[Factor, ...]
    age: tuple[Factor, ...] = (1.0,) * 18
    season: tuple[Factor, ...]
    intercept: Annotated[float, Field(ge=-20.0, le=20.0)]
    complexity: Share
    documents: Annotated[float, Field(ge=0.0, le=10.0)]
    sensitivity: Share
    purpose: Share
    benefit: Share
    proxy: tuple[Share, ...]
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
    private_substitute: Share
    provenance: dict[str, FieldSource] = Field(default_factory=dict)

    @field_validator(*LENGTHS, mode="before")
    @classmethod
    def _one_number_each(cls, numbers: Any, info: ValidationInfo) -> Any:
        length, what = LENGTHS[str(info.field_name)]
        if not isinstance(numbers, list | tuple) or len(numbers) != length:
            raise ValueError(f"must be a list of {length} numbers, one per {what}, got {numbers!r}")
        return numbers

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


def bounds(field: str) -> tuple[float | None, float | None]:
    """Lowest and highest value of a field, or of each number of a list; None where there is none."""
    annotation = Service.model_fields[field]
    found: list[Any] = [*annotation.metadata]
    for inner in get_args(annotation.annotation):
        found += getattr(inner, "__metadata__", ())
    limits = [limit for item in found for limit in (item, *getattr(item, "metadata", ()))]
    low = next((limit.ge for limit in limits if getattr(limit, "ge", None) is not None), None)
    high = next((limit.le for limit in limits if getattr(limit, "le", None) is not None), None)
    return low, high
