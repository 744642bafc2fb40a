"""Help: staffed terminals, help lines, classes, and people who file for others.

In 2010 one return in five was typed on a PC in a tax office. That is use with help, not own use, and
help may keep people from filing alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from configs.frozen import Share
from policies.base import Change, Policy, Shift


class Assistance(Policy):
    """Help people at the office, on the phone, in class or through others; forms stay as they are."""

    steady: ClassVar = True
    levers: ClassVar = frozenset(
        {
            "services.terminal",
            "services.support",
            "services.proxy",
            "services.proxy_online",
            "services.print_and_post",
            "literacy.classes",
            "firms.intermediary_setup",
        }
    )
    terminal: Shift = Field(default=0.0, description="added chance of a staffed terminal at the office")
    support: Shift = Field(default=0.0, description="added help within an attempt")
    proxy: Annotated[float, Field(ge=0.0, le=5.0)] = Field(
        default=1.0, description="factor on filing by others"
    )
    proxy_online: Shift = Field(default=0.0, description="added share of intermediaries that file online")
    print_and_post: Shift = 0.0
    intermediary_setup: Annotated[float, Field(ge=0.0, le=2.0)] = Field(
        default=1.0, description="factor on the set-up of professions that file for others"
    )
    classes: Share = Field(default=0.0, description="share of citizens reached by a class in a year")

    def changes(self, month: int) -> Iterator[Change]:
        if share := self.share(month):
            yield from self.move("services.terminal", self.terminal, share)
            yield from self.move("services.support", self.support, share)
            yield from self.move("services.proxy", self.proxy, share)
            yield from self.move("services.proxy_online", self.proxy_online, share)
            yield from self.move("services.print_and_post", self.print_and_post, share)
            yield from self.move("literacy.classes", self.classes, share)
            yield from self.move("firms.intermediary_setup", self.intermediary_setup, share)
