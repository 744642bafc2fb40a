"""A run in shards has the bits of a run in one process, also where workers die on the way."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.population import Population
from agents.population import load as load_population
from simulation.checkpoint import Checkpoints
from simulation.citizenry import Citizenry
from simulation.model import DenshiModel
from simulation.results import Results
from simulation.run import digest_of, simulate
from simulation.scenario import Scenario, load
from simulation.sharding.sharded import Sharded

YEARS = ("calendar.start=2016-01", "calendar.end=2017-03")
MONTHS = ("calendar.start=2016-01", "calendar.end=2016-06")


@pytest.fixture(scope="module")
def people() -> Population:
    return load_population("jp_10k")


def scenario(*overrides: str) -> Scenario:
    return load(["scenario=jp_history", "population=jp_10k", *overrides])


def lived(
    people: Population,
    home: Callable[..., Any],
    *overrides: str,
    kills: Collection[tuple[int, int]] = (),
    threads: int = 1,
    record: str = "full",
) -> tuple[DenshiModel, list[Any]]:
    """A model that has lived its months, and what is to be equal.

    kills : month and number of the stage before which a worker dies
    """
    run = scenario(*overrides)
    model = DenshiModel(
        run, people, home=home, threads=threads, record=record, watch=[run.calendar.end], agents=False
    )
    moved = []
    while model.running:
        month = model.t - model.first
        for k, stage in enumerate(stages(model)):
            if (month, k) in kills:
                kill_worker(model, 1)
            stage()
        moved.append(model.moved)
    lists, reached = model.recorder.contents()
    found = [*lists, reached, model._counts.work, model.citizenry.issued, model.citizenry.talk_sums]
    found += [moved, digest_of(model.citizens)]
    model.citizenry.close()
    return model, found


def stages(model: DenshiModel) -> tuple[Callable[[], None], ...]:
    """The stages of ``model.step``; citizens move in those numbered 2, 3 and 5, and are counted in 6."""
    return (
        model.apply_policies,
        model.act_of_government,
        model.age_and_renew,
        model.need_hear_choose_attempt,
        model.serve,
        model.learn,
        model.observe,
    )


def kill_worker(model: DenshiModel, number: int) -> None:
    os.kill(model.citizenry.crew.ask_one(number, "who")["process"], signal.SIGKILL)


def alike(one: Any, other: Any) -> bool:
    """Whether two nested values have the same parts, arrays included."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if hasattr(one, "__dataclass_fields__"):
        return all(alike(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    return bool(one == other) or (one != one and other != other)  # not a number equals itself here


@pytest.fixture(scope="module")
def whole(people: Population) -> list[Any]:
    return lived(people, Citizenry, *YEARS)[1]


def written(results: Results, folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((results.write(folder) / "manifest.json").read_text())
    manifest.pop("provenance")
    return manifest


def test_two_processes_write_the_tables_of_one(people: Population, tmp_path: Path) -> None:
    run = scenario(*MONTHS)
    one, two = (
        written(
            simulate(run, population=people, watch=[run.calendar.end], shards=shards), tmp_path / str(shards)
        )
        for shards in (1, 2)
    )
    assert one == two
    assert one["digest"] != ""
    assert one["tables"]
    assert one["pairs"]


@pytest.mark.parametrize("shards", [1, 4])
def test_shards_change_no_count_and_no_column(people: Population, whole: list[Any], shards: int) -> None:
    assert alike(lived(people, partial(Sharded, shards=shards), *YEARS)[1], whole)


@pytest.mark.parametrize("kills", [[(3, 2)], [(9, 3)], [(2, 5), (8, 6), (8, 0), (14, 4)]])
def test_a_killed_worker_is_replaced_and_nothing_changes(
    people: Population, whole: list[Any], kills: list[tuple[int, int]]
) -> None:
    """Before anything was saved, after a save, and four times over, also before the neighbours are told."""
    model, found = lived(people, partial(Sharded, shards=2, save_every=6), *YEARS, kills=kills)
    assert model.citizenry.crew.lost == len(kills)
    assert alike(found, whole)


@pytest.mark.parametrize(
    "overrides",
    [
        ("network=cell",),
        ("network=explicit",),
        ("network=none", "network.influence=false"),
        ("shocks.smartphones_2008.start=2016-03", "shocks.smartphones_2008.smartphone=0.5"),
        ("literacy.by_cohort=0",),
        ("record=summary",),
    ],
)
def test_every_variant_can_be_sharded(people: Population, overrides: tuple[str, ...]) -> None:
    words = (*MONTHS, *overrides)
    record = "summary" if "record=summary" in overrides else "full"
    one = lived(people, Citizenry, *words, record=record)[1]
    three = lived(
        people,
        partial(Sharded, shards=3, save_every=4),
        *words,
        kills=[(2, 3), (5, 5)],
        threads=2,
        record=record,
    )[1]
    assert alike(three, one)


def test_going_back_to_a_snapshot_is_going_back_in_all_shards(people: Population, whole: list[Any]) -> None:
    run = scenario(*YEARS)
    home = partial(Sharded, shards=2)
    model = DenshiModel(run, people, home=home, record="full", watch=[run.calendar.end], agents=False)
    for _ in range(4):
        model.step()
    saved = model.snapshot()
    for _ in range(3):
        model.step()
    model.restore(saved)
    kill_worker(model, 0)
    while model.running:
        model.step()
    assert model.citizenry.crew.lost == 1
    assert digest_of(model.citizens) == whole[-1]
    model.citizenry.close()


@pytest.mark.parametrize(("before", "after"), [(2, 1), (1, 3)])
def test_a_checkpoint_does_not_mind_who_made_it(
    people: Population, tmp_path: Path, before: int, after: int
) -> None:
    """A run in shards that was stopped goes on in one process, and the other way round."""
    run, said = scenario(*MONTHS), list[str]()
    checkpoints = Checkpoints(tmp_path / "kept", 2, "mine", said.append)

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        simulate(run, population=people, checkpoints=checkpoints, shards=before, progress=stop)
    resumed = simulate(run, population=people, checkpoints=checkpoints, shards=after)
    assert said == ["resumed after 2016-04"]
    whole = simulate(run, population=people)
    assert written(resumed, tmp_path / "resumed") == written(whole, tmp_path / "whole")


def test_columns_are_looked_at_as_in_one_process(people: Population) -> None:
    homes = (Citizenry, partial(Sharded, shards=2))
    one, two = (DenshiModel(scenario(*MONTHS), people, home=home, agents=False) for home in homes)
    one.step(), two.step()
    assert len(two.citizens) == len(one.citizens)
    assert np.array_equal(two.citizens.field("literacy"), one.citizens.field("literacy"))
    assert (two.citizens[77].trust, two.citizens[77].sex) == (one.citizens[77].trust, one.citizens[77].sex)
    assert two.measure("own_use") == one.measure("own_use")
    near = two.citizens.near
    two.step(), one.step()
    assert near is not two.citizens.near
    assert np.array_equal(two.citizens.near, one.citizens.near)
    with pytest.raises(AttributeError, match="citizens have no column 'weight'; known: birth, who"):
        two.citizens.weight  # noqa: B018
    two.citizenry.close()


@pytest.mark.nightly
@pytest.mark.parametrize("shards", [2, 4])
def test_twenty_five_years_in_shards_write_the_tables_of_one_process(
    people: Population, tmp_path: Path, shards: int
) -> None:
    run = scenario()
    kills = {60: 0, 61: 1, 150: 1}
    one = written(simulate(run, population=people, watch=[run.calendar.end]), tmp_path / "one")
    home = partial(Sharded, shards=shards, save_every=24)
    model = DenshiModel(run, people, home=home, record="full", watch=[run.calendar.end], agents=False)
    while model.running:
        if model.t in kills:
            kill_worker(model, kills[model.t])
        model.step()
    assert model.citizenry.crew.lost == len(kills)
    record = model.recorder.finish(0.0, 0, model.timeline, digest_of(model.citizens))
    model.citizenry.close()
    assert written(Results(record), tmp_path / "many") == one
