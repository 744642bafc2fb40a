"""Firms file: frequency, skill and friction decide, professions carry over, duties touch whom they name."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from agents.firms import PROCEDURES, SIZES
from agents.firms.names import LARGE, PROFESSIONAL, Procedure
from configs.months import month_index
from policies.timeline import Timeline
from simulation.firms import Business, online_share
from simulation.kernels.firms import FIRMS_ONLINE, TRANSACTIONS, file_month
from simulation.model import load_population, timeline_of
from simulation.scenario import Scenario, load

PEOPLE = load_population(load(["population=jp_10k"]))
EACH = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)


@cache
def world(*overrides: str) -> tuple[Scenario, Timeline]:
    """A scenario and its levers until March 2010."""
    scenario = load(["population=jp_10k", "calendar.end=2010-03", *overrides])
    return scenario, timeline_of(scenario, PEOPLE)


def business(*overrides: str) -> tuple[Business, Timeline]:
    """Firms that have lived no month yet."""
    scenario, timeline = world(*overrides)
    return Business(scenario, PEOPLE.citizens), timeline


def lived(*overrides: str, months: int = 24) -> Business:
    """Firms after some months."""
    firms, timeline = business(*overrides)
    for t in range(firms.first, firms.first + months):
        firms.act(t, timeline.at(t))
    return firms


def rows_of(firms: Business, procedure: Procedure) -> np.ndarray:
    """Pairs of the procedure whose firm decides itself."""
    f = firms.firms
    of_pair = np.repeat(f.cell_procedure, np.diff(f.cell_start))
    return np.flatnonzero((of_pair == PROCEDURES.index(procedure)) & (f.via == np.arange(f.via.size)))


def odds(procedure: Procedure, *overrides: str) -> np.ndarray:
    """Odds of a monthly start of those who decide, in January 2001."""
    firms, timeline = business(*overrides)
    firms.read_levers(timeline.at(firms.first))
    return firms.odds[rows_of(firms, procedure)]


@EACH
def test_a_dearer_start_a_harder_form_or_less_skill_never_hastens_a_firm(procedure: Procedure) -> None:
    base = odds(procedure)
    ordinary = odds(procedure, f"firms.{procedure.name}.set_up_days=999") < base
    if procedure.profession:
        ordinary |= odds(procedure, f"firms.{procedure.profession}.set_up_days=999") < base
    assert ordinary.all()
    assert (odds(procedure, f"firms.{procedure.name}.complexity=1") < base).all()
    assert (odds(procedure, "firms.adoption.skill=0") <= base).all()


@EACH
def test_who_files_more_often_starts_sooner(procedure: Procedure) -> None:
    firms, timeline = business("firms.adoption.skill=0")
    firms.read_levers(timeline.at(0))
    rows = rows_of(firms, procedure)
    office = firms.firms.sector[firms.firms.firm[rows]] == PROFESSIONAL
    for alike in (rows[office], rows[~office]):
        order = np.argsort(firms.firms.yearly[alike], kind="stable")
        assert (np.diff(firms.odds[alike][order]) >= 0.0).all()


@EACH
def test_nobody_files_online_before_it_is_possible(procedure: Procedure) -> None:
    firms = lived(f"firms.{procedure.name}.launch=12", "firms.adoption.intercept=0", months=12)
    rows = rows_of(firms, procedure)
    assert not firms.state[rows].any()
    firms.act(12, world()[1].at(12))
    connected = firms.firms.online_from[firms.firms.firm[rows]] <= 12
    assert firms.state[rows][connected].any() and not firms.state[rows][~connected].any()


@EACH
def test_clients_go_the_way_of_their_office(procedure: Procedure) -> None:
    firms = lived(months=100)
    np.testing.assert_array_equal(firms.state, firms.state[firms.firms.via])


def test_failures_end_online_filing_and_nothing_else_does() -> None:
    def ended(*overrides: str) -> int:
        firms, timeline = business("firms.adoption.intercept=0", *overrides)
        firms.act(0, timeline.at(0))
        before, lost = firms.state.copy(), 0
        for t in range(1, 12):
            firms.act(t, timeline.at(t))
            lost += int(((before == 1) & (firms.state == 0)).sum())
            before = firms.state.copy()
        return lost

    assert ended("firms.adoption.give_up=0") == 0
    assert ended("firms.adoption.give_up=0.2") > 50


def test_each_month_of_transactions_adds_up_to_the_year_of_the_record() -> None:
    firms, timeline = business()
    total = np.zeros(len(PROCEDURES), np.int64)
    for t in range(24):
        firms.act(t, timeline.at(t))
        total += firms.counts[..., TRANSACTIONS].sum(axis=(1, 2))
    for j, procedure in enumerate(PROCEDURES):
        yearly = firms.values[f"{procedure.name}.transactions_year"]
        assert total[j] == pytest.approx(2 * yearly, rel=0.03), procedure.name


def test_like_firms_that_file_online_hasten_the_others() -> None:
    alone, together = lived("firms.adoption.peers=0", months=90), lived("firms.adoption.peers=1", months=90)
    assert together.state.sum() > alone.state.sum()


def test_money_for_beginners_hastens_them() -> None:
    paid = "policies.prize={kind: lever_change, start: 2001-01, levers: {firms.incentive_yen: 1000000}}"
    firms, paid_firms = lived(months=60), lived(f"+{paid}", months=60)
    assert paid_firms.state.sum() > firms.state.sum()


def test_the_duty_of_2020_touches_large_firms_only() -> None:
    span = ("calendar.start=2020-01", "calendar.end=2022-03")
    free, bound = (lived(*span, *change, months=27) for change in (("remove=[corporate_mandate_2020]",), ()))
    moved = np.flatnonzero(free.state != bound.state)
    size = bound.firms.size[bound.firms.firm[moved]]
    of_pair = np.repeat(bound.firms.cell_procedure, np.diff(bound.firms.cell_start))
    assert moved.size and (size == LARGE).all()
    assert {PROCEDURES[j].name for j in of_pair[moved]} == {"corporate_tax"}
    assert bound.state[moved].all(), "the duty loses nobody"
    apart = bound.counts - free.counts
    assert apart[:, :, SIZES.index("large"), FIRMS_ONLINE].sum() > 0
    assert not apart[:, :, :LARGE].any()


def test_a_duty_of_strength_zero_is_none() -> None:
    span = ("calendar.start=2020-01", "calendar.end=2021-03")
    gone = lived(*span, "remove=[corporate_mandate_2020]", months=15)
    zero = lived(*span, "policies.corporate_mandate_2020.strength=0", months=15)
    np.testing.assert_array_equal(gone.state, zero.state)
    np.testing.assert_array_equal(gone.counts, zero.counts)


def test_no_signature_helps_accountants_and_nobody_else_at_first() -> None:
    span = ("calendar.start=2006-12", "calendar.end=2007-03")
    with_it, timeline = business(*span)
    without, other = business(*span, "remove=[accountants_no_signature_2007]")
    for t in (71, 72):
        with_it.read_levers(timeline.at(t))
        without.read_levers(other.at(t))
    eased = np.flatnonzero(with_it.odds != without.odds)
    tax = PROCEDURES[[procedure.name for procedure in PROCEDURES].index("corporate_tax")]
    assert set(eased.tolist()) < set(rows_of(with_it, tax).tolist())
    assert (with_it.firms.sector[with_it.firms.firm[eased]] == PROFESSIONAL).all()
    assert (with_it.odds[eased] > without.odds[eased]).all()


def test_the_e_document_law_eases_every_procedure_of_firms() -> None:
    span = ("calendar.start=2003-12", "calendar.end=2004-03")
    with_it, timeline = business(*span)
    without, other = business(*span, "remove=[e_document_law_2004]")
    for t, eased in ((35, False), (36, True)):
        with_it.read_levers(timeline.at(t))
        without.read_levers(other.at(t))
        decides = with_it.odds > 0.0
        assert ((with_it.odds > without.odds)[decides] == eased).all()


def test_more_capacity_for_citizens_makes_firms_slower_and_municipalities_faster() -> None:
    from simulation.budget import USUAL_SHARE, for_citizens, for_firms

    assert for_citizens(USUAL_SHARE, 0.5) == for_firms(USUAL_SHARE, 0.5) == 1.0
    assert for_citizens(0.7, 0.5) > 1.0 > for_firms(0.7, 0.5)
    assert for_citizens(0.7, 0.0) == for_firms(0.7, 0.0) == 1.0
    shared = "policies.shared={kind: lever_change, start: 2001-01, levers: {budget.g2c_share: 0.7}}"
    assert lived(f"+{shared}", months=60).state.sum() < lived(months=60).state.sum()


def test_the_other_rule_starts_whoever_gains_more_than_the_set_up() -> None:
    firms, timeline = business("firms.adoption.rule=2", "firms.adoption.give_up=0")
    v = firms.values
    firms.act(0, timeline.at(0))
    trade = rows_of(firms, PROCEDURES[0])
    gain = firms.firms.yearly[trade] * v["adoption.saving_days"] * v["adoption.horizon_years"]
    office = firms.firms.sector[firms.firms.firm[trade]] == PROFESSIONAL
    kept = 2 * v["friction.days_per_document"]
    days = np.where(office, v["brokers.set_up_days"], v["trade_port.set_up_days"]) + kept
    ready = firms.ready[trade] <= 0
    np.testing.assert_array_equal(firms.state[trade] == 1, (gain > days) & ready)


def test_a_snapshot_brings_the_same_months_again() -> None:
    firms, timeline = business()
    for t in range(40):
        firms.act(t, timeline.at(t))
    saved = firms.snapshot()

    def go_on() -> list[np.ndarray]:
        found = []
        for t in range(40, 64):
            firms.act(t, timeline.at(t))
            found.append(firms.counts.copy())
        return found

    first = go_on()
    firms.restore(saved)
    np.testing.assert_array_equal(first, go_on())


def test_luck_belongs_to_the_replicate_and_the_register_does_not() -> None:
    one, same, other = lived(), lived(), lived("replicate=1")
    np.testing.assert_array_equal(one.state, same.state)
    assert not np.array_equal(one.state, other.state)
    np.testing.assert_array_equal(one.firms.yearly, other.firms.yearly)


def test_the_kernel_without_the_compiler_has_the_same_bits() -> None:
    compiled, plain = lived(months=30), lived(months=30)
    panel = world()[1].at(30)
    compiled.act(30, panel)
    with np.errstate(over="ignore"):
        file_month.py_func(
            30, plain._keys[30], plain.firms, plain.ready, plain.odds, plain.fails, PROFESSIONAL,
            plain.values["adoption.peers"], plain.pull, plain.state, plain._due, plain.counts,
            plain.year[6], plain._offices,
        )  # fmt: skip
    np.testing.assert_array_equal(compiled.state, plain.state)
    np.testing.assert_array_equal(compiled.counts, plain.counts)
    np.testing.assert_array_equal(compiled.pull, plain.pull)


def test_fields_come_in_the_order_of_their_frequency_and_friction() -> None:
    """MIC by field, FY2009 and around: trade far ahead, registration and tax on the way, insurance last."""
    firms = lived(months=month_index("2010-03") + 1)
    share = dict(zip((p.name for p in PROCEDURES), online_share(firms.counts), strict=True))
    assert share["trade_port"] > 0.9
    assert 0.15 < share["registration"] < 0.6
    assert 0.3 < share["corporate_tax"] < 0.65
    assert share["social_labour"] < 0.1
