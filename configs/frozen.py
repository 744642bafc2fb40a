"""Frozen values: checked when they are made, trusted afterwards.

Every value that comes from YAML passes one of these models. Unknown keys are refused, ranges are
part of the type, and nothing can be changed after the check.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from configs.months import month_index, month_text


class Frozen(BaseModel):
    """Base of all checked values: no unknown keys, no change after the check."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _to_month(value: Any) -> Any:
    if isinstance(value, int) and 1900 <= value <= 2200:
        raise ValueError(f"is not a month; write it like {value}-04, got {value}")
    return month_index(value) if isinstance(value, str) else value


Month = Annotated[int, BeforeValidator(_to_month), PlainSerializer(month_text, when_used="json")]
"""Months since January 2001; written and printed as YYYY-MM."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A fraction from 0 to 1."""

Yen = Annotated[float, Field(ge=0.0)]
"""An amount of money in yen of the year."""
