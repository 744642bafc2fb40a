"""What the documents say about policies is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from policies.base import Policy
from policies.catalogue import build_policy
from policies.levers import LEVERS
from policies.record_page import page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(language: str) -> list[str]:
    text = (DOCS / "extending.md").read_text(encoding="utf-8")
    text = text.split("## A new policy in one screen")[1]
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_the_page_of_the_record_is_that_of_the_entries() -> None:
    """Refresh with ``python -m policies.record_page > docs/timeline.md``."""
    assert (DOCS / "timeline.md").read_text(encoding="utf-8") == page()


def test_the_policy_of_the_guide_works() -> None:
    space: dict[str, object] = {"__name__": "guide"}
    source = blocks("python")[0].replace("from __future__ import annotations", "")
    exec(compile(source, "guide", "exec", dont_inherit=True), space)
    tablets = space["Tablets"]
    assert isinstance(tablets, type) and issubclass(tablets, Policy)
    by_hand, entry = (yaml.safe_load(block) for block in blocks("yaml"))
    policy = tablets(**entry["tablets_2012"])
    moved = {change.lever: change.value for change in policy.changes(policy.start + 24)}
    assert moved == {"services.terminal": 0.1, "services.support": 0.05}
    assert build_policy("tablets", by_hand["tablets"]).start == policy.start


def test_levers_stand_inside_their_own_ranges() -> None:
    assert all(lever.low <= lever.base <= lever.high for lever in LEVERS.values())
    assert all("." in name for name in LEVERS)
