"""Central systems: where each stands, what they cost, and what an audit says of them a year later."""

from __future__ import annotations

import numpy as np
import pytest

from agents.institutions.assumptions import Assumptions
from agents.institutions.systems import STATES, Systems
from configs.months import month_index
from policies.law import history

VALUES = Assumptions.of()


def lived(plan: list[tuple[float, float, float]]) -> Systems:
    """Systems after one month under each (share moved, share retired, how far sharing is feasible)."""
    systems = Systems(VALUES)
    for share_moved, retired, feasible in plan:
        systems.advance(share_moved, retired, feasible)
    return systems


def programme(until: str) -> tuple[Systems, dict[str, float]]:
    """The programme of the record from its start to a month: systems, and shares as the audit counts them."""
    record = history("policies") | history("shocks")
    moves = [record[name] for name in ("system_consolidation_2012", "joint_platform_2013", "cloud_2011")]
    systems = Systems(VALUES)
    for t in range(month_index("2012-01"), month_index(until) + 1):
        wanted = dict.fromkeys(("platform.share_moved", "platform.retired", "platform.feasible"), 0.0)
        for entry in moves:
            for change in entry.changes(t):
                if change.lever in wanted:
                    wanted[change.lever] += change.value
        systems.advance(*wanted.values())
    return systems, systems.counts()


def test_the_programme_halves_the_systems_of_2012_by_2018_and_moves_250() -> None:
    """NUM-11, POL-25."""
    before, counted = programme("2012-07")
    assert before.in_use == sum(counted.values()) == 1500
    after, counted = programme("2018-08")
    assert after.in_use == pytest.approx(750, abs=1)
    assert counted["merged or closed"] == pytest.approx(750, abs=1)
    assert counted["on the platform"] == pytest.approx(250, abs=1)


def test_in_2016_over_six_in_ten_had_no_plan_and_each_of_them_names_what_keeps_it() -> None:
    """NUM-11, POL-25: what has no plan holds personal data, or private firms offer the same."""
    systems, counted = programme("2016-09")
    assert sum(counted.values()) == 1500 and set(counted) == set(STATES)
    blocked = counted["personal data"] + counted["private substitute"]
    assert min(counted["personal data"], counted["private substitute"]) > 0
    assert 0.6 < systems.without_plan() < 0.7
    assert blocked / systems.in_use == pytest.approx(systems.without_plan(), abs=1e-3)
    unmoved = systems.in_use - counted["on the platform"] - blocked
    assert unmoved == pytest.approx(counted["planned"], abs=1)


def test_systems_that_something_keeps_do_not_move_however_much_is_wanted() -> None:
    """POL-25."""
    everything = lived([(1.0, 0.0, 1.0)] * 3)
    blocked = VALUES.systems_personal_data + VALUES.systems_private_substitute
    assert everything.on_platform == pytest.approx(1500 * (1 - blocked))
    assert everything.counts()["planned"] == 0


def test_a_system_costs_less_and_one_outage_stops_more_as_systems_move() -> None:
    """SYS-14."""
    none, some, more = (lived([(share, 0.0, 1.0)]) for share in (0.0, 0.1, 0.2))
    assert none.unit_cost() == VALUES.platform_running_yen > some.unit_cost() > more.unit_cost()
    assert none.hosted() == 0.0 < some.hosted() < more.hosted() == pytest.approx(0.2)
    # Closing systems that have not moved leaves a larger part on the platform.
    assert lived([(0.2, 0.0, 1.0), (0.2, 0.5, 1.0)]).hosted() == pytest.approx(0.4)


def test_moving_away_and_back_within_a_year_costs_more_than_staying() -> None:
    """SYS-15, S17: twice the price of a move, and what the first one cost is sunk."""
    stayed = lived([(0.1, 0.0, 1.0)] * 24)
    switched = lived([(0.1, 0.0, 1.0)] * 12 + [(0.15, 0.0, 1.0)] * 6 + [(0.1, 0.0, 1.0)] * 6)
    _, _, sunk, _ = switched.book
    extra = 0.05 * 1500 * VALUES.platform_move_yen
    assert switched.book[0] - stayed.book[0] == pytest.approx(2 * extra)
    # A third of all that the platform holds was given up: moves are lost in proportion.
    assert sunk == pytest.approx(0.15 * 1500 * VALUES.platform_move_yen / 3) and stayed.book[2] == 0.0
    assert switched.on_platform == pytest.approx(stayed.on_platform)


def test_consolidating_before_it_is_feasible_costs_more() -> None:
    """SHK-06."""
    early, halfway, late = (lived([(0.1, 0.0, feasible)]).book[0] for feasible in (0.0, 0.5, 1.0))
    assert early == pytest.approx((1 + VALUES.platform_premium) * late)
    assert early > halfway > late > 0.0


def test_the_audit_publishes_the_share_moved_of_a_year_ago() -> None:
    """ACT-11: the truth plus the lag; nothing before the first report."""
    systems, truth, published = Systems(VALUES), [], []
    for t in range(100):
        systems.advance(min(t / 200, 0.3), 0.0, 1.0)
        truth.append(systems.on_platform / 1500)
        published.append(systems.audited())
    lag = round(VALUES.audit_lag_months)
    assert published[lag:] == pytest.approx(truth[:-lag]) and not any(published[:lag])
    assert len(set(published)) > 50


def test_what_is_merged_stays_merged() -> None:
    systems = lived([(0.0, 0.4, 1.0), (0.0, 0.1, 1.0)])
    assert systems.in_use == pytest.approx(900)
    assert lived([(0.2, 1.0, 1.0)]).in_use == pytest.approx(0.0, abs=1e-6)


def test_systems_go_back_to_a_snapshot() -> None:
    systems = lived([(0.1, 0.1, 0.5)] * 9)
    saved, counted = systems.snapshot(), systems.counts()
    one = [systems.advance(0.2, 0.3, 1.0) or systems.book.copy() for _ in range(70)]
    systems.restore(saved)
    assert systems.counts() == counted
    two = [systems.advance(0.2, 0.3, 1.0) or systems.book.copy() for _ in range(70)]
    assert np.array_equal(one, two) and systems.audited() > 0.0
