from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from configs.errors import ScenarioError
from experiments.arms import load
from experiments.store.code import Code
from experiments.store.layout import Layout
from experiments.store.store import open_store
from experiments.sweeping import checked
from experiments.sweeping.checked import config_file, facts_of, read_config
from experiments.sweeping.pool import Pool
from experiments.sweeping.sweep import carry_out, prepare
from experiments.sweeping.work import Work
from simulation import simulate
from simulation.fingerprint import run_key
from simulation.measures import MEASURES

SMALL = ("population=synthetic_1000", "calendar.end=2001-03", "record=summary")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "store")


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every configuration that is composed from here on."""
    seen: list[Any] = []
    compose = checked.compose

    def noted(words: Any, config_dir: str | None = None) -> Any:
        seen.append(tuple(words))
        return compose(words, config_dir)

    monkeypatch.setattr(checked, "compose", noted)
    return seen


def test_the_key_of_a_run_is_that_of_denshi_run(layout: Layout) -> None:
    words = [*SMALL, "beta.trust=0.5,0.7", "seed=3"]
    sweep = prepare(words, 2, layout, Code(layout.memory), None)
    lone = load([*SMALL, "beta.trust=0.7", "seed=3", "replicate=1", "population.seed=2"])
    assert sweep.jobs[3].key == run_key(lone.resolved())
    assert len(sweep.unique) == 4


def test_the_kept_configuration_is_the_scenario(layout: Layout) -> None:
    words = (*SMALL, "beta.trust=0.5", "remove=[consolidation]")
    facts = facts_of([words], layout, None)[words]
    kept = read_config(config_file(layout, facts.config).read_bytes(), "kept")
    assert kept == load(words)
    assert json.loads(facts.changes) == {
        "calendar.end": "2001-03", "assumptions.beta.trust": 0.5, "remove": ["consolidation"],
    }  # fmt: skip
    with pytest.raises(OSError, match=r"kept: damaged .* delete it and repeat the sweep"):
        read_config(config_file(layout, facts.config).read_bytes()[:-9], "kept")


def test_a_point_that_was_checked_is_not_composed_again_unless_a_file_changed(
    layout: Layout, composed: list[Any], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("assumptions: {beta: {trust: 0.5}}\n")
    points = [(*SMALL, f"scenario={mine}"), (*SMALL, "beta.trust=0.6")]
    first = facts_of(points, layout, None)
    assert len(composed) == 2
    assert facts_of(points, layout, None) == first
    assert len(composed) == 2
    mine.write_text("assumptions: {beta: {trust: 0.55}}\n")
    again = facts_of(points, layout, None)
    assert composed[2:] == [points[0]]
    assert again[points[0]].config != first[points[0]].config
    config_file(layout, first[points[1]].config).unlink()
    facts_of(points, layout, None)
    assert composed[3:] == [points[1]]


def test_a_file_that_a_scenario_names_is_looked_at_every_time(layout: Layout, tmp_path: Path) -> None:
    people, mine = tmp_path / "people.csv", tmp_path / "mine.yaml"
    people.write_text("municipality_code,birth_year,sex\n13101,1970,female\n")
    mine.write_text(f"population: {{file: {people}}}\n")
    words = (*SMALL[1:], f"scenario={mine}")
    first = facts_of([words], layout, None)[words]
    assert facts_of([words], layout, None)[words].config == first.config
    people.write_text("municipality_code,birth_year,sex\n13101,1970,male\n")
    again = facts_of([words], layout, None)[words]
    assert again.config != first.config


def test_damage_to_what_is_remembered_is_no_fault(layout: Layout, composed: list[Any]) -> None:
    points = [(*SMALL, "beta.trust=0.6"), (*SMALL, "beta.trust=0.7")]
    first = facts_of(points, layout, None)
    (file,) = layout.memory.glob("points-*.jsonl")
    file.write_bytes(file.read_bytes()[:-40])
    assert facts_of(points, layout, None) == first
    assert composed[2:] == [points[1]]


def test_every_point_is_checked_before_any_runs_and_faults_are_said_once(layout: Layout) -> None:
    words = [
        *SMALL,
        "beta.trust=0.5,high",
        "services.etax.complexity=0.2,0.3",
        "calendar.start=2001-01,2001-04",
    ]
    with pytest.raises(ScenarioError) as refusal:
        prepare(words, 3, layout, Code(None), None)
    assert refusal.value.lines == (
        "calendar: ends in 2001-03, before it starts in 2001-04",
        "assumptions.beta.trust.value: must be a number, got 'high'",
    )


def test_two_names_of_one_configuration_are_one_run(layout: Layout, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("assumptions: {beta: {trust: 0.5}}\n")
    words = [*SMALL, f"scenario=jp_history,{mine}", "beta.trust=0.5,0.6"]
    sweep = prepare(words, None, layout, Code(None), None)
    assert (len(sweep.jobs), len(sweep.unique)) == (4, 2)


@pytest.mark.parametrize(("fault", "transient"), [(OSError("no disk"), 1), (ZeroDivisionError("by 0"), 0)])
def test_a_failure_is_a_row_that_says_why(
    fault: Exception, transient: int, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise fault

    (job,) = prepare([*SMALL, "seed=1"], None, layout, Code(None), None).jobs
    monkeypatch.setattr(Work, "_model", fails)
    row = Work(layout.configs, layout.folders, series=False).row(job)
    assert (row["key"], row["status"], row["transient"]) == (job.key, "failed", transient)
    assert row["message"].startswith(
        f"{type(fault).__name__}: {fault} (tests/experiments/sweeping/test_checked.py, line "
    )


def test_the_measures_of_a_row_are_those_of_denshi_run(layout: Layout) -> None:
    words = [*SMALL[:1], "calendar.end=2002-05", "record=summary", "beta.trust=0.7"]
    (job,) = prepare([*words, "seed=3"], None, layout, Code(None), None).jobs
    row = Work(layout.configs, layout.folders, series=False).row(job)
    lone = simulate("jp_history", seed=3, overrides=words, watch=[16])
    assert row["digest"] == lone.record.digest
    assert row["month"] == "2002-05"
    assert row["measures"]["own_use"] == lone.value("own_use")
    assert list(row["measures"]) == list(MEASURES)


def test_a_full_record_leaves_a_run_folder_with_the_same_key(layout: Layout) -> None:
    words = [word for word in SMALL if not word.startswith("record")]
    (job,) = prepare([*words, "record=full"], None, layout, Code(None), None).jobs
    work = Work(layout.configs, layout.folders, series=True)
    row = work.row(job)
    assert row["status"] == "done", row["message"]
    manifest = json.loads((layout.folders / job.key / "manifest.json").read_text())
    assert manifest["run_key"] == job.key
    assert manifest["digest"] == row["digest"]
    assert row["series"]["months"] == [0, 1, 2]
    assert row["series"]["values"]["trust"][2] == row["measures"]["trust"]
    assert work.row(job)["status"] == "done"
    store = open_store(str(layout.root), series=True)
    store.add(row)
    store.refresh()
    table, _ = store.shards.read("series", 1) or (None, 0)
    assert table is not None and table.num_rows == 3 * len(row["measures"])
    store.close()


def test_runs_that_do_not_fit_into_memory_are_refused_before_any_runs(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulation.room.available_memory", lambda: 400_000_000)
    sweep = prepare([*SMALL[1:], "population=jp_1m", "seed=1,2"], None, layout, Code(None), None)
    store = open_store(str(layout.root))
    work = Work(layout.configs, layout.folders, series=False)
    with pytest.raises(ScenarioError, match="jp_1m"):
        carry_out(sweep, store, Pool(2, {}), work, retry=False, quiet=True)
    store.close()


def test_keys_do_not_depend_on_how_the_points_were_remembered(layout: Layout) -> None:
    words = [*SMALL, "beta.trust=0.5,0.7"]
    first, again = (prepare(words, 2, layout, Code(layout.memory), None).jobs for _ in range(2))
    assert first == again
