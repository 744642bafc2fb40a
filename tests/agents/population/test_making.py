"""Making a population: in files, once, side by side, and the same whatever the way."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from agents.population import artefact, synthesis
from agents.population.artefact import ARRAYS, keep, read
from agents.population.population import Population, ages
from agents.population.replay import Replay
from agents.population.schedule import LISTED_FROM
from agents.population.shelf import Shelf, in_memory
from agents.population.synthesis import synthesise
from agents.population.targets import targets

FEW = 3_000


def few(shelf: Shelf) -> Population:
    return synthesise("few", FEW, 1, months=30, shelf=shelf)


def same(one: Population, other: Population) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for count in (1, 7):
        monkeypatch.setattr(synthesis, "threads", lambda count=count: count)
        made.append(synthesise("few", FEW, 1, months=30, listed=True))
    assert same(*made)


def test_a_population_made_in_files_is_the_one_made_in_memory(tmp_path: Path) -> None:
    keep(tmp_path / "few", few)
    found = read(tmp_path / "few")
    assert found is not None
    assert same(found, synthesise("few", FEW, 1, months=30))
    assert isinstance(found.who, np.memmap) and not found.who.flags.writeable


def test_what_a_killed_process_left_is_cleared_away_and_never_read(tmp_path: Path) -> None:
    left = tmp_path / ".writing-few-abc"
    left.mkdir()
    (left / "birth.npy").write_bytes(b"half")
    keep(tmp_path / "few", few)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".few.lock", "few"]


def _ask(folder: Path, made: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    def make(shelf: Shelf) -> Population:
        made.put(1)
        return few(shelf)

    keep(folder, make)


def test_of_two_that_ask_at_once_one_makes_the_population(tmp_path: Path) -> None:
    few(in_memory)
    context = multiprocessing.get_context("fork")
    made = context.Queue()
    asking = [context.Process(target=_ask, args=(tmp_path / "few", made)) for _ in range(2)]
    for process in asking:
        process.start()
    for process in asking:
        process.join(60)
        assert process.exitcode == 0
    assert made.get(timeout=5) == 1 and made.empty()
    assert read(tmp_path / "few") is not None


def test_a_fault_leaves_nothing_behind(tmp_path: Path) -> None:
    def make(shelf: Shelf) -> Population:
        shelf("birth", 10, np.uint8)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        keep(tmp_path / "few", make)
    assert not artefact.read(tmp_path / "few")
    assert [path.name for path in tmp_path.iterdir()] == [".few.lock"]


@pytest.fixture(scope="module")
def called_up() -> Population:
    """What a large population is made like, at a size that a test can afford."""
    return synthesise("listed", 100_000, 1, listed=True)


def test_a_roll_keeps_every_cell_within_one_citizen(called_up: Population) -> None:
    goal = targets(100_000, called_up.places).people
    replay = Replay(called_up)
    band = np.minimum(np.arange(111) // 5, 17)
    for month in replay.until([57, 177, 297], renew=False):
        wanted = np.stack([goal[(month + 3) // 12][..., band == b].sum(axis=2) for b in range(18)], axis=2)
        assert np.abs(replay.cells() - wanted).max() <= 1.0


def test_a_roll_lets_as_many_die_as_reading_through(called_up: Population, town: Population) -> None:
    assert LISTED_FROM > 100_000
    for cause in range(4):
        mine, theirs = (int((p.event_cause == cause).sum()) for p in (called_up, town))
        assert mine == pytest.approx(theirs, rel=0.02)


def test_with_a_roll_the_old_die_at_the_ages_of_those_read_through(
    called_up: Population, town: Population
) -> None:
    def mean_age(p: Population) -> float:
        replay, found = Replay(p), [np.empty(0)]
        for t in range(240, 252):
            before = ages(replay.birth, t) if replay.month == t - 1 else None
            for _ in replay.until([t], renew=False):
                pass
            these = slice(int(p.event_start[t]), int(p.event_start[t + 1]))
            dead = np.asarray(p.event_slot[these])[np.asarray(p.event_cause[these]) == 0]
            found += [before[dead]] if before is not None else []
        return float(np.concatenate(found).mean())

    assert mean_age(called_up) == pytest.approx(mean_age(town), abs=1.0)
