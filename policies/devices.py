"""Services and the devices people have: forms that fit a phone, forms that stop fitting the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Month, Share
from policies.base import Change, Policy, Shift


class DeviceReadiness(Policy):
    """Make services fit phones and current browsers; leaves who has which device alone."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {"services.smartphone_ready", "services.browser_fail", "services.complexity"}
    )
    smartphone_ready: Share = Field(default=0.0, description="share of cases that can be finished on a phone")
    browser_fail: Shift = Field(default=0.0, description="added chance that the form fails in the browser")
    complexity: Shift = 0.0

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("services.smartphone_ready", self.smartphone_ready, share)
            yield from self.move("services.browser_fail", self.browser_fail, share)
            yield from self.move("services.complexity", self.complexity, share)


class BrowserAgeing(Policy):
    """Let pages age as browsers move on: the chance of failing grows by the same amount every year."""

    levers: ClassVar = frozenset({"services.browser_fail"})
    fail_per_year: Annotated[float, Field(ge=0.0, le=0.1)] = Field(
        description="added chance of failing, a year"
    )
    ages_until: Month | None = Field(default=None, description="last month in which the chance still grows")

    def changes(self, month: int) -> Iterator[Change]:
        if self.start is not None and (share := self.share(month)):
            last = month if self.ages_until is None else min(month, self.ages_until)
            years = (last - self.start + 1) / 12
            yield from self.move("services.browser_fail", self.fail_per_year * years, share)
