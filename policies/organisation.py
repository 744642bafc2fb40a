"""How government is organised: strategies, agencies, shared platforms.

A strategy that is only announced fills the newspapers for a season and adds to the churn; one that
brings money and people also coordinates and trains. A platform costs a migration before it saves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy, Shift

Count = Annotated[float, Field(ge=0.0, le=10.0)]
Months = Annotated[int, Field(ge=0, le=120)]


class Announcement(Policy):
    """Announce a plan: some attention for some months and one more turn of policy; no resources, no more."""

    levers: ClassVar = frozenset({"churn.announcements", "promotion.mass_media"})
    announcements: Count = Field(default=1.0, description="strategies announced in the first month")
    attention: Share = Field(default=0.05, description="attention in the media, share of a full campaign")
    attention_months: Months = 3

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if not share or self.start is None:
            return
        if month == self.start:
            yield from self.move("churn.announcements", self.announcements, share)
        if month < self.start + self.attention_months:
            yield from self.move("promotion.mass_media", self.attention, share)


class Coordination(Policy):
    """Change how well parts of government work together and what they aim at; citizens feel it only later."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {
            "churn.announcements",
            "coordination.national_local",
            "coordination.national",
            "municipal.help",
            "staff.training",
            "design.user_centred",
            "institutions.agency_resistance",
            "government.cost_weight",
        }
    )
    announcements: Count = Field(default=0.0, description="strategies announced in the first month")
    national_local: Shift = Field(default=0.0, description="added chance that an instruction arrives")
    national: Shift = Field(default=0.0, description="added chance that a ministry shares a login")
    help: Shift = Field(default=0.0, description="added help for municipalities")
    training: Shift = Field(default=0.0, description="added training of public servants")
    user_centred: Shift = Field(default=0.0, description="added user-centred design of new services")
    agency_resistance: Shift = Field(default=0.0, description="added resistance of agencies")
    cost_weight: Shift = Field(default=0.0, description="added weight of cost against access")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            if month == self.start:
                yield from self.move("churn.announcements", self.announcements, share)
            yield from self.move("coordination.national_local", self.national_local, share)
            yield from self.move("coordination.national", self.national, share)
            yield from self.move("municipal.help", self.help, share)
            yield from self.move("staff.training", self.training, share)
            yield from self.move("design.user_centred", self.user_centred, share)
            yield from self.move("institutions.agency_resistance", self.agency_resistance, share)
            yield from self.move("government.cost_weight", self.cost_weight, share)


class Platform(Policy):
    """Merge systems or move them to one platform; the migration loads the first months, the rest stays."""

    levers: ClassVar = frozenset(
        {
            "platform.share_moved",
            "platform.retired",
            "platform.migration",
            "churn.announcements",
            "design.vendor_heterogeneity",
        }
    )
    share_moved: Shift = Field(default=0.0, description="added share of systems on the platform")
    retired: Shift = Field(default=0.0, description="added share of systems that are merged or closed")
    migration: Share = Field(default=0.0, description="load of the migration")
    migration_months: Months = 12
    announcements: Count = Field(default=1.0, description="platform changes announced in the first month")
    vendor_heterogeneity: Share = Field(default=1.0, description="factor on differences between vendors")

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if not share or self.start is None:
            return
        if month == self.start:
            yield from self.move("churn.announcements", self.announcements, share)
        if month < self.start + self.migration_months:
            yield from self.move("platform.migration", self.migration, self.strength)
        yield from self.move("platform.share_moved", self.share_moved, share)
        yield from self.move("platform.retired", self.retired, share)
        yield from self.move("design.vendor_heterogeneity", self.vendor_heterogeneity, share)
