"""Logins of ministries: one shared where somebody coordinates, one for each programme where nobody does."""

from __future__ import annotations

import numpy as np

from agents.institutions.assumptions import Assumptions
from agents.institutions.logins import Logins
from configs.months import month_index

VALUES = Assumptions.of({"login.renewal_year": 0.2})
EVERYTHING = np.ones(8)
LATE = month_index("2024-01")


def after(coordination: float, until: int = LATE, seed: int = 1, since: int = 0) -> Logins:
    logins = Logins(VALUES, seed, 0)
    for t in range(until + 1):
        logins.advance(t, EVERYTHING, coordination if t >= since else 0.0)
    return logins


def test_without_coordination_every_programme_builds_its_own_login() -> None:
    """ACT-03."""
    alone = after(0.0)
    assert alone.count() == len(alone.family) > 10
    assert np.array_equal(alone.apart() > 0.0, alone.online()) and alone.apart().max() == 1.0


def test_under_full_coordination_there_is_one_login() -> None:
    """ACT-03."""
    together = after(1.0)
    assert together.count() == 1 and not together.apart().any()


def test_more_coordination_never_adds_a_login() -> None:
    """ACT-03: the same luck, programme by programme."""
    for seed in range(5):
        counts = [after(level, seed=seed).count() for level in (0.0, 0.25, 0.5, 0.75, 1.0)]
        assert counts == sorted(counts, reverse=True) and counts[0] > counts[2] > counts[4]


def test_a_login_once_built_is_given_up_only_when_it_is_replaced() -> None:
    at_once, later = after(1.0, until=120, since=120), after(1.0, until=400, since=120)
    assert at_once.count() == after(0.0, until=120).count() > later.count()


def test_nothing_has_a_login_before_it_is_online_or_before_its_body_is_founded() -> None:
    logins = Logins(VALUES, 1, 0)
    assert not logins.advance(0, np.zeros(8), 0.0) and logins.count() == 0
    logins.advance(1, EVERYTHING, 0.0)
    assert 0 < logins.count() < len(logins.family)


def test_logins_go_back_to_a_snapshot() -> None:
    logins = after(0.3, until=60)
    saved = logins.snapshot()
    one = [(logins.advance(t, EVERYTHING, 0.6), logins.count()) for t in range(61, 300)]
    logins.restore(saved)
    assert [(logins.advance(t, EVERYTHING, 0.6), logins.count()) for t in range(61, 300)] == one
