"""The crew and what may be asked of it: who is lost, who is given up, what is refused at the door."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
import pytest

from configs.errors import ScenarioError
from experiments.cli import main
from simulation.sharding import choice, shelf
from simulation.sharding.crew import TRIES, Crew
from simulation.sharding.executor import WorkerLost
from simulation.sharding.shelf import Shelf


class Mortal:
    """A worker that counts and dies when told so."""

    def __init__(self) -> None:
        self.total, self.alive = 0, True
        self.answers: deque[int] = deque()

    def send(self, command: str, details: tuple[Any, ...]) -> None:
        self.alive &= command != "die"
        if not self.alive:
            raise WorkerLost("told to")
        self.total += details[0]
        self.answers.append(self.total)

    def receive(self) -> int:
        if not self.alive:
            raise WorkerLost("told to")
        return self.answers.popleft()

    def stop(self) -> None:
        self.alive = False


class Anywhere:
    """Starts such workers."""

    def start(self, number: int) -> Mortal:
        return Mortal()

    def share(self, value: bytes) -> bytes:
        return value

    def close(self) -> None:
        pass


def test_a_new_worker_lives_what_the_lost_one_had() -> None:
    crew = Crew(Anywhere(), 2)
    crew.ask("add", 3, moves=True)
    crew.tell_each("add", [(4,), (5,)])
    crew.workers[1].stop()
    assert crew.ask("add", 10, moves=True) == [17, 18]
    assert crew.lost == 1


def test_a_shard_that_no_worker_survives_ends_the_run() -> None:
    crew = Crew(Anywhere(), 2)
    with pytest.raises(ChildProcessError) as caught:
        crew.ask("die")
    assert str(caught.value) == (
        f"shard 1 of 2: its worker died {TRIES} times at 'die' (told to); if memory ran out, take fewer "
        "shards on a machine, a smaller population or more machines"
    )


def test_large_columns_wait_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "IN_MEMORY", 100)
    kept = Shelf(plain=True)
    small, large = np.arange(10, dtype=np.uint8), np.arange(99, dtype=np.uint32)
    kept.put("birth", [small, small])
    kept.put("who", [large, large[::-1]])
    folder = kept._folder
    assert folder is not None
    assert len(list(folder.iterdir())) == 2
    assert np.array_equal(kept.get("birth", 1), small)
    assert np.array_equal(kept.get("who", 1), large[::-1])
    kept.close()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shards=0"], "shards: is a whole number of at least 1, got '0'"),
        (["shards=two"], "shards: is a whole number of at least 1, got 'two'"),
        (["shards=48"], "shards: must lie in [1, 47], one prefecture each, got 48"),
        (["shards=2", "executor=loca"], "executor=loca: no such executor of a run; did you mean 'local'?"),
        (
            ["scenario=single_innovation", "shards=2"],
            "shards: a single innovation spreads in one process; leave it out",
        ),
        (["executor=ray"], "executor: says where shards live; write shards=2 executor=ray"),
    ],
)
def test_a_wrong_word_is_refused_before_anything_runs(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "population=jp_10k", *words]) == 2
    assert capsys.readouterr().err.strip() == said


def test_ray_that_is_not_there_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    with pytest.raises(ScenarioError) as caught:
        choice.check(2, "ray")
    assert str(caught.value) == (
        "executor: 'ray' needs the package ray, which is not installed; "
        "pip install 'denshi[cluster]', or write executor=local"
    )
