"""Shocks: what happens to a country without anybody having decided it.

A pandemic makes the counter a risk and the post slow; an earthquake takes the network away in three
prefectures; a leak fills the news. Shocks move the same levers as policies do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Month, Share
from policies.base import Change, Policy, Shift
from policies.terms import faded

Capacity = Annotated[float, Field(ge=0.0, le=3.0)]
HOURS_A_MONTH = 365.25 * 24 / 12


class Pandemic(Policy):
    """Make the counter slow and risky, and needs more urgent; what is offered online stays as it is."""

    levers: ClassVar = frozenset(
        {"services.time_lost_offline", "services.surge", "offline.capacity", "coordination.national_local"}
    )
    time_lost_offline: Annotated[float, Field(ge=0.0, le=4.0)] = Field(
        default=0.0, description="net time lost by going offline, infection risk included, in two hours"
    )
    fade: Share = Field(default=1.0, description="share of the time lost and of the surge left a month later")
    surge: Annotated[float, Field(ge=-1.0, le=50.0)] = 0.0
    offline_capacity: Capacity = Field(default=1.0, description="factor on counter and mail capacity")
    national_local: Shift = 0.0

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if not share or self.start is None:
            return
        left = faded(self.fade, month - self.start)
        yield from self.move("services.time_lost_offline", self.time_lost_offline * left, share)
        yield from self.move("services.surge", self.surge * left, share)
        yield from self.move("offline.capacity", 1.0 + (self.offline_capacity - 1.0) * left, share)
        yield from self.move("coordination.national_local", self.national_local, share)


class Disaster(Policy):
    """Cut a region off: networks and counters down, relief wanted, instructions lost; others feel nothing."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {"infrastructure.coverage", "offline.capacity", "services.surge", "coordination.national_local"}
    )
    coverage: Share = Field(default=1.0, description="factor on who is connected")
    offline_capacity: Capacity = Field(default=1.0, description="factor on counter and mail capacity")
    surge: Annotated[float, Field(ge=-1.0, le=50.0)] = 0.0
    national_local: Shift = 0.0

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("infrastructure.coverage", self.coverage, share)
            yield from self.move("offline.capacity", self.offline_capacity, share)
            yield from self.move("services.surge", self.surge, share)
            yield from self.move("coordination.national_local", self.national_local, share)


class BudgetCut(Policy):
    """Put cost first: less money and staff for municipalities, more weight on saving; needs stay."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {"municipal.subsidy", "municipal.staff", "offline.capacity", "government.cost_weight"}
    )
    subsidy: Shift = 0.0
    staff: Capacity = 1.0
    offline_capacity: Capacity = 1.0
    cost_weight: Shift = Field(default=0.0, description="added weight of cost against access")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("municipal.subsidy", self.subsidy, share)
            yield from self.move("municipal.staff", self.staff, share)
            yield from self.move("offline.capacity", self.offline_capacity, share)
            yield from self.move("government.cost_weight", self.cost_weight, share)


class Incident(Policy):
    """Fill the news with a leak or an error in public systems; services themselves stay as they are."""

    levers: ClassVar = frozenset({"trust.news", "privacy.reuse_concern"})
    news: Share = Field(description="weight in the news of the first month")
    fade: Share = Field(default=0.5, description="share of the news left a month later")
    months: Annotated[int, Field(ge=1, le=120)] = 6
    reuse_concern: Shift = 0.0

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if share and self.start is not None and month < self.start + self.months:
            left = faded(self.fade, month - self.start)
            yield from self.move("trust.news", self.news * left, share)
            yield from self.move("privacy.reuse_concern", self.reuse_concern * left, share)


class Outage(Policy):
    """Take online services down for hours; people who come then find them closed and go to the counter.

    Outages are expected hours, not drawn ones: ``probability_month`` times the length is the share of the
    month that is lost, and with it that part of the back office's days.
    """

    steady: ClassVar = True
    levers: ClassVar = frozenset({"services.outage"})
    probability_month: Share = Field(default=1.0, description="chance of an outage in a month")
    hours: tuple[Annotated[float, Field(ge=0.0)], Annotated[float, Field(ge=0.0)]] = Field(
        default=(24.0, 24.0), description="shortest and longest outage, hours"
    )

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            down = self.probability_month * sum(self.hours) / 2 / HOURS_A_MONTH
            yield from self.move("services.outage", min(down, 1.0), share)


class Technology(Policy):
    """Change what machines outside government can do: phones, browsers, the cloud; services stay."""

    levers: ClassVar = frozenset({"devices.smartphone", "services.browser_fail", "platform.feasible"})
    smartphone: Annotated[float, Field(ge=0.0, le=2.0)] = Field(
        default=1.0, description="factor on the smartphone ownership of the device tables"
    )
    fail_per_year: Annotated[float, Field(ge=0.0, le=0.1)] = Field(
        default=0.0, description="chance of failing in the browser that pages gain a year"
    )
    ages_until: Month | None = Field(default=None, description="last month in which that chance still grows")
    feasible: Share = Field(default=0.0, description="shared systems have become feasible and cheap")

    def changes(self, month: int) -> Iterator[Change]:
        if self.start is not None and (share := self.share(month)):
            last = month if self.ages_until is None else min(month, self.ages_until)
            yield from self.move("devices.smartphone", self.smartphone, share)
            yield from self.move(
                "services.browser_fail", self.fail_per_year * (last - self.start + 1) / 12, share
            )
            yield from self.move("platform.feasible", self.feasible, share)
