"""Barriers and determinants of the inventory: what keeps citizens from online services, and what moves them.

*Pathwise* is meant literally: the same citizens, the same luck, one month, before anything feeds back.
"""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import FAMILIES, VACANT
from simulation.counts import FLOWS
from simulation.kernels.tables import BASE, RISK, TIME_LOST
from simulation.scenario import load

ALONE = "network.influence=false"


def first_month_users(opens, own_users, *overrides: str, column: str | None = None, level: int = 0):
    """Own users of one open month in which everybody knows of everything; one column of minds set."""
    model = opens("2019-02", "2019-02", ALONE, "services.*.launched=1", *overrides)
    model.citizens.aware[:] = 255
    if column is not None:
        getattr(model.citizens, column)[:] = level
    model.step()
    return own_users(model)


@pytest.mark.parametrize("column", ["usefulness", "ease", "trust"])
def test_a_better_opinion_loses_no_own_user(column: str, opens, own_users) -> None:
    """DET-01, DET-04: pathwise."""
    low = first_month_users(opens, own_users, column=column, level=60)
    high = first_month_users(opens, own_users, column=column, level=200)
    assert not np.any(low & ~high) and np.any(high & ~low)


def test_without_a_weight_opinions_move_nobody(opens, own_users) -> None:
    """DET-01: the term, and nothing else, carries them."""
    off = ("beta.usefulness=0", "beta.ease=0", "beta.trust=0", "beta.risk=0")
    worlds = [
        first_month_users(opens, own_users, *off, column=column, level=level)
        for column, level in (("usefulness", 60), ("usefulness", 200), ("ease", 200), ("trust", 200))
    ]
    assert all(np.array_equal(worlds[0], other) for other in worlds[1:])


def test_trust_falls_faster_than_it_rises(society) -> None:
    """DET-04: one failure takes more than one success gives."""
    from simulation.kernels.learn import towards

    model = society("2019-02", "2019-02")
    w = model.weights
    draws = np.arange(0, 2**32, 2**22, dtype=np.int64)
    up = np.mean([towards(128, 255.0, w.gain_trust, d) for d in draws]) - 128
    down = 128 - np.mean([towards(128, 0.0, w.trust_asymmetry * w.gain_trust, d) for d in draws])
    assert down > 2 * up > 0


def test_an_incident_lowers_trust_and_repair_takes_longer_than_the_news(society) -> None:
    """DET-04, BAR-10, SHK-07."""

    def trust(*words: str) -> np.ndarray:
        record = society("2014-04", "2016-03", *words).recorder.finish(0.0, 0)
        return record.series("trust")[1]

    hit = (
        "shocks.incident.start=2014-06",
        "shocks.incident.months=2",
        "shocks.incident.news=1",
        "trust.news=0.1",
    )
    gap = trust("trust.news=0.1") - trust(*hit)
    assert gap.max() > 0.003 and gap[-1] > 0 and np.all(gap > -0.001)


def test_without_weight_in_the_news_an_incident_moves_no_trust(society) -> None:
    """DET-08: with the update of trust blocked, only the direct path (memory of incidents) is left."""
    hit = ("shocks.incident.start=2014-06", "shocks.incident.news=1")
    blocked = ("trust.news=0", "beta.incident=0", "experience.trust=0", ALONE)
    with_it, without = society("2014-04", "2014-09", *hit, *blocked), society("2014-04", "2014-09", *blocked)
    assert np.array_equal(with_it.citizens.trust, without.citizens.trust)


def test_no_coverage_no_online_use(society, cases, change) -> None:
    """BAR-01."""
    dark = change("2019-01", {"infrastructure.coverage": "0"})
    model = society("2019-01", "2019-06", dark)
    assert cases(model, "own_use") == 0 < cases(model, "needs")
    assert cases(society("2019-01", "2019-06"), "own_use") > 0


def test_no_concern_is_the_same_as_no_term_of_risk(opens, own_users) -> None:
    """BAR-09: to the bit, citizen by citizen; with the term some stay away."""
    calm = first_month_users(opens, own_users, "services.*.sensitivity=0")
    blind = first_month_users(opens, own_users, "beta.risk=0")
    assert np.array_equal(calm, blind)
    afraid = first_month_users(opens, own_users, "beta.risk=2", "services.*.sensitivity=1")
    assert np.any(calm & ~afraid)


