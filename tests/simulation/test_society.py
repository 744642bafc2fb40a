"""The engine as a whole: the same bits whatever the threads, chunks and branches; nothing gets lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from agents.channels import FIRST_CHANNELS
from agents.columns import VACANT
from agents.population import load as load_population
from simulation.measures import FLOWS, conserved
from simulation.minds import FIRST_HEARD
from simulation.model import DenshiModel
from simulation.run import digest_of, run_tree, simulate
from simulation.scenario import Scenario, load

SHORT = ["scenario=jp_history", "population=jp_10k", "calendar.start=2016-01", "calendar.end=2017-06"]


@pytest.fixture(scope="module")
def people():
    return load_population("jp_10k")


def scenario(*overrides: str) -> Scenario:
    return load([*SHORT, *overrides])


def final(
    people, *overrides: str, threads: int = 1, chunk: int = 8192, record: str = "summary"
) -> DenshiModel:
    model = DenshiModel(scenario(*overrides), people, threads=threads, chunk=chunk, record=record)
    while model.running:
        model.step()
    return model


@pytest.fixture(scope="module")
def reference(people) -> DenshiModel:
    return final(people, record="full")


@pytest.mark.parametrize(("threads", "chunk"), [(2, 8192), (7, 1024), (1, 509), (2, 100_000)])
def test_threads_and_chunks_change_nothing(people, reference: DenshiModel, threads: int, chunk: int) -> None:
    other = final(people, threads=threads, chunk=chunk, record="full")
    assert digest_of(other.citizens) == digest_of(reference.citizens)
    mine = reference.recorder.finish(0.0, 0)
    theirs = other.recorder.finish(0.0, 0)
    for a, b in zip(mine.flows, theirs.flows, strict=True):
        assert np.array_equal(a, b)
    for a, b in zip(mine.person_stocks, theirs.person_stocks, strict=True):
        assert np.array_equal(a, b)


def test_every_need_is_accounted_for(reference: DenshiModel) -> None:
    record = reference.recorder.finish(0.0, 0)
    for flows in record.flows:
        assert np.all(conserved(flows))


def test_each_case_that_is_not_own_use_has_one_barrier(reference: DenshiModel) -> None:
    barriers = [k for k, name in enumerate(FLOWS) if name.startswith("barrier_")]
    settled = [FLOWS.index(name) for name in ("assisted_use", "proxy_use", "counter", "mail", "unmet")]
    for flows in reference.recorder.finish(0.0, 0).flows:
        assert np.array_equal(flows[..., barriers].sum(axis=-1), flows[..., settled].sum(axis=-1))


def test_failed_and_printed_cases_are_part_of_counter_and_mail(reference: DenshiModel) -> None:
    total = sum(flows.astype(np.int64) for flows in reference.recorder.finish(0.0, 0).flows)
    assert np.all(total[..., FLOWS.index("failed")] <= total[..., FLOWS.index("counter")])
    assert np.all(total[..., FLOWS.index("printed_and_posted")] <= total[..., FLOWS.index("mail")])


def test_all_news_has_one_channel_of_first_contact(reference: DenshiModel) -> None:
    record = reference.recorder.finish(0.0, 0)
    news = [int(flows[..., FLOWS.index("newly_aware")].sum()) for flows in record.flows]
    by_channel = {name: record.numbers_named(FIRST_HEARD + name, 0, 299) for name in FIRST_CHANNELS}
    months = list(record.flow_months)
    assert [sum(found[month] for found in by_channel.values()) for month in months] == news
    # Every channel that is at work in 2016 brings somebody news; only own use without awareness is shut.
    silent = [name for name, found in by_channel.items() if not any(found.values())]
    assert silent == ["own_use"]


def test_places_with_money_of_their_own_hold_more_cards(people) -> None:
    alike, apart = (final(people, f"card.place_finance={weight}", record="full") for weight in (0.0, 0.8))
    rich = apart.card_place > 0.0
    held = []
    for model in (alike, apart):
        citizens = model.citizenry.citizens
        place = np.searchsorted(people.municipality_start, np.arange(people.slots), side="right") - 1
        cards = ((citizens.card & 3) == 2) & (citizens.birth != VACANT)
        held.append((int(cards[rich[place]].sum()), int(cards[~rich[place]].sum())))
    assert held[1][0] > held[0][0]
    assert held[1][1] < held[0][1]
    assert abs(float(np.average(apart.card_place, weights=apart.supply.municipalities.population))) < 1e-12


def test_counters_of_neighbours_equal_a_count_of_their_stamps(people, reference: DenshiModel) -> None:
    from agents.networks.implicit import neighbours

    citizens = reference.citizens
    out = np.zeros(32, np.int64)
    for slot in range(0, len(citizens), 37):
        degree = neighbours(slot, citizens.who, people.block_start, people.long_key, people.slots, out)
        for family in range(8):
            users = sum((int(citizens.stamp[other]) >> (4 * family)) & 15 != 0 for other in out[:degree])
            assert (int(citizens.near[slot]) >> (4 * family)) & 15 == users


def test_state_takes_at_most_28_bytes_a_citizen(reference: DenshiModel) -> None:
    assert reference.citizens.nbytes() <= 28 * len(reference.citizens)


def test_without_the_compiler_the_bits_are_the_same() -> None:
    program = """
