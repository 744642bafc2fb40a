"""One innovation: it spreads as the equations say, and nothing but the scenario decides a bit of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from configs.reader import compose
from simulation.diffusion.kernel import ADOPTER, AWARE, USERS
from simulation.diffusion.results import Diffusion
from simulation.diffusion.scenario import Innovation, assemble
from simulation.diffusion.society import Town, diffuse

ROOT = Path(__file__).resolve().parents[3]


def innovation(*words: str, citizens: int = 20_000) -> Innovation:
    return assemble(compose(["scenario=single_innovation", f"population.citizens={citizens}", *words]))


def run(*words: str, citizens: int = 20_000, threads: int = 1) -> Diffusion:
    return diffuse(innovation(*words, citizens=citizens), threads)


@pytest.fixture(scope="module")
def usual() -> Diffusion:
    return run()


def by_floats(scenario: Innovation, seed: int) -> float:
    """Final adoption by the same equations in doubles, with NumPy's generator and a matrix of ties."""
    from scipy.sparse import csr_matrix

    value, people = scenario.value, scenario.population.citizens
    luck = np.random.default_rng(seed)
    trust, literacy, civic = luck.random((3, people))
    age, channel = luck.integers(18, 100, people), luck.integers(0, 4, people)
    one = np.repeat(np.arange(people), 4)
    other = (one + np.tile(np.arange(1, 5), people)) % people
    other = np.where(luck.random(one.size) < 0.05, luck.integers(0, people, one.size), other)
    ties = csr_matrix((np.ones(one.size), (one, other)), (people, people))
    ties = ties + ties.T
    adopter = luck.random(people) < value("start")
    aware = adopter.copy()
    fixed = value("choose.intercept") + value("choose.literacy") * literacy + value("choose.civic") * civic
    fixed += value("choose.age") * age + value("choose.channel") * channel
    for _ in range(scenario.calendar.months):
        near = ties @ adopter
        aware |= luck.random(people) < 1 - (1 - value("hear.alone")) * (1 - value("hear.tie")) ** near
        worth = fixed + value("choose.trust") * trust + value("choose.peers") * near / 8
        tries = (
            aware & (luck.random(people) < value("need")) & (luck.random(people) < 1 / (1 + np.exp(-worth)))
        )
        succeeds = luck.random(people) < value("succeed.alone") + value("succeed.literacy") * literacy
        gained = trust + value("learn.success") * (1 - trust)
        trust = np.where(tries, np.where(succeeds, gained, trust * (1 - value("learn.failure"))), trust)
        adopter |= tries & succeeds
    return float(adopter.mean())


def test_whole_numbers_spread_it_as_far_as_doubles_do() -> None:
    for words in ((), ("diffusion.hear.tie=0.1", "diffusion.choose.peers=4", "diffusion.need=0.05")):
        scenario = innovation(*words, citizens=60_000)
        share = diffuse(scenario).adopters[-1] / 60_000
        # Four standard errors of two runs; neighbours move together, so runs differ by more than coins do.
        assert abs(share - by_floats(scenario, 1)) < 0.012


def test_the_workload_ends_where_every_correct_program_ends(usual: Diffusion) -> None:
    assert 0.75 < usual.adopters[-1] / usual.citizens < 0.775


@pytest.mark.parametrize("threads", [2, 7])
def test_threads_change_no_bit(threads: int, usual: Diffusion) -> None:
    town = Town(innovation(), threads, chunk=512)
    assert town.threads == threads
    for t in range(120):
        town.live(t)
    town.close()
    assert town.digest() == usual.digest


@pytest.mark.parametrize("chunk", [8, 1000, 65_536])
def test_chunks_change_no_bit(chunk: int) -> None:
    words = ("calendar.end=2001-12", "diffusion.ties.rewired=0.3")
    town = Town(innovation(*words, citizens=3_001), 1, chunk)
    for t in range(12):
        town.live(t)
    assert town.digest() == run(*words, citizens=3_001).digest


def test_without_the_compiler_the_bits_are_the_same() -> None:
    code = (
        "from configs.reader import compose\n"
        "from simulation.diffusion.scenario import assemble\n"
        "from simulation.diffusion.society import diffuse\n"
        "words = ['scenario=single_innovation', 'population.citizens=1000', 'calendar.end=2001-03']\n"
        "print(diffuse(assemble(compose(words))).digest)\n"
    )
    plain = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert plain.stdout.strip() == run("calendar.end=2001-03", citizens=1000).digest


