"""Protection of personal data, and the reuse of data: more law, and more to worry about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from policies.base import Change, Policy, Shift


class DataProtection(Policy):
    """Protect personal data by law, or allow its reuse; one law may do both, the net is an output."""

    steady: ClassVar = True
    levers: ClassVar = frozenset({"privacy.protection", "privacy.reuse_concern", "idsystem.linked"})
    protection: Shift = Field(default=0.0, description="added legal protection of personal data")
    reuse_concern: Shift = Field(default=0.0, description="added concern about reuse of data")
    linked: Shift = Field(default=0.0, description="added share of documents fetched between agencies")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("privacy.protection", self.protection, share)
            yield from self.move("privacy.reuse_concern", self.reuse_concern, share)
            yield from self.move("idsystem.linked", self.linked, share)
