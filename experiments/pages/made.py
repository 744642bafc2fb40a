"""The pages that this package makes, by name."""

from __future__ import annotations

from collections.abc import Callable

from experiments.pages import evidence, inventory
from experiments.pages.marked import filled
from experiments.pages.parts import PARTS
from experiments.pages.rows import ROOT
from policies import record_page


def odd() -> str:
    """docs/odd.md as it stands, its made parts anew."""
    return filled((ROOT / "docs" / "odd.md").read_text(encoding="utf-8"), PARTS)


PAGES: dict[str, Callable[[], str]] = {
    "odd.md": odd,
    "evidence.md": evidence.page,
    "inventory.md": inventory.page,
    "timeline.md": record_page.page,
}
"""Page -> what makes it."""


def made(name: str) -> str:
    """The page as the code says it should be."""
    return PAGES[name]()