def test_counters_hold_the_neighbours_who_have_adopted() -> None:
    town = Town(innovation("diffusion.ties.rewired=0.3", citizens=2_000), 3, chunk=64)
    for t in range(40):
        town.live(t)
    town.close()
    adopter = (town.people.bond & ADOPTER) > 0
    counted = [adopter[town.world.neighbours(i)].sum() for i in range(2_000)]
    assert (town.people.bond & USERS).tolist() == counted
    assert 200 < adopter.sum() < 1_990


def test_tables_agree_with_the_people(usual: Diffusion) -> None:
    bond = usual.people.bond
    assert usual.adopters[-1] == np.count_nonzero(bond & ADOPTER)
    assert usual.aware[-1] == np.count_nonzero(bond & AWARE)
    assert not np.any((bond & ADOPTER > 0) & (bond & AWARE == 0))


def test_nobody_hears_where_nobody_uses_and_nothing_is_heard_alone() -> None:
    found = run("diffusion.start=0", "diffusion.hear.alone=0", citizens=5_000)
    assert found.aware[-1] == found.adopters[-1] == found.work[:, 4].sum() == 0


def test_hearing_far_from_a_straight_line_is_still_exact() -> None:
    """The quick bound of the scan gives way to a constant one; who hears is decided as before."""
    steep = run("diffusion.hear.tie=0.9", "diffusion.ties.degree=2", "calendar.end=2001-02", citizens=20_000)
    start = run("diffusion.hear.tie=0.9", "diffusion.hear.alone=0", "calendar.end=2001-01", citizens=20_000)
    assert steep.aware[-1] > steep.aware[0] > steep.adopters[0]
    unaware_beside = 1 - 0.99**8  # people with an adopting tie among eight, each adopting with 1 %
    heard = (start.aware[0] - np.count_nonzero(start.people.bond & ADOPTER)) / 20_000
    assert abs(heard - 0.99 * unaware_beside * 0.9) < 0.012


def test_trust_moves_the_stated_part_of_the_way() -> None:
    words = ("diffusion.start=1", "diffusion.need=1", "calendar.end=2001-01", "diffusion.choose.intercept=6")
    before = Town(innovation(*words, citizens=1_000))
    after = run(*words, "diffusion.learn.success=0.25", "diffusion.learn.failure=0.5", citizens=1_000)
    moved = after.people.trust / (before.people.trust + 1e-9)
    rose = (after.people.trust - before.people.trust.astype(int)) / (65535.0 - before.people.trust)
    tried = after.people.trust != before.people.trust
    up = rose > 0
    assert np.allclose(rose[up & tried], 0.25, atol=0.01)
    assert np.mean(np.abs(moved[~up & tried] - 0.5) < 0.01) > 0.95
    assert abs(up.mean() - 0.6) < 0.08  # success with 0.3 + 0.6 of literacy, nearly all of them trying


def test_more_need_means_more_adopters_at_any_time(usual: Diffusion) -> None:
    assert np.all(run("diffusion.need=0.3").adopters[3:] > usual.adopters[3:])


def test_a_further_replicate_has_other_luck_and_a_further_population_other_people(usual: Diffusion) -> None:
    again, others = run("replicate=1"), run("population.seed=2")
    assert np.array_equal(again.people.fixed, usual.people.fixed)
    assert not np.array_equal(again.people.bond, usual.people.bond)
    assert not np.array_equal(others.people.fixed, usual.people.fixed)


def test_work_is_counted_once_for_everybody_and_month(usual: Diffusion) -> None:
    counts = usual.counts()
    assert np.all(counts["scanned"] == usual.citizens)
    assert counts["adopted"].sum() <= counts["attempted"].sum() <= counts["active"].sum()
    first = np.count_nonzero(Town(innovation()).people.bond & ADOPTER)
    assert counts["adopted"].sum() == usual.adopters[-1] - first
    per_start = counts["pushed"].sum() / counts["adopted"].sum()
    assert abs(per_start - 8) < 0.1


def test_the_less_trust_weighs_the_fewer_try_also_below_zero() -> None:
    tries = [
        int(run(f"diffusion.choose.trust={weight}", "calendar.end=2001-12").counts()["attempted"].sum())
        for weight in (1.5, 0.0, -0.1, -1.5)
    ]
    assert tries[0] > tries[1] > tries[3] > 0
    assert tries[1] >= tries[2] > tries[3]
