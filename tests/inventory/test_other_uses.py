"""Kinds of use that file nothing, what civic-mindedness does to them, and what they do to services."""

from __future__ import annotations

import numpy as np

from agents.columns import VACANT
from simulation.counts import PERSON_STOCKS

APART = "information.spillover_info_to_service=0"
KINDS = {
    "information": "information_users",
    "research": "policy_researchers",
    "participation": "participants",
}


def same_but(column: str, one, other) -> bool:
    a, b = one.citizens, other.citizens
    return all(np.array_equal(getattr(a, f), getattr(b, f)) for f in type(a).__slots__ if f != column)


def test_more_people_look_things_up_than_file_alone(society) -> None:
    """SYS-13: at every count of the baseline."""
    record = society("2001-01", "2025-12").recorder.finish(0.0, 0)
    looked, filed = record.series("information_use")[1], record.series("own_use")[1]
    assert np.all(looked >= filed) and looked[-1] > filed[-1] > 0


def test_without_spill_over_services_do_not_feel_what_people_look_up(society) -> None:
    """SYS-13: to the bit; with it they do."""
    few, many = (society("2018-01", "2018-12", APART, f"information.intercept={x}") for x in (-3, 1))
    assert same_but("public", few, many)
    assert few.citizens.field("information").sum() < many.citizens.field("information").sum()
    felt = society("2018-01", "2018-12", "information.intercept=1")
    assert not same_but("public", many, felt)


def test_more_civic_minds_lose_no_participant(society) -> None:
    """BAR-17, DET-02, SYS-23: citizen by citizen, and no service feels it."""
    calm, keen = (society("2018-01", "2018-06", f"civic.mean={mean}") for mean in (0.4, 0.6))
    assert same_but("public", calm, keen)
    for kind in ("participation", "research"):
        low, high = calm.citizens.field(kind), keen.citizens.field(kind)
        assert np.all(low <= high) and np.any(low < high)
    assert np.array_equal(calm.citizens.field("information"), keen.citizens.field("information"))


def test_knowing_more_services_loses_no_participant(opens) -> None:
    """BAR-17: the same month, once nothing and once everything known."""
    joined = []
    for known in (0, 255):
        model = opens("2018-02", "2018-02")
        model.citizens.aware[:] = known
        model.step()
        joined.append(model.citizens.field("participation"))
    assert np.all(joined[0] <= joined[1]) and joined[0].sum() < joined[1].sum()


def test_each_kind_of_use_is_counted_once_and_by_itself(society) -> None:
    """DET-07: the tables hold what the citizens hold."""
    model = society("2018-01", "2018-06")
    c = model.citizens
    person = model.take_stock().person.sum(axis=(0, 1, 2))
    for kind, stock in KINDS.items():
        # Only adults look anything up, so nobody has to be left out.
        held = np.count_nonzero((c.field(kind) > 0) & (c.birth != VACANT))
        assert person[PERSON_STOCKS.index(stock)] == held
    assert all(person[PERSON_STOCKS.index(stock)] > 0 for stock in KINDS.values())


def test_nobody_without_a_connection_looks_anything_up(society) -> None:
    c = society("2018-01", "2018-06").citizens
    # Devices are renewed before the turn to look things up, which is at most two months ago.
    assert np.count_nonzero((c.public > 0) & (c.field("net") == 0)) < 0.01 * np.count_nonzero(c.public > 0)


def test_civic_mindedness_carries_participation_and_no_filing(society) -> None:
    """Decision 39: the knock-out of civic-mindedness is not zero by construction any more."""
    from experiments.knockout import DETERMINANTS

    civic = next(d for d in DETERMINANTS if d.name == "civic")
    usual = society("2018-01", "2018-12")
    without = society("2018-01", "2018-12", *(f"{name}={value:g}" for name, value in civic.neutral.items()))
    assert same_but("public", usual, without)
    for kind in ("participation", "research"):
        assert not np.array_equal(usual.citizens.field(kind), without.citizens.field(kind))
