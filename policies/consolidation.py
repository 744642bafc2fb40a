"""Consolidation: taking little-used procedures offline again to save money.

Of 13,129 kinds of procedure that could be filed online in 2008, 7,584 were left a year later. What goes is
decided by measured use and by what government weighs (``simulation.keeping``); this only says when, and how
much is left, or below which use a kind goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy


class Consolidation(Policy):
    """Prune the stock of online procedures once, in the first month, to ``share_left`` of all kinds.

    Where ``below`` is set, that is the rule instead: what is used less goes, however much is left. While no
    online case has been measured yet, the share counts.
    """

    levers: ClassVar = frozenset({"supply.prune_to", "supply.prune_below"})
    share_left: Share
    below: Annotated[float, Field(gt=0.0, le=1e9)] | None = Field(
        default=None, description="measured online cases a year in Japan below which a bundle goes"
    )

    def changes(self, month: int) -> Iterator[Change]:
        if month == self.start and (share := self.share(month)):
            if self.below is not None:
                yield from self.move("supply.prune_below", self.below, share)
            yield from self.move("supply.prune_to", 1.0 - (1.0 - self.share_left) * share, 1.0)
