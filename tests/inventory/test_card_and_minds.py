"""The card's years, duties and repairs; messages, incidents, vendors and classes as citizens meet them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.columns import BIRTH_BASE, FIELDS, VACANT
from simulation.kernels.scan import year_of_birthday
from simulation.kernels.tables import RISK
from simulation.worth import contradiction

ALONE = "network.influence=false"
HELD = 2 | (1 << FIELDS["credential"].shift)


def year_with_cards(opens: Any, issued: int, *overrides: str) -> tuple[Any, np.ndarray, np.ndarray]:
    """2024, begun by people who all hold a card of the year ``issued``: citizens, who stayed, age in 2024."""
    model = opens("2024-01", "2024-12", *overrides)
    c = model.citizens
    age = 2024 - BIRTH_BASE - c.birth.astype(np.int64)
    before, turn = c.birth.copy(), c.field("generation")
    c.card[:] = HELD
    c.issued[:] = issued % 16 * 17
    while model.running:
        model.step()
    return c, (before != VACANT) & (c.birth == before) & (c.field("generation") == turn), age


def test_a_card_runs_out_on_the_tenth_birthday_after_its_issue(opens) -> None:
    """SYS-05: not before, and the next card is one of this year."""
    c, stayed, age = year_with_cards(opens, 2014, "card.renewed=0")
    old = stayed & (age > 40)
    assert np.all(c.field("card_year")[old & (c.field("possession") == 2)] == 2024 % 16)
    assert np.mean(c.field("possession")[old] == 3) > 0.8
    c, stayed, age = year_with_cards(opens, 2015, "card.renewed=0")
    assert np.all(c.field("possession")[stayed & (age > 40)] == 2)


@pytest.mark.parametrize(("issued", "birthdays"), [(9, 10), (10, 10), (3, 10), (12, 10)])
def test_a_card_sees_as_many_birthdays_whichever_month_it_is_issued_in(issued: int, birthdays: int) -> None:
    """A holder born in September: birthdays after the issue until the stamp is ten years old."""
    september = np.uint32(8)
    stamp = year_of_birthday.py_func(september, SimpleNamespace(year=2014, calendar=issued, slots=12))
    first = 2014 if issued < 9 else 2015
    assert stamp + 10 - first + 1 == birthdays


def test_a_minors_card_runs_out_on_the_fifth(opens) -> None:
    c, stayed, age = year_with_cards(opens, 2019, "card.renewed=0")
    young, grown = stayed & (age > 5) & (age < 24), stayed & (age > 25)
    assert not np.any((c.field("possession")[young] == 2) & (c.field("card_year")[young] == 2019 % 16))
    assert np.all(c.field("possession")[grown] == 2)


def test_whoever_renews_in_time_waits_for_the_next_card(opens) -> None:
    kept, stayed, age = year_with_cards(opens, 2014, "card.renewed=0.95")
    lost, _, _ = year_with_cards(opens, 2014, "card.renewed=0.5")
    old = stayed & (age > 40)
    assert np.mean(kept.field("possession")[old] == 3) < np.mean(lost.field("possession")[old] == 3)


def test_a_certificate_runs_out_on_the_fifth_birthday_and_a_move_voids_it(opens) -> None:
    """SYS-06: moving is a case of its family, so fewer certificates outlive a year with more of them."""
    expired = []
    for issued, moves in ((2019, 0.1), (2020, 0.1), (2020, 0.6)):
        words = ("card.certificate_renewed=0.2", f"card.move_voids_certificate={moves}")
        c, stayed, age = year_with_cards(opens, issued, *words)
        expired.append(np.mean(c.field("credential")[stayed & (age > 40)] == 3))
    assert expired[0] > 0.4 > 0.1 > expired[2] > expired[1] > 0


def test_an_office_without_time_repairs_nothing(opens, change) -> None:
    """BAR-20, S27: locks are set right only as far as the offices manage."""
    locked = []
    for factor in (0, 1):
        model = opens("2024-01", "2024-12", change("2024-01", {"card.repair_capacity": str(factor)}))
        model.citizens.card[:] = 2 | (2 << FIELDS["credential"].shift)
        while model.running:
            model.step()
        locked.append(np.count_nonzero(model.citizens.field("credential") == 2))
    assert locked[0] > locked[1] > 0


def test_a_duty_to_hold_the_card_reaches_more_than_opting_out_and_that_more_than_free_will(
    society, change
) -> None:
    """S06: held or applied for after two years."""

    def shares(level: int) -> float:
        duty = change("2016-01", {"card.mandate": str(level)})
        c = society("2016-01", "2017-12", *([duty] if level else [])).citizens
        return float(np.mean(np.isin(c.field("possession"), (1, 2))[c.birth != VACANT]))

    free, opt_out, must = (shares(level) for level in range(3))
    assert must > opt_out > 3 * free and must > 0.7


def test_services_that_ask_for_the_card_are_a_reason_to_get_one_unless_the_loop_is_cut(society) -> None:
    with_loop, cut = society("2016-01", "2018-12"), society("2016-01", "2018-12", "card.offer_feedback=0")
    assert with_loop.measure("possession") > cut.measure("possession") > 0


@pytest.mark.parametrize("month", [0, 5, 47])
def test_the_more_often_the_message_turns_the_more_it_confuses(month: int) -> None:
    """BAR-20, S08: messages at once are the most; a single turn is forgotten."""
    felt = [contradiction.py_func(0.5, every, month, 0.1) for every in (0.0, 3.0, 6.0)]
    assert felt == [0.5, 0.5, 0.5]
    means = [
        np.mean([contradiction.py_func(0.5, e, t, 0.1) for t in range(120)]) for e in (6.0, 12.0, 24.0, 120.0)
    ]
    assert means == sorted(means, reverse=True) and means[-1] < 0.1


def test_to_guard_the_card_gains_no_own_user(month, change) -> None:
    """BAR-20: the term counts where the card is asked for, and nowhere else."""
    from simulation.kernels.tables import BASE, CREDENTIAL

    plain, guarded = month("2018-06"), month("2018-06", change("2018-06", {"message.guard": "1"}))
    less = plain.terms[:, 0, BASE] - guarded.terms[:, 0, BASE]
    assert less == pytest.approx(0.2 * plain.terms[:, 0, CREDENTIAL], abs=1e-12)


def test_the_named_parts_of_risk_add_up_and_are_off_unless_asked_for(month) -> None:
    """BAR-12, BAR-22."""
    words = ("surveillance.data_flows=0.1", "surveillance.enforcement_access=0.2")
    off, on = month("2018-06").terms[:, 0, RISK], month("2018-06", *words).terms[:, 0, RISK]
    none = month("2018-06", "beta.risk=0", *words).terms[:, 0, RISK]
    assert on == pytest.approx(off + none, abs=1e-12) and np.all(none > 0)
    assert np.all(month("2018-06", "beta.risk=0").terms[:, 0, RISK] == 0)


def test_attachment_to_old_ways_gains_nobody(opens, change) -> None:
    """BAR-13: pathwise, and by region."""

    def users(*words: str) -> np.ndarray:
        model = opens("2019-02", "2019-02", ALONE, "services.*.launched=1", *words)
        model.citizens.aware[:] = 255
        model.step()
        return model.citizens.stamp != 0

    usual, attached = users(), users(change("2019-02", {"culture.status_quo": "1"}))
    assert not np.any(attached & ~usual) and np.any(usual & ~attached)


def test_an_incident_costs_the_trust_of_users_only_unless_all_is_one_to_people(opens, change) -> None:
    """BAR-10: spread 0 and spread 1."""

    def trust(spread: float, *words: str) -> tuple[np.ndarray, np.ndarray]:
        off = ("beta.incident=0", "experience.trust=0", "trust.news=0.1", ALONE)
        model = opens("2019-02", "2019-04", f"trust.perceived_monolith={spread}", *off, *words)
        model.citizens.stamp[::2] = 12  # half of all filed their taxes alone in December
        model.citizens.trust[:] = 128
        while model.running:
            model.step()
        used = np.arange(model.citizens.stamp.size) % 2 == 0
        living = model.citizens.birth != VACANT
        return model.citizens.trust.astype(int)[living & used], model.citizens.trust.astype(int)[
            living & ~used
        ]

    hit = change("2019-02", {"trust.news": "1"}, families="[etax]")
    calm, alone, together = trust(0), trust(0, hit), trust(1, hit)
    assert np.mean(alone[0]) < np.mean(calm[0]) - 10
    assert np.mean(alone[1]) > np.mean(calm[1]) - 1
    assert np.mean(together[0]) == pytest.approx(np.mean(together[1]), abs=2)


def test_with_one_vendor_nothing_learnt_is_lost(society) -> None:
    """BAR-19, S07: one vendor, no difference between vendors, and one design are the same world."""
    from tests.inventory.test_other_uses import same_but

    worlds = [
        society("2015-01", "2018-12", "beta.ease=1.6", word)
        for word in ("vendor.count=1", "vendor.heterogeneity=0", "vendor.heterogeneity=1")
    ]
    assert same_but("", worlds[0], worlds[1]) and not same_but("", worlds[1], worlds[2])


def test_a_class_makes_nobody_less_skilled(society, change) -> None:
    """DET-09, POL-08: everybody of 65 and over is taught once."""
    still = ("literacy.learning=0", ALONE)
    taught = change("2018-01", {"literacy.classes": "1"}, target="{ages: [65, 120]}")
    before, after = society("2018-01", "2018-12", *still), society("2018-01", "2018-12", *still, taught)
    low, high = before.citizens.field("literacy"), after.citizens.field("literacy")
    old = (before.citizens.birth < 2018 - 66 - BIRTH_BASE) & (before.citizens.birth != VACANT)
    assert np.all(low <= high) and np.mean(high[old]) > np.mean(low[old]) + 0.5
    young = (before.citizens.birth > 2018 - 60 - BIRTH_BASE) & (before.citizens.birth != VACANT)
    assert np.array_equal(low[young], high[young])


def test_help_desks_raise_assisted_use(society, cases, change) -> None:
    """S09, S14: staffed terminals and help within an attempt."""
    desks = change("2018-01", {"desks.per_100k": "8"})
    with_desks, without = society("2018-01", "2018-12", desks), society("2018-01", "2018-12")
    assert cases(with_desks, "assisted_use") > cases(without, "assisted_use")
