"""Checkpoints: a run that was stopped goes on and ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.checkpoint import INDEX, STATE, Checkpoints, _Unpickler
from simulation.results import Results
from simulation.run import simulate
from simulation.scenario import Scenario, load

YEARS = ["scenario=jp_history", "population=jp_10k", "calendar.start=2015-07", "calendar.end=2017-06"]
EVERY = 5


class Stopped(Exception):
    """Somebody pulled the plug."""


def plug(at: int) -> Callable[[int, int], None]:
    """Pulled after so many months."""

    def progress(done: int, total: int) -> None:
        if done == at:
            raise Stopped

    return progress


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(YEARS)


@pytest.fixture(scope="module")
def whole(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return written(simulate(scenario, watch=[scenario.calendar.end]), tmp_path_factory.mktemp("whole"))


def written(results: Results, folder: Path) -> dict[str, object]:
    """Hashes of all tables, of the watched bits and of the final columns."""
    manifest = json.loads((results.write(folder / "run") / "manifest.json").read_text())
    return {key: manifest[key] for key in ("tables", "pairs", "digest", "run_key")}


def stop(scenario: Scenario, folder: Path, at: int, key: str = "mine") -> None:
    with pytest.raises(Stopped):
        go_on(scenario, folder, [], key, plug(at))


def go_on(
    scenario: Scenario,
    folder: Path,
    said: list[str],
    key: str = "mine",
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    kept = Checkpoints(folder / "kept", EVERY, key, said.append)
    return simulate(scenario, watch=[scenario.calendar.end], progress=progress, checkpoints=kept)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "kept").iterdir())


@pytest.mark.parametrize("at", [6, 23])
def test_a_stopped_run_ends_with_the_bits_of_one_that_never_stopped(
    at: int, scenario: Scenario, whole: dict[str, object], tmp_path: Path
) -> None:
    stop(scenario, tmp_path, at)
    said: list[str] = []
    assert written(go_on(scenario, tmp_path, said), tmp_path) == whole
    months = {6: "2015-11", 23: "2017-02"}
    assert said == [f"resumed after {months[at]}"]


def test_threads_may_change_between_stop_and_resume(
    scenario: Scenario, whole: dict[str, object], tmp_path: Path
) -> None:
    stop(scenario, tmp_path, 13)
    other = scenario.model_copy(update={"threads": 2})
    assert written(go_on(other, tmp_path, []), tmp_path) == whole


def test_a_damaged_checkpoint_is_refused_and_the_one_before_it_used(
    scenario: Scenario, whole: dict[str, object], tmp_path: Path
) -> None:
    stop(scenario, tmp_path, 13)
    assert names(tmp_path) == ["2015-11", "2016-04"]
    state = tmp_path / "kept" / "2016-04" / STATE
    content = bytearray(state.read_bytes())
    content[len(content) // 2] ^= 1
    state.write_bytes(content)
    said: list[str] = []
    assert written(go_on(scenario, tmp_path, said), tmp_path) == whole
    assert said == [
        "checkpoint of 2016-04 is refused: its content does not match its hashes",
        "resumed after 2015-11",
    ]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: (path / STATE).write_bytes((path / STATE).read_bytes()[:-1]), "does not match"),
        (lambda path: (path / STATE).unlink(), "incomplete"),
        (lambda path: (path / INDEX).write_text("{"), "incomplete"),
    ],
    ids=["cut off", "no state", "no index"],
)
def test_without_a_whole_checkpoint_the_run_begins_anew(
    spoil: Callable[[Path], object],
    why: str,
    scenario: Scenario,
    whole: dict[str, object],
    tmp_path: Path,
) -> None:
    stop(scenario, tmp_path, 6)
    spoil(tmp_path / "kept" / "2015-11")
    said: list[str] = []
    assert written(go_on(scenario, tmp_path, said), tmp_path) == whole
    assert len(said) == 1
    assert said[0].startswith("checkpoint of 2015-11 is refused") and why in said[0]


def test_a_checkpoint_of_another_request_is_not_used(scenario: Scenario, tmp_path: Path) -> None:
    stop(scenario, tmp_path, 6, "theirs")
    said: list[str] = []
    with pytest.raises(Stopped):
        go_on(scenario, tmp_path, said, "mine", plug(1))
    assert said == ["checkpoint of 2015-11 is refused: it belongs to another request or another version"]


def test_the_last_two_checkpoints_are_kept(scenario: Scenario, tmp_path: Path) -> None:
    stop(scenario, tmp_path, 16)
    assert names(tmp_path) == ["2016-04", "2016-09"]


def test_a_full_disk_costs_the_checkpoint_and_not_the_run(
    scenario: Scenario, whole: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        results = go_on(scenario, tmp_path, said)
    assert written(results, tmp_path) == whole
    assert said[0] == "checkpoint of 2015-11 not kept (No space left on device); the run goes on"
    assert names(tmp_path) == []


def test_a_checkpoint_holds_values_of_the_model_and_nothing_that_could_act(tmp_path: Path) -> None:
    file = tmp_path / "evil"
    file.write_bytes(pickle.dumps(os.system))
    with file.open("rb") as source, pytest.raises(pickle.UnpicklingError, match=r"holds no posix\.system"):
        _Unpickler(source).load()
