"""Wrong policies: one line that names the place, what was found, and what would be right."""

from __future__ import annotations

import pytest

from configs.errors import ScenarioError
from policies.catalogue import build_policy

CASES = [
    ({"kind": "offerin"}, "policies.x.kind: no such kind of policy as 'offerin'; did you mean 'offering'?"),
    ({"kind": "offering", "lanched": 1}, "policies.x.lanched: no such setting; did you mean 'launched'?"),
    ({"kind": "offering", "launched": 1.4}, "policies.x.launched: must lie in [0, 1], got 1.4"),
    ({"kind": "offering", "launched": "much"}, "policies.x.launched: must be a number in [0, 1], got 'much'"),
    ({"kind": "offering", "strength": 2}, "policies.x.strength: must lie in [0, 1.5], got 2"),
    ({"kind": "offering", "ramp": 1.5}, "policies.x.ramp: must be a whole number in [0, 600], got 1.5"),
    (
        {"kind": "offering", "start": "2010-13"},
        "policies.x.start: is not a month; write it like 2010-04, got '2010-13'",
    ),
    (
        {"kind": "offering", "start": "2010-04", "end": "2009-01"},
        "policies.x: ends in 2009-01; end must come after start 2010-04",
    ),
    (
        {"kind": "offering", "target": {"prefectures": [48]}},
        "policies.x.target.prefectures.0: must be less than or equal to 47, got 48",
    ),
    (
        {"kind": "offering", "target": {"ages": [18, 64]}},
        "policies.x.target.ages: must follow five-year bands such as [20, 64] or [65, 120], got [18, 64]",
    ),
    (
        {"kind": "offering", "target": {"age": [20, 64]}},
        "policies.x.target.age: no such setting; did you mean 'ages'?",
    ),
    ({"kind": "offering", "families": ["etex"]}, "policies.x.families: has no family 'etex'; known: etax, "),
    (
        {"kind": "offering", "cost": {"capitl": 3}},
        "policies.x.cost.capitl: no such setting; did you mean 'capital'?",
    ),
    (
        {"kind": "offering", "cost": {"capital": [3, 1]}},
        "policies.x.cost: capital runs from 3 down to 1; write [low, high]",
    ),
    (
        {"kind": "offering", "date": "June"},
        "policies.x.date: is not a date; write 2013, 2013-06, 2013-06-14 or 1970s, got 'June'",
    ),
    ({"kind": "consolidation"}, "policies.x.share_left: is required"),
    (
        {"kind": "lever_change", "levers": {"services.smartfone_ready": 0.9}},
        "policies.x.levers: has no lever 'services.smartfone_ready'; did you mean 'services.smartphone",
    ),
    (
        {"kind": "lever_change", "levers": {"services.smartphone_ready": 1.5}},
        "policies.x: levers.services.smartphone_ready must lie in [0, 1], got 1.5",
    ),
    (
        {"kind": "lever_change", "levers": {"services.documents": "half"}},
        "policies.x.levers: services.documents must be a number, '+number' or '*number', got 'half'",
    ),
    (
        {"kind": "card_points", "start": "2010-04", "apply_by": "2010-03"},
        "policies.x: apply_by is 2010-03, before the start in 2010-04",
    ),
]


@pytest.mark.parametrize(("mapping", "line"), CASES, ids=[line.split(": ")[0] for _, line in CASES])
def test_a_wrong_policy_is_refused_with_its_place_and_what_would_be_right(mapping, line) -> None:
    with pytest.raises(ScenarioError) as caught:
        build_policy("x", mapping)
    assert len(caught.value.lines) == 1
    assert caught.value.lines[0].startswith(line)


def test_every_fault_of_a_policy_has_its_own_line() -> None:
    with pytest.raises(ScenarioError) as caught:
        build_policy("x", {"kind": "incident", "fade": 2, "moths": 3}, path="shocks.x")
    assert sorted(line.split(":")[0] for line in caught.value.lines) == [
        "shocks.x.fade",
        "shocks.x.moths",
        "shocks.x.news",
    ]


def test_a_policy_without_a_kind_is_told_which_kinds_there_are() -> None:
    with pytest.raises(ScenarioError, match=r"policies\.x\.kind: is required; known kinds: offering, "):
        build_policy("x", {"start": "2010-04"})
    with pytest.raises(ScenarioError, match="must be a mapping"):
        build_policy("x", "offering")
