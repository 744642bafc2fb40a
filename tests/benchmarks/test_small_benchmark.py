"""The benchmark that every build runs: it fails on work counts and on ratios, never on seconds.

Ratios are of processor time of one thread, both sides in turn in one process, the least of several rounds: a
busy machine slows both. The bounds are far from what a quiet machine shows (docs/performance.md), so that
only a mistake crosses them: a stage that no longer runs as vectors, a copy of a column in every month.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.workload import by_hand, contestants, page, runs
from configs.reader import compose
from simulation import simulate
from simulation.diffusion.scenario import Innovation, assemble
from simulation.diffusion.society import Town, diffuse
from simulation.work import work_of

ROUNDS = 5
WORK = {
    "scanned": 12_000_000,
    "active": 1_243_992,
    "heard": 97_883,
    "attempted": 368_559,
    "adopted": 75_263,
    "pushed": 604_020,
}
"""Work of the shipped scenario at 100,000 people; a change of the model's draws or stages changes it."""
SOCIETY = {"cases": 0.21, "heard": 0.03, "weighed": 0.008, "attempted": 0.005, "turns": 0.34, "pushed": 0.006}
"""Most work per slot and month of the society of Japan in 2001-2012, a fifth or more above what is done."""


def innovation(citizens: int) -> Innovation:
    return assemble(compose(["scenario=single_innovation", f"population.citizens={citizens}"]))


def least(work: Callable[[], object]) -> float:
    """Processor seconds of this thread."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def live(town: Town) -> None:
    for t in range(120):
        town.live(t)


def test_the_workload_does_the_work_it_did() -> None:
    counts = diffuse(innovation(100_000)).counts()
    assert {name: int(months.sum()) for name, months in counts.items()} == WORK


def test_the_society_does_not_do_more_work_than_it_did() -> None:
    results = simulate(
        "jp_history", population="jp_10k", record="summary", overrides=["calendar.end=2012-12"]
    )
    work = work_of(results.record)
    each = {name: work[name] / work["scanned"] for name in SOCIETY}
    assert {name: share for name, share in each.items() if share > SOCIETY[name]} == {}


def test_denshi_ends_with_the_bits_of_the_c_kernel_and_keeps_its_pace(tmp_path: Path) -> None:
    if not by_hand.compiler():
        pytest.skip("there is no C compiler called cc")
    library = by_hand.compiled("kernel", tmp_path)
    scenario = innovation(200_000)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        town = Town(scenario, 1)
        ours.append(least(lambda town=town: live(town)))
        start, people = by_hand.start_of(scenario)
        theirs.append(least(lambda start=start, people=people: by_hand.run_in_c(library, start, people, 1)))
        assert all(np.array_equal(a, b) for a, b in zip(town.people, people, strict=True))
    assert min(theirs) / min(ours) > 0.4


def test_push_is_several_times_faster_than_a_product_with_a_matrix_of_ties() -> None:
    from scipy.sparse import csr_matrix

    people = 200_000
    town = Town(innovation(people), 1)
    world = town.world
    start = np.arange(people)
    rows, columns = (
        np.tile(start, 8),
        np.concatenate([(start + d) % people for d in (1, 2, 3, 4, -1, -2, -3, -4)]),
    )
    matrix = csr_matrix((np.ones(rows.size, np.int8), (rows, columns)), (people, people))
    adopter = np.zeros(people, np.int8)
    adopter[:: len(world.ring_keys)] = 1
    ours = min(least(lambda: live(town)) / 120 for _ in range(ROUNDS))
    theirs = min(least(lambda: matrix @ adopter) for _ in range(ROUNDS * 4))
    # Twice the whole month of Denshi against the product alone, which is a fourth of NumPy's month.
    assert theirs / ours > 2.0


def made_up(name: str, people: int, nanoseconds: float, **more: object) -> runs.Row:
    contestant = next(one for one in contestants.CONTESTANTS if one.name == name)
    seconds = nanoseconds * 1e-9 * people * runs.MONTHS
    said = {"seconds": seconds, "bytes": 9 * people, "adoption": 0.76, "version": "1", "note": "", **more}
    return runs.Row(contestant, people, [dict(said)])


def test_the_page_gives_ratios_at_the_largest_sizes_and_says_who_is_missing() -> None:
    floor = {"digest": "a", "floor_ns": 0.3, "stream_ns": 0.3, "bandwidth": 3e10}
    rows = [
        made_up("Denshi", 100_000, 9.0, digest="a"),
        made_up("Denshi", 1_000_000, 1.0, digest="a"),
        made_up("C by hand", 1_000_000, 0.8, **floor),
        made_up("Mesa", 100_000, 500.0),
        runs.Row(contestants.CONTESTANTS[-2], 100_000, [], "no matching distribution"),
    ]
    text, agree = page.text(rows, "a machine", 1)
    assert agree
    assert "500.00 times as fast" in text and "not run: no matching distribution" in text
    assert "| Denshi >= 0.75 times C by hand | 0.80 times | holds |" in text
    assert "| Denshi >= 8 times NumPy and SciPy | not run | **missed** |" in text
    rows[2].said[0]["digest"] = "b"
    assert not page.text(rows, "a machine", 1)[1]


def test_a_peer_that_cannot_be_installed_is_a_row_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.workload import environments

    monkeypatch.setattr(environments, "FOLDER", tmp_path)
    nowhere = contestants.Contestant("Nobody", "with_nobody.py", ("./no-such-package",), (100,), 1)
    told: list[str] = []
    (row,) = runs.in_turn([(nowhere, 100)], 1, told.append)
    assert not row.said and "no-such-package" in row.missing and told


def test_the_figure_has_a_line_for_every_program() -> None:
    rows = [made_up("Denshi", 100_000, 9.0), made_up("Denshi", 1_000_000, 1.0), made_up("Mesa", 1000, 900.0)]
    drawn = page.figure(rows)
    assert drawn.startswith("<svg") and "Mesa" in drawn and "Denshi" in drawn
    assert sys.getsizeof(drawn) < 200_000
