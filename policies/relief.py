"""Relief: money for everybody after a disaster, applied for once, within weeks.

In May 2020 every household could claim 100,000 yen a head, by post or, where the municipality had
opened it, online with a card. The needs come from the policy; the channel may close again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Factor, Policy, Shift
from policies.levers import LEVERS, Operator
from policies.terms import faded


class Relief(Policy):
    """Pay relief that must be applied for: extra needs that fade, and the channels that take them."""

    levers: ClassVar = frozenset(
        {"services.surge", "services.launched", "services.credential_required", "services.hand_processing"}
    )
    surge: Annotated[float, Field(ge=0.0, le=LEVERS["services.surge"].high)] = Field(
        default=0.0, description="extra needs in the first month as a multiple of the usual rate"
    )
    fade: Share = Field(default=1.0, description="share of the extra needs that is left a month later")
    launched: Share = Field(default=0.0, description="share of applications for which an online form is open")
    still_open: Factor = Field(
        default=1.0, description="factor on the open online forms; below 1 suspends some"
    )
    credential_required: Share = 0.0
    hand_processing: Shift = Field(default=0.0, description="added share of online forms checked by hand")

    def changes(self, month: int) -> Iterator[Change]:
        share = self.share(month)
        if not share or self.start is None:
            return
        yield from self.move("services.surge", self.surge * faded(self.fade, month - self.start), share)
        yield from self.move("services.launched", self.launched, share)
        yield from self.move("services.credential_required", self.credential_required, share)
        yield from self.move("services.hand_processing", self.hand_processing, share)
        if self.still_open != 1.0:
            factor = 1.0 + (self.still_open - 1.0) * share
            yield Change("services.launched", factor, self.family_numbers, self.target, Operator.MULTIPLY)
