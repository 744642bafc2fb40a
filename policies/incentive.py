"""Money for filing online: a tax credit, a lower fee."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from policies.base import Change, Policy

Sum = Annotated[float, Field(ge=0.0, le=50000.0)]


class Incentive(Policy):
    """Pay citizens for online cases, or charge them less; works while it is paid."""

    steady: ClassVar = True
    levers: ClassVar = frozenset({"services.incentive_yen", "services.fee_advantage_yen"})
    incentive_yen: Sum = Field(default=0.0, description="yen for filing online")
    fee_advantage_yen: Annotated[float, Field(ge=0.0, le=20000.0)] = Field(
        default=0.0, description="yen by which the online case is cheaper"
    )

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("services.incentive_yen", self.incentive_yen, share)
            yield from self.move("services.fee_advantage_yen", self.fee_advantage_yen, share)
