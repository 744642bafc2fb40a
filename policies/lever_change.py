"""A lever moved by hand: what a question or a user sets, with no law behind it.

"Ninety percent of cases fit a phone from April 2010" is ``services.smartphone_ready: 0.9`` with a start.
A plain number puts the value in place after all other policies; ``"*0.5"`` and ``"+0.2"`` work on top
of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from configs.errors import nearest
from policies.base import SET, Change, Policy
from policies.levers import LEVERS, Operator

Move = tuple[float, Operator | Literal["set"] | None]


def _read(text: str | float | bool) -> Move:
    """Value and operator of ``0.9``, ``"+0.2"`` or ``"*0.5"``; None is the operator of the mode."""
    if isinstance(text, str) and text[:1] in "+*":
        return float(text[1:]), Operator.ADD if text[0] == "+" else Operator.MULTIPLY
    return float(text), None


class LeverChange(Policy):
    """Set levers to values for a window, or move them with the operator each declares."""

    model_config = ConfigDict(populate_by_name=True)
    steady: ClassVar = True
    levers: ClassVar = frozenset(LEVERS)
    moves: dict[str, float | bool | str] = Field(
        alias="levers", description="lever: value, '+value' or '*factor'"
    )
    mode: Literal["set", "operator"] = "set"

    @field_validator("moves")
    @classmethod
    def _known_levers_and_numbers(cls, moves: dict[str, float | bool | str]) -> dict[str, float | bool | str]:
        for name, text in moves.items():
            if name not in LEVERS:
                near = nearest(name, LEVERS)
                raise ValueError(f"has no lever '{name}'" + (f"; did you mean '{near}'?" if near else ""))
            try:
                _read(text)
            except ValueError:
                raise ValueError(f"{name} must be a number, '+number' or '*number', got '{text}'") from None
        return moves

    @model_validator(mode="after")
    def _values_lie_in_range(self) -> Self:
        for name, text in self.moves.items():
            value, operator = _read(text)
            low, high = LEVERS[name].low, LEVERS[name].high
            if self.mode == "set" and operator is None and not low <= value <= high:
                raise ValueError(f"levers.{name} must lie in [{low:g}, {high:g}], got {value:g}")
        return self

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if not share:
            return
        for lever, text in self.moves.items():
            value, operator = _read(text)
            operator = operator or (SET if self.mode == "set" else None)
            if operator == SET:
                yield Change(lever, value, self.family_numbers, self.target, SET, share)
            elif operator is None:
                yield from self.move(lever, value, share)
            elif operator is Operator.MULTIPLY:
                yield Change(lever, 1.0 + (value - 1.0) * share, self.family_numbers, self.target, operator)
            else:
                yield Change(lever, value * share, self.family_numbers, self.target, operator)
