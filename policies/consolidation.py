"""Consolidation: taking little-used procedures offline again to save money.

Of 13,129 kinds of procedure that could be filed online in 2008, 7,584 were left a year later. Who is
pruned is decided by measured use; this only says when, and how much is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from configs.frozen import Share
from policies.base import Change, Policy


class Consolidation(Policy):
    """Prune the stock of online procedures once, in the first month, to ``share_left`` of all kinds."""

    levers: ClassVar = frozenset({"supply.prune_to"})
    share_left: Share

    def changes(self, month: int) -> Iterator[Change]:
        if month == self.start and (share := self.share(month)):
            yield from self.move("supply.prune_to", 1.0 - (1.0 - self.share_left) * share, 1.0)
