"""Backstage in a running society: outages of the platform, exchange in the waits, visits, and branching."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from agents.columns import FAMILIES
from agents.population import Population
from agents.population import load as load_population
from configs.months import month_index
from simulation.catalogue import rows_in_families
from simulation.counts import FLOWS, PERSON_STOCKS
from simulation.kernels.tables import HOURS
from simulation.measured import OUTPUTS, View
from simulation.model import DenshiModel
from simulation.record import RunRecord
from simulation.run import digest_of
from simulation.scenario import load


@pytest.fixture(scope="module")
def people() -> Population:
    return load_population("jp_10k")


@pytest.fixture(scope="module")
def opened(people: Population) -> Callable[..., DenshiModel]:
    def open_it(start: str, end: str, *words: str) -> DenshiModel:
        dates = (f"calendar.start={start}", f"calendar.end={end}")
        scenario = load(["scenario=jp_history", "population=jp_10k", *dates, *words])
        return DenshiModel(scenario, people, record="full", agents=False)

    return open_it


@pytest.fixture(scope="module")
def ran(opened: Callable[..., DenshiModel]) -> Callable[..., RunRecord]:
    finished: dict[tuple[str, ...], RunRecord] = {}

    def run(start: str, end: str, *words: str) -> RunRecord:
        key = (start, end, *words)
        if key not in finished:
            model = opened(start, end, *words)
            while model.running:
                model.step()
            finished[key] = model.recorder.finish(0.0, 0, model.timeline)
        return finished[key]

    return run


def nudge(start: str, lever: str, value: float, **more: str) -> str:
    extra = "".join(f", {key}: {text}" for key, text in more.items())
    return (
        f"+policies.nudge={{kind: lever_change, title: nudge, start: {start}, source: test, grade: E, "
        f"levers: {{{lever}: {value}}}{extra}}}"
    )


def read(record: RunRecord, name: str) -> float:
    return OUTPUTS[name].read(View(record, record.first, record.last))


def hours(model: DenshiModel) -> np.ndarray:
    """(D,) opening hours of the rows of the catalogue in the month that comes."""
    model.apply_policies()
    model.act_of_government()
    return model._prepare().terms[:, 0, HOURS].copy()


def test_an_outage_of_the_platform_closes_what_has_moved_onto_it_and_nothing_else(opened) -> None:
    """SYS-14: the share of the month that it is down, times the share of systems that it hosts."""
    down = nudge("2019-06", "platform.outage", 0.5)
    usual, closed = hours(opened("2019-06", "2019-06")), hours(opened("2019-06", "2019-06", down))
    on_platform = np.array([row.on_platform for row in rows_in_families()])
    left = closed[len(FAMILIES) :] / usual[len(FAMILIES) :]
    assert np.all(left[~on_platform] == 1.0) and 0 < on_platform.sum() < on_platform.size
    assert left[on_platform] == pytest.approx(1 - 0.5 * 250 / 750, abs=1e-3)
    # The more has moved, the more one outage closes; before there was a platform, nothing.
    half_moved = hours(opened("2015-07", "2015-07", nudge("2015-07", "platform.outage", 0.5)))
    early = hours(opened("2011-06", "2011-06", nudge("2011-06", "platform.outage", 0.5)))
    assert closed.sum() < half_moved.sum() and np.array_equal(early, hours(opened("2011-06", "2011-06")))


def test_whom_an_outage_of_the_platform_turns_away_goes_to_the_counter(opened, ran) -> None:
    """SYS-14: and stands there on one day, for the share of hours in which the form was shut."""
    everybody_knows = "awareness.spontaneous=0.5"
    usual = ran("2019-04", "2019-06", everybody_knows)
    down = ran("2019-04", "2019-06", everybody_knows, nudge("2019-04", "platform.outage", 1))
    assert read(down, "barrier_hours") > read(usual, "barrier_hours")
    assert down.own_cases.sum() < usual.own_cases.sum()
    before, after = (record.cases[..., FLOWS.index("counter")].sum() for record in (usual, down))
    assert after > before
    model = opened("2019-06", "2019-06", nudge("2019-06", "platform.outage", 0.5))
    open_before, open_after = hours(opened("2019-06", "2019-06")), hours(model)
    shut = (open_before - open_after)[: len(FAMILIES)]
    assert model.supply.down(model.levers)[0] == pytest.approx(shut) and shut.max() > 0.1


def test_without_the_fax_cases_are_settled_sooner(ran) -> None:
    """SYS-25: by what questions by fax add, to the day."""
    faxed, free = ran("2014-04", "2015-03"), ran("2014-04", "2015-03", nudge("2014-04", "legacy.fax", 0))
    gain = read(faxed, "exchange_days") - read(free, "exchange_days")
    assert read(faxed, "processing_days") - read(free, "processing_days") == pytest.approx(gain, abs=0.02)
    assert gain > 0.2


def test_with_a_network_between_agencies_cases_are_settled_sooner(ran) -> None:
    """SYS-22: the plan of 1994 is there when history starts."""
    planned = ran("2014-04", "2015-03")
    unplanned = ran("2014-04", "2015-03", "remove=[government_digitisation_plan_1994]")
    for name in ("exchange_days", "processing_days"):
        assert read(planned, name) < read(unplanned, name)


def test_what_machines_settle_online_waits_for_no_other_office(opened) -> None:
    backstage = opened("2014-04", "2014-04").supply.backstage
    backstage.days, hand = 2.0, np.array([0.0, 0.5, 1.0])
    assert backstage.wait_gap(hand).tolist() == [2.0, 1.0, 0.0]
    backstage.observe(hand, np.full((3, 4), 10))
    assert backstage.case_days == pytest.approx(2.0 * (30 + 30 + 0 + 5 + 10) / 90)


def test_with_the_code_of_1999_every_credential_costs_a_visit_to_the_office(ran) -> None:
    """SYS-16: none with My Number, none where no card is issued."""
    my_number = ran("2018-04", "2018-12")
    old_code = ran("2018-04", "2018-12", nudge("2018-04", "idsystem.generation", 1))
    persons = PERSON_STOCKS.index("cards_issued_cumulative")
    before, after = (old_code.person_stocks[k][..., persons].sum() for k in (0, -1))
    visits = read(old_code, "visits_for_code") / old_code.weight
    assert visits >= int(after) - int(before) > 100 and read(my_number, "visits_for_code") == 0.0
    load = [read(record, "counter_load") / record.weight for record in (old_code, my_number)]
    assert load[0] - load[1] == pytest.approx(visits, rel=0.1)


def test_a_branch_equals_a_run_of_its_own_bit_for_bit(opened) -> None:
    """Systems move, logins are built and contracts signed after the snapshot."""
    changes = nudge("2013-01", "coordination.national", 0.1), "platform.premium=2"
    model = opened("2012-10", "2013-09", *changes)
    while model.t < month_index("2013-02"):
        model.step()
    saved = model.snapshot()
    results = []
    for _ in range(2):
        while model.running:
            model.step()
        results.append((digest_of(model.citizens), model.supply.behind_the_counters()))
        model.restore(saved)
        model.running = True
    assert results[0] == results[1] and results[0][1]["systems_on_platform"] > 10


@pytest.mark.parametrize("number", ["system_unit_cost", "cost_systems", "logins", "platform_share_audited"])
def test_a_run_hands_over_what_lies_behind_the_counters(ran, number: str) -> None:
    assert read(ran("2018-04", "2018-12"), number) > 0.0
