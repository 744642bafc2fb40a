"""What every kind of policy must do on the day it enters the catalogue."""

from __future__ import annotations

import numpy as np
import pytest

from configs.months import month_index, month_text
from policies.base import Policy
from policies.catalogue import CATALOGUE, build_policy
from policies.levers import LEVERS
from policies.timeline import Timeline, compile_timeline

FIRST, LAST = month_index("2009-01"), month_index("2012-12")


def compiled(places, *policies: Policy, **named: Policy) -> Timeline:
    entries = {policy.name: policy for policy in policies} | named
    return compile_timeline(entries, {}, {}, places, FIRST, LAST)


def by_person(timeline: Timeline, municipality: int) -> np.ndarray:
    """(T, 36, L, 8): every lever of every group of one municipality."""
    return timeline.panel[:, timeline.zone_of_municipality[municipality]][:, timeline.kind_of_group]


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_moves_every_lever_it_declares_and_no_other(kind: str, example) -> None:
    policy = example(kind)
    moved = {change.lever for month in range(FIRST, LAST) for change in policy.changes(month)}
    assert moved <= policy.levers
    assert moved == policy.levers or kind == "lever_change"
    assert policy.levers <= set(LEVERS)


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_yields_nothing_before_its_start_or_from_its_end(kind: str, example) -> None:
    policy = example(kind)
    outside = [*range(FIRST, policy.start), *range(policy.end, LAST)]
    assert [change for month in outside for change in policy.changes(month)] == []
    assert list(policy.changes(policy.start))


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_of_strength_zero_is_an_absent_policy_bit_for_bit(kind: str, example, places) -> None:
    other = example("promotion", start="2009-06", end=None)
    absent = compiled(places, other=other)
    still = compiled(places, example(kind, strength=0, cost={"capital": 1e9}), other=other)
    acting = compiled(places, example(kind), other=other)
    assert still.panel.tobytes() == absent.panel.tobytes()
    assert (still.costs, still.log) == (absent.costs, absent.log)
    assert acting.panel.tobytes() != absent.panel.tobytes()


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_for_prefecture_47_leaves_everyone_elsewhere_bit_equal(kind: str, example, places) -> None:
    absent = compiled(places)
    acting = compiled(places, example(kind, target={"prefectures": [47]}))
    assert by_person(acting, -1).tobytes() != by_person(absent, -1).tobytes()
    for municipality in range(len(places.code) - 2):
        assert acting.zone_of_municipality[municipality] == acting.zone_of_municipality[0]
    assert by_person(acting, 0).tobytes() == by_person(absent, 0).tobytes()


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_for_some_persons_leaves_all_others_bit_equal(kind: str, example, places) -> None:
    absent = compiled(places)
    acting = compiled(places, example(kind, target={"ages": [65, 120], "sex": "female"}))
    groups = np.arange(36)
    addressed = (groups // 2 >= 13) & (groups % 2 == 1)
    before, after = by_person(absent, 0), by_person(acting, 0)
    assert np.array_equal(after[:, ~addressed], before[:, ~addressed])
    assert not np.array_equal(after[:, addressed], before[:, addressed])


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_moved_by_a_year_does_the_same_a_year_later(kind: str, example) -> None:
    dates = {"start": "2011-01", "end": "2012-07"}
    later = {"apply_by": "2011-11"} if kind == "card_points" else {}
    policy, moved = example(kind), example(kind, **dates, **later)
    for month in range(FIRST, LAST - 12):
        assert list(policy.changes(month)) == list(moved.changes(month + 12))


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_asked_twice_gives_the_same_answer_in_any_order(kind: str, example) -> None:
    policy, other = example(kind), example(kind)
    forward = {month: list(policy.changes(month)) for month in range(FIRST, LAST)}
    backward = {month: list(other.changes(month)) for month in reversed(range(FIRST, LAST))}
    assert forward == backward


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_that_promises_to_be_steady_is(kind: str, example) -> None:
    policy = example(kind, ramp=6)
    settled = [list(policy.changes(month)) for month in range(policy.start + 5, policy.end)]
    assert not policy.steady or all(changes == settled[0] for changes in settled)


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_policy_comes_back_whole_from_its_plain_form(kind: str, example) -> None:
    policy = example(kind, ids=["POL-99"], target={"prefectures": [1, 47], "ages": [20, 64]}, ramp=3)
    plain = policy.model_dump(mode="json")
    assert plain["start"] == month_text(policy.start)
    assert build_policy(policy.name, plain) == policy


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_kind_says_what_it_does_in_its_first_line(kind: str) -> None:
    assert (CATALOGUE[kind].__doc__ or "").split("\n")[0].endswith((".", ";"))
    assert CATALOGUE[kind].__doc__ != Policy.__doc__