def test_the_parts_of_risk_multiply_to_the_whole(month, opens) -> None:
    """BAR-22: sensitivity, purpose with concern about reuse, and what the law leaves open."""
    model = opens("2018-06", "2018-06")
    model.apply_policies()
    from policies.levers import POSITION

    lever = model.levers[0, 0, :, 0]
    exposed = 1.0 - lever[POSITION["privacy.protection"]]
    s = model.services
    purpose = np.clip(s.purpose + lever[POSITION["privacy.reuse_concern"]], 0, 1)
    whole = model.lever_weights.risk * s.sensitivity * purpose * exposed
    assert month("2018-06").terms[:8, 0, RISK] == pytest.approx(whole, abs=1e-12)


def test_more_concern_about_reuse_gains_nobody(opens, own_users, change) -> None:
    """BAR-12, BAR-22, DET-08: data flows and surveillance act through this term; pathwise."""
    heavy = ("beta.risk=2", "services.*.sensitivity=1")
    calm = first_month_users(opens, own_users, *heavy)
    watched = first_month_users(opens, own_users, *heavy, change("2019-02", {"privacy.reuse_concern": "0.6"}))
    assert not np.any(watched & ~calm) and np.any(calm & ~watched)


def test_when_the_counter_costs_nothing_and_online_brings_nothing_few_go_online(opens, own_users) -> None:
    """BAR-14, LES-01: pathwise, and a quicker office never sends anybody to the screen."""
    slow = first_month_users(opens, own_users, "services.*.time_lost_offline=2")
    usual = first_month_users(opens, own_users)
    quick = first_month_users(
        opens, own_users, "services.*.time_lost_offline=-1", "beta.benefit=0", "beta.time_saved=2"
    )
    assert not np.any(usual & ~slow) and not np.any(quick & ~usual)
    assert quick.sum() < 0.5 * usual.sum() < 0.5 * slow.sum()


def test_seventy_year_olds_of_2020_are_more_literate_than_those_of_2005(people, opens) -> None:
    """BAR-15: literacy belongs to cohorts, not to ages."""

    def mean(when: str, year: int, *words: str) -> float:
        citizens = opens(when, when, *words).citizens
        seventy = (citizens.birth != VACANT) & (np.abs(citizens.birth.astype(int) + 1890 - (year - 70)) <= 4)
        return float(citizens.field("literacy")[seventy].mean())

    assert mean("2020-01", 2020) > mean("2005-01", 2005) + 0.3
    flat = ("literacy.per_birth_decade=0", "literacy.per_education_step=0")
    assert abs(mean("2020-01", 2020, *flat) - mean("2005-01", 2005, *flat)) < 0.3


def test_one_clear_message_costs_less_than_two_that_disagree(month, change) -> None:
    """BAR-20: about carrying the card, wherever a service asks for it."""
    mixed = month("2018-06", change("2018-06", {"card.mixed_message": "0.5"}))
    clear = month("2018-06", change("2018-06", {"card.mixed_message": "0"}))
    assert np.all(mixed.terms[:, :, BASE] <= clear.terms[:, :, BASE])
    assert np.any(mixed.terms[:, :, BASE] < clear.terms[:, :, BASE]) and np.all(mixed.card < clear.card)


def test_every_case_without_own_use_has_a_reason_and_the_reasons_of_the_poll_are_among_them(society) -> None:
    """BAR-21, LES-03: few services, not known, too complicated."""
    flows = sum(part.sum(axis=(0, 1, 2), dtype=np.int64) for part in _flows(society("2019-04", "2020-03")))
    count = dict(zip(FLOWS, flows.tolist(), strict=True))
    for reason in ("not_offered", "unaware", "device", "credential", "failed"):
        assert count[f"barrier_{reason}"] > 0, reason


def test_skill_moves_barriers_and_keeps_their_total(opens) -> None:
    """DET-09: whoever can now do it failed before; every case still ends in one way."""
    counts = []
    for level in (3, 12):
        model = opens("2019-02", "2019-02", ALONE)
        model.citizens.aware[:] = 255
        model.citizens.skill[:] = (model.citizens.skill & 0xF0) | level
        model.step()
        flows = sum(part.sum(axis=(0, 1, 2), dtype=np.int64) for part in _flows(model))
        counts.append(dict(zip(FLOWS, flows.tolist(), strict=True)))
    low, high = counts
    ways = ("own_use", *(name for name in FLOWS if name.startswith("barrier_")))
    assert sum(low[name] for name in ways) == sum(high[name] for name in ways)
    assert high["barrier_failed"] < low["barrier_failed"] and high["own_use"] > low["own_use"]


