"""Legacies of paper: the seal on the form and the fax between agencies.

A step that needs a seal keeps a whole procedure off the screen. In 2021 ministries were told to stop
faxing; hundreds of objections later the plan was suspended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy


class SealAbolition(Policy):
    """Drop the seal; procedures can then be finished online. Nobody learns of a service by it."""

    steady: ClassVar = True
    levers: ClassVar = frozenset({"legacy.seal_required"})
    seals_left: Share = Field(default=0.0, description="factor on the share of procedures that need a seal")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("legacy.seal_required", self.seals_left, share)


class FaxAbolition(Policy):
    """Drop the fax between agencies; suspended when agencies resist more than the threshold at the start."""

    steady: ClassVar = True
    levers: ClassVar = frozenset({"legacy.fax"})
    blocked_by: ClassVar = "institutions.agency_resistance"
    fax_left: Share = Field(default=0.0, description="factor on the use of fax")
    threshold: Share = Field(default=0.5, description="resistance above which the plan is suspended")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("legacy.fax", self.fax_left, share)

    def is_stopped_at(self, value: float) -> bool:
        return value > self.threshold