import json
from agents.channels import FIRST_CHANNELS
from agents.columns import VACANT
from agents.population import load as load_population
from simulation.model import DenshiModel
from simulation.run import digest_of
from simulation.scenario import load
people = load_population("tiny", citizens=1000)
model = DenshiModel(load(["scenario=jp_history", "population=jp_10k", "population.name=tiny",
    "population.citizens=1000", "calendar.start=2020-02", "calendar.end=2020-05"]), people,
    record="full", agents=False)
while model.running:
    model.step()
print(json.dumps([digest_of(model.citizens), int(model.recorder.finish(0.0, 0).flows[-1].sum())]))
"""
    answers = []
    for disabled in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "NUMBA_DISABLE_JIT": disabled},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answers.append(json.loads(done.stdout.splitlines()[-1]))
    assert answers[0] == answers[1]
    assert answers[0][1] > 0


def test_equal_scenarios_differ_by_nothing(people) -> None:
    arms = {"one": scenario(), "two": scenario()}
    records = run_tree(arms, 1, population=people, watch_months=[197])
    assert records["one", 0].digest == records["two", 0].digest
    bits = [records[name, 0].watched[197].bits["own_use"] for name in arms]
    assert np.array_equal(*bits)


def test_branched_arms_equal_separate_runs(people) -> None:
    moved = (
        "policies.nudge={kind: lever_change, title: nudge, start: 2016-08, end: 2017-01, "
        "source: test, grade: E, levers: {services.smartphone_ready: 0.9}}"
    )
    later = moved.replace("2016-08", "2016-11").replace("nudge=", "later=")
    arms = {"plain": scenario(), "nudged": scenario("+" + moved), "later": scenario("+" + later)}
    together = run_tree(arms, 2, threads=2, population=people)
    for name, one in arms.items():
        alone = run_tree({name: one}, 2, population=people)
        for replicate in (0, 1):
            a, b = together[name, replicate], alone[name, replicate]
            assert a.digest == b.digest
            for mine, theirs in zip(a.person_stocks, b.person_stocks, strict=True):
                assert np.array_equal(mine, theirs)
    assert together["plain", 0].digest != together["nudged", 0].digest
    assert together["plain", 0].digest != together["plain", 1].digest


def test_a_policy_for_prefecture_47_changes_nobody_elsewhere(people) -> None:
    local = (
        "+policies.nudge={kind: lever_change, title: nudge, start: 2016-03, source: test, grade: E, "
        "target: {prefectures: [47]}, levers: {services.smartphone_ready: 0.9, "
        "services.incentive_yen: 50000, promotion.mass_media: 1}}"
    )
    # Two Aprils: municipalities elsewhere decide as before, too.
    off = ("network.influence=false", "calendar.end=2018-06")
    plain = final(people, *off)
    nudged = final(people, *off, local)
    elsewhere = people.prefecture_of_slot() != 47
    for name in ("stamp", "aware", "how", "trust", "usefulness", "ease", "skill", "mind", "card"):
        before, after = getattr(plain.citizens, name), getattr(nudged.citizens, name)
        assert np.array_equal(before[elsewhere], after[elsewhere]), name
    assert not np.array_equal(plain.citizens.stamp[~elsewhere], nudged.citizens.stamp[~elsewhere])


def test_a_policy_of_strength_zero_is_the_baseline(people, reference: DenshiModel) -> None:
    silent = final(
        people,
        "+policies.nudge={kind: lever_change, title: nudge, start: 2016-03, source: test, "
        "grade: E, strength: 0, levers: {services.smartphone_ready: 0.9, card.incentive_yen: 5000}}",
    )
    assert digest_of(silent.citizens) == digest_of(reference.citizens)


def test_more_promotion_never_loses_someone_who_knows(people) -> None:
    loud = (
        "+policies.nudge={kind: lever_change, title: nudge, start: 2016-01, end: 2016-02, source: test, "
        "grade: E, mode: operator, levers: {promotion.mass_media: 0.5}}"
    )
    one_month = "calendar.end=2016-01"
    quiet, told = final(people, one_month), final(people, one_month, loud)
    assert np.all(quiet.citizens.aware & ~told.citizens.aware == 0)
    assert np.any(quiet.citizens.aware != told.citizens.aware)


def test_simulate_gives_pandas_tables(people) -> None:
    results = simulate(
        "jp_history",
        population=people,
        record="summary",
        overrides=["population=jp_10k", "calendar.start=2020-01", "calendar.end=2020-06"],
    )
    assert results.record.months == 6