def test_without_habit_its_terms_can_be_left_out(society) -> None:
    """DET-11: a habit that never grows equals weights of zero; every other column has the same bits."""
    never = society("2018-01", "2018-12", "habit.growth=0")
    unread = society("2018-01", "2018-12", "beta.habit=0", "attempt.habit=0")
    assert not never.citizens.field("habit").any() and unread.citizens.field("habit").any()
    for name in ("stamp", "how", "aware", "trust", "usefulness", "ease", "mind", "card"):
        assert np.array_equal(getattr(never.citizens, name), getattr(unread.citizens, name)), name


def test_civic_mindedness_has_no_say_in_transactions_unless_it_is_given_one() -> None:
    """DET-02, SYS-23: its weight in transactions is zero by default."""
    assert load(["scenario=jp_history"]).value("beta.civic") == 0.0


def test_more_media_loses_nobody_who_knows_and_channels_differ(month) -> None:
    """DET-03, ACT-16: the rate of hearing is a sum of channels, each by the profile one follows."""
    quiet, loud = month("2012-06"), month("2012-06", "etax_start_publicity.mass_media=1")
    etax = FAMILIES.index("etax")
    gains = (loud.hear - quiet.hear)[etax, 0]
    assert np.all(gains >= 0) and gains.max() > gains.min() and not (loud.hear - quiet.hear)[1:].any()


def test_the_counter_costs_more_in_a_pandemic(month) -> None:
    """SHK-03: the demand side, apart from relief and from what is put online."""
    with_it, without = month("2020-04"), month("2020-04", "remove=[SHK-03]")
    assert np.all(with_it.terms[:, :, TIME_LOST] > without.terms[:, :, TIME_LOST])


def test_uptake_from_2020_on_is_lower_without_the_pandemic(society, cases) -> None:
    """SHK-03."""
    with_it, without = society("2020-01", "2021-03"), society("2020-01", "2021-03", "remove=[SHK-03]")
    assert cases(with_it, "own_use") > cases(without, "own_use")


def test_forms_for_pcs_lose_reach_as_phones_replace_pcs(society, own_users) -> None:
    """SHK-01: who has nothing but a phone, by the device tables."""

    def phone_only(when: str) -> float:
        citizens = society(when, when).citizens
        living = citizens.birth != VACANT
        alone = (citizens.field("phone") == 1) & (citizens.field("pc") == 0)
        return float(alone[living].mean())

    assert phone_only("2019-02") > phone_only("2012-02") > phone_only("2009-02")


def test_outages_close_online_services_and_leave_the_counter_open(society, cases) -> None:
    """SHK-08, LES-10."""
    down = (
        "shocks.outage.start=2018-04",
        "shocks.outage.probability_month=1",
        "shocks.outage.hours=[300, 300]",
    )
    hit, spared = society("2018-04", "2018-09", *down), society("2018-04", "2018-09")
    assert cases(hit, "barrier_hours") > cases(spared, "barrier_hours")
    assert cases(hit, "own_use") < cases(spared, "own_use") and cases(hit, "unmet") == cases(spared, "unmet")


def test_with_no_counter_open_needs_go_unmet(society, cases, change) -> None:
    """LES-10: a backup that is closed is missed; conservation still holds."""
    shut = change("2018-04", {"offline.capacity": "0"}, end="2018-06")
    assert (
        cases(society("2018-04", "2018-05", shut), "unmet")
        > 0
        == cases(society("2018-04", "2018-05"), "unmet")
    )


def test_public_servants_are_counted_once(people, society) -> None:
    """ACT-10: staff are citizens with a mark, not people beside them."""
    model = society("2018-01", "2018-01")
    citizens = model.citizens
    living = citizens.birth != VACANT
    servants = citizens.field("servant")[living].sum()
    total = model.recorder.finish(0.0, 0).counts(204).persons("population").sum()
    assert 0 < servants < 0.1 * living.sum() and total == living.sum()


def test_help_outweighs_own_use_in_the_returns_for_2011(society, cases) -> None:
    """ACT-15, VP-4: assisted and proxy together, filed in early 2012."""
    model = society("2010-04", "2012-03")
    helped = cases(model, "assisted_use", "etax") + cases(model, "proxy_use", "etax")
    assert helped > cases(model, "own_use", "etax")


def _flows(model):
    return model.recorder.finish(0.0, 0).flows
