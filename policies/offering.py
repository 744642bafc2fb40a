"""Services put online, and how well the procedure behind the form works.

In February 2004 the tax return could be filed online for the first time, with a card, a reader and a
PC. Offering opens the door; simplification makes what is behind it easier.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy, Shift

Documents = Annotated[float, Field(ge=-10.0, le=10.0)]


class Offering(Policy):
    """Put families of services online and say what filing there takes; nobody hears of it by this alone."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {
            "services.launched",
            "supply.online_share",
            "services.credential_required",
            "services.substitute_accepted",
            "services.smartphone_ready",
            "services.proxy_online",
            "services.hours",
        }
    )
    launched: Share = Field(default=0.0, description="share of the family that can be filed online")
    online_share: Share = Field(
        default=0.0, description="share of all national kinds of procedure that is online"
    )
    credential_required: Share = 0.0
    substitute_accepted: Share = 0.0
    smartphone_ready: Share = 0.0
    proxy_online: Shift = Field(default=0.0, description="added share of intermediaries that file online")
    hours: Shift = Field(default=0.0, description="added share of demand that falls into opening hours")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("services.launched", self.launched, share)
            yield from self.move("supply.online_share", self.online_share, share)
            yield from self.move("services.credential_required", self.credential_required, share)
            yield from self.move("services.substitute_accepted", self.substitute_accepted, share)
            yield from self.move("services.smartphone_ready", self.smartphone_ready, share)
            yield from self.move("services.proxy_online", self.proxy_online, share)
            yield from self.move("services.hours", self.hours, share)


class Simplification(Policy):
    """Ask for less: fewer documents, easier forms, less handling by hand; leaves what people know alone."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {
            "services.complexity",
            "services.documents",
            "firms.documents",
            "services.hand_processing",
            "services.time_lost_offline",
            "idsystem.linked",
            "idsystem.generation",
            "idsystem.identifiers",
            "g2g.connectivity",
        }
    )
    complexity: Shift = 0.0
    documents: Documents = 0.0
    firm_documents: Documents = Field(default=0.0, description="documents asked of firms")
    hand_processing: Shift = 0.0
    time_lost_offline: Annotated[float, Field(ge=-4.0, le=4.0, description="two hours")] = 0.0
    linked: Shift = Field(default=0.0, description="added share of documents fetched between agencies")
    generation: Annotated[float, Field(ge=0.0, le=2.0)] = Field(
        default=0.0, description="1 the resident code of 1999, 2 My Number"
    )
    identifiers: Annotated[float, Field(ge=-5.0, le=5.0)] = Field(
        default=0.0, description="added personal numbers that share no link"
    )
    connectivity: Shift = Field(default=0.0, description="added share of agencies that exchange by network")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("services.complexity", self.complexity, share)
            yield from self.move("services.documents", self.documents, share)
            yield from self.move("firms.documents", self.firm_documents, share)
            yield from self.move("services.hand_processing", self.hand_processing, share)
            yield from self.move("services.time_lost_offline", self.time_lost_offline, share)
            yield from self.move("idsystem.linked", self.linked, share)
            yield from self.move("idsystem.generation", self.generation, share)
            yield from self.move("idsystem.identifiers", self.identifiers, share)
            yield from self.move("g2g.connectivity", self.connectivity, share)
