"""Municipalities: standard systems, subsidies, mandates, staff. They decide; this moves what they weigh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy, Shift


class MunicipalStandard(Policy):
    """Give municipalities a standard system, with money for it; whether they take it is their decision."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {
            "standard.available",
            "standard.mandatory",
            "municipal.subsidy",
            "municipal.help",
            "design.vendor_heterogeneity",
        }
    )
    available: Share = 0.0
    mandatory: Share = 0.0
    subsidy: Shift = Field(default=0.0, description="added share of the cost that the state pays")
    help: Shift = 0.0
    vendor_heterogeneity: Share = Field(default=1.0, description="factor on differences between vendors")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("standard.available", self.available, share)
            yield from self.move("standard.mandatory", self.mandatory, share)
            yield from self.move("municipal.subsidy", self.subsidy, share)
            yield from self.move("municipal.help", self.help, share)
            yield from self.move("design.vendor_heterogeneity", self.vendor_heterogeneity, share)


class Mandate(Policy):
    """Oblige municipalities to offer, or large firms to file online; citizens stay free."""

    steady: ClassVar = True
    levers: ClassVar = frozenset({"municipal.mandate", "firms.mandate"})
    municipalities: Share = Field(default=0.0, description="municipalities must offer")
    large_firms: Share = Field(default=0.0, description="large firms must file online")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("municipal.mandate", self.municipalities, share)
            yield from self.move("firms.mandate", self.large_firms, share)


class MunicipalResources(Policy):
    """Give municipalities more or less money, staff and counter capacity."""

    steady: ClassVar = True
    levers: ClassVar = frozenset({"municipal.subsidy", "municipal.staff", "offline.capacity"})
    subsidy: Shift = 0.0
    staff: Annotated[float, Field(ge=0.0, le=3.0)] = Field(
        default=1.0, description="factor on staff capacity"
    )
    offline_capacity: Annotated[float, Field(ge=0.0, le=3.0)] = Field(
        default=1.0, description="factor on counter and mail capacity"
    )

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("municipal.subsidy", self.subsidy, share)
            yield from self.move("municipal.staff", self.staff, share)
            yield from self.move("offline.capacity", self.offline_capacity, share)
