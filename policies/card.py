"""The identity card: issuing it, giving it a purpose, and paying people to take it.

A resident applies, waits for the municipal office, and holds a card that for years opens little. Points
make people apply before a deadline; an insurance function makes them need the card.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from configs.frozen import Month, Share
from configs.months import month_text
from policies.base import Change, Factor, Policy, Shift

Sum = Annotated[float, Field(ge=0.0, le=50000.0)]


class IdentityCard(Policy):
    """Issue the card, make it needed, or move it into the phone; leaves attitudes alone."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {
            "card.issuing",
            "card.need",
            "card.photo_id",
            "card.push",
            "card.mixed_message",
            "card.capacity",
            "card.on_phone",
            "card.notice_accepted",
            "idsystem.linked",
            "idsystem.generation",
        }
    )
    issuing: Share = 0.0
    need: Shift = Field(
        default=0.0, description="added share of services and entitlements that need the card"
    )
    photo_id: Annotated[float, Field(ge=0.0, le=3.0)] = Field(
        default=1.0, description="factor on its worth as photo ID"
    )
    push: Share = Field(default=0.0, description="share invited directly each month")
    mixed_message: Share = 0.0
    capacity: Factor = Field(default=1.0, description="factor on the issuing capacity of the offices")
    on_phone: Share = 0.0
    notice_accepted: Share = Field(default=1.0, description="factor on acceptance of the paper number notice")
    linked: Shift = Field(default=0.0, description="added share of documents fetched between agencies")
    generation: Annotated[float, Field(ge=0.0, le=2.0)] = 0.0

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("card.issuing", self.issuing, share)
            yield from self.move("card.need", self.need, share)
            yield from self.move("card.photo_id", self.photo_id, share)
            yield from self.move("card.push", self.push, share)
            yield from self.move("card.mixed_message", self.mixed_message, share)
            yield from self.move("card.capacity", self.capacity, share)
            yield from self.move("card.on_phone", self.on_phone, share)
            yield from self.move("card.notice_accepted", self.notice_accepted, share)
            yield from self.move("idsystem.linked", self.linked, share)
            yield from self.move("idsystem.generation", self.generation, share)


class CardPoints(Policy):
    """Pay for getting the card and, apart from it, for linked acts; nothing is paid outside the window.

    An application counts until ``apply_by``; its last two months are the deadline rush. Money for
    linked acts reaches only those who do them, until ``end``.
    """

    levers: ClassVar = frozenset(
        {"card.incentive_yen", "card.linked_act_yen", "card.deadline", "card.campaign"}
    )
    incentive_yen: Sum = Field(default=0.0, description="yen for a new card")
    linked_act_yen: Sum = Field(default=0.0, description="yen for all linked acts together")
    apply_by: Month | None = Field(default=None, description="last month in which an application counts")
    deadline: Annotated[float, Field(ge=1.0, le=5.0)] = Field(
        default=1.0, description="factor before the deadline"
    )
    campaign: Share = Field(default=0.0, description="share of a full mass-media campaign")

    @model_validator(mode="after")
    def _applications_count_while_in_force(self) -> Self:
        if self.apply_by is not None and self.start is not None and self.apply_by < self.start:
            raise ValueError(
                f"apply_by is {month_text(self.apply_by)}, before the start in {month_text(self.start)}"
            )
        return self

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if not share:
            return
        if self.apply_by is None or month <= self.apply_by:
            yield from self.move("card.incentive_yen", self.incentive_yen, share)
            yield from self.move("card.campaign", self.campaign, share)
            if self.apply_by is not None and month > self.apply_by - 2:
                yield from self.move("card.deadline", self.deadline, share)
        yield from self.move("card.linked_act_yen", self.linked_act_yen, share)
