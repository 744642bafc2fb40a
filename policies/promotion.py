"""Promotion: telling people that a service exists, and how the message is put.

A poster at the counter reaches those who come anyway; a television spot reaches the rest. None of it
makes a form easier.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy, Shift


class Promotion(Policy):
    """Tell citizens that services exist; changes what they know, not how well the services work."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {"promotion.mass_media", "promotion.online_media", "promotion.counter", "message.personal_frame"}
    )
    mass_media: Share = Field(default=0.0, description="share of a full campaign")
    online_media: Share = Field(default=0.0, description="share of a full campaign")
    counter: Share = Field(default=0.0, description="share of a full campaign")
    personal_frame: Shift = Field(default=0.0, description="added weight of a concrete personal benefit")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("promotion.mass_media", self.mass_media, share)
            yield from self.move("promotion.online_media", self.online_media, share)
            yield from self.move("promotion.counter", self.counter, share)
            yield from self.move("message.personal_frame", self.personal_frame, share)
