"""A crisis of relief: who hears the nation, who acts alone, and how long people wait for any scheme."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from agents.institutions.crisis import DAYS_A_MONTH, Crisis

HIT = np.array([2, 3, 6])


def surge(times: float = 4.0) -> np.ndarray:
    out = np.zeros(47)
    out[HIT] = times
    return out


def crisis(months: int, coordination: float, replicate: int = 0, times: float = 4.0) -> Crisis:
    found = Crisis(1.0, 30.0, seed=1, replicate=replicate)
    for t in range(100, 100 + months):
        found.advance(t, surge(times), np.full(47, coordination))
    return found


def test_without_coordination_every_prefecture_in_need_acts_alone_and_no_other_does() -> None:
    assert np.flatnonzero(crisis(1, 0.0).alone).tolist() == HIT.tolist()
    assert not crisis(1, 1.0).alone.any()
    assert not crisis(1, 0.0, times=1.0).active, "need that is not above the threshold is no crisis"


def test_better_coordination_leaves_nobody_alone_who_was_reached_before() -> None:
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    for replicate in range(5):
        everywhere = [Crisis(1.0, 30.0, 1, replicate) for _ in shares]
        for one, share in zip(everywhere, shares, strict=True):
            one.advance(7, np.full(47, 9.0), np.full(47, share))
        alone = [one.alone for one in everywhere]
        assert all(not np.any(later & ~earlier) for earlier, later in pairwise(alone))
        assert 5 < alone[2].sum() < 42


def test_who_is_missed_is_told_again_and_keeps_the_scheme_that_runs() -> None:
    told = crisis(1, 0.0)
    told.advance(101, surge(), np.ones(47))
    assert told.reached[HIT].all() and told.alone[HIT].all()


def test_people_wait_for_a_scheme_until_there_is_one() -> None:
    first, second = crisis(1, 0.0), crisis(2, 0.0)
    assert first.delay_days(100)[HIT] == pytest.approx([30.0] * 3)
    assert second.delay_days(101)[HIT] == pytest.approx([max(30.0 - DAYS_A_MONTH, 0.0)] * 3)
    assert crisis(1, 1.0).delay_days(100).sum() == 0.0


def test_when_the_need_is_over_the_crisis_is_and_a_later_one_begins_anew() -> None:
    one = crisis(2, 0.0)
    one.advance(102, np.zeros(47), np.zeros(47))
    assert not one.active and not one.alone.any()
    assert one.advance(110, surge(), np.zeros(47)).tolist() == HIT.tolist()
    assert one.began[HIT].tolist() == [110] * 3


def test_a_snapshot_brings_a_crisis_back() -> None:
    one = crisis(1, 0.0)
    saved = one.snapshot()
    one.advance(101, np.zeros(47), np.zeros(47))
    one.restore(saved)
    assert one.alone[HIT].all() and one.began[HIT].tolist() == [100] * 3
