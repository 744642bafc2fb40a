"""Questions between agencies: network, fax, and numbers that share no link."""

from __future__ import annotations

import pytest

from agents.institutions.assumptions import Assumptions
from agents.institutions.exchange import days_for_a_case, exchange_days, needs_a_visit, unlinked

VALUES = Assumptions.of()
USUAL = {"connectivity": 0.7, "fax": 1.0, "generation": 1.0, "identifiers": 2.0}


def test_exchange_gets_faster_as_more_agencies_are_on_the_network() -> None:
    """SYS-22."""
    days = [exchange_days(VALUES, **USUAL | {"connectivity": share}) for share in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert days == sorted(days, reverse=True) and len(set(days)) == 5
    assert exchange_days(VALUES, 1.0, 1.0, 2.0, 2.0) == VALUES.exchange_network_days


def test_the_fax_adds_delay_where_there_is_no_network() -> None:
    """SYS-25."""
    with_it, without = (exchange_days(VALUES, **USUAL | {"fax": fax}) for fax in (1.0, 0.0))
    by_hand = 1 + 2 * VALUES.exchange_match
    gap = VALUES.exchange_fax_days - VALUES.exchange_network_days
    assert with_it - without == pytest.approx(0.3 * gap * by_hand) and with_it > without
    connected = [exchange_days(VALUES, **USUAL | {"fax": fax, "connectivity": 1.0}) for fax in (1.0, 0.0)]
    assert connected[0] == connected[1]


def test_every_number_without_links_slows_exchange_until_one_number_ties_them() -> None:
    """SYS-17."""
    days = [exchange_days(VALUES, **USUAL | {"identifiers": numbers}) for numbers in (0.0, 1.0, 2.0)]
    assert days[1] - days[0] == pytest.approx(days[2] - days[1]) and days[2] > days[0]
    tied = [exchange_days(VALUES, 0.7, 1.0, 2.0, numbers) for numbers in (0.0, 2.0)]
    assert tied[0] == tied[1] == days[0]
    assert unlinked(1.5, 2.0) == pytest.approx(1.0)


def test_what_agencies_fetch_needs_no_question() -> None:
    days = [days_for_a_case(VALUES, **USUAL, linked=linked) for linked in (0.0, 0.5, 1.0)]
    assert days[0] == pytest.approx(2 * days[1]) and days[2] == 0.0 < days[1]


@pytest.mark.parametrize(("generation", "share"), [(0.0, 0.0), (1.0, 1.0), (1.5, 0.5), (2.0, 0.0)])
def test_only_the_code_of_1999_has_to_be_switched_on_at_an_office(generation: float, share: float) -> None:
    """SYS-16."""
    assert needs_a_visit(generation) == share
