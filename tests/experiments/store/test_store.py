from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from configs.errors import ScenarioError
from experiments.store.layout import write_facts
from experiments.store.rows import COLUMNS, PROVENANCE
from experiments.store.store import Store, open_store, read_store
from experiments.store.table import rows_of, write_table
from experiments.store.tidy import tidy
from experiments.sweeping.jobs import Job, Queue

Rows = Callable[..., dict[str, Any]]


def filled(store: Store, row_of: Rows) -> None:
    for number in range(5):
        store.add(row_of(number))
    store.add(row_of(5, "failed"))
    store.refresh()


def test_the_table_has_the_documented_columns_and_one_for_each_change(store: Store, row_of: Rows) -> None:
    filled(store, row_of)
    store.add(row_of(6, trust=0.8))
    found = rows_of(store)
    own = [name for name in COLUMNS if name not in PROVENANCE]
    assert found.column_names == [*own, "assumptions.beta.trust", "own_use", "trust", *PROVENANCE]
    assert found["assumptions.beta.trust"].to_pylist() == [0.4] * 6 + [0.8]
    assert found["own_use"].to_pylist() == [0.0, 0.001, 0.002, 0.003, 0.004, None, 0.006]
    assert found["status"].to_pylist() == ["done"] * 5 + ["failed", "done"]


def test_the_documented_columns_are_those_of_the_table() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "results.md").read_text(encoding="utf-8")
    start = text.index("## A store of runs")
    section = text[start : text.index("\n## ", start + 1)]
    documented = [line for line in section.splitlines() if line.startswith("| `")]
    assert documented == [f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in COLUMNS.items()]


@pytest.mark.parametrize("damage", ["torn", "flipped", "gone", "empty", "no parquet"])
def test_a_damaged_copy_is_passed_over_and_made_again(damage: str, store: Store, row_of: Rows) -> None:
    filled(store, row_of)
    before = rows_of(store)
    shard = store.shards.file("runs", 1)
    data = bytearray(shard.read_bytes())
    if damage == "flipped":
        at = data.index(b"\x28\xb5\x2f\xfd")  # the first compressed page
        data[at + 12] ^= 0xFF
    shard.write_bytes(
        {"torn": data[: len(data) // 2], "flipped": data, "empty": b"", "no parquet": b"x"}.get(damage, data)
    )
    if damage == "gone":
        shard.unlink()
    again = read_store(str(store.layout.root))
    assert rows_of(again).equals(before)
    assert again.shards.make(1)
    assert not again.shards.make(1)


@pytest.mark.parametrize("text", ["", "{", '{"format": "1"}', "[]", "\x00\x01"])
@pytest.mark.parametrize("series", [False, True])
def test_a_damaged_store_json_is_made_again_from_the_journal(
    text: str, series: bool, tmp_path: Path, row_of: Rows
) -> None:
    first = open_store(str(tmp_path / "s"), series=series)
    first.add(row_of(1))
    first.close()
    first.layout.facts.write_text(text)
    again = open_store(str(tmp_path / "s"))
    assert again.series is series
    assert json.loads(again.layout.facts.read_text()) == {"format": 1, "series": series}
    again.catch_up()
    assert again.done == {row_of(1)["key"]}
    again.close()


def test_stores_that_cannot_be_used_are_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ScenarioError, match=r"store: cannot write to '.*file/x' .*choose another folder"):
        open_store(str(tmp_path / "file" / "x"))
    with pytest.raises(ScenarioError, match=r"store: there is none at '.*nothing'"):
        read_store(str(tmp_path / "nothing"))
    plain = open_store(str(tmp_path / "plain"))
    with pytest.raises(ScenarioError, match=r"series: the store '.*plain' keeps no series, for all its runs"):
        open_store(str(tmp_path / "plain"), series=True)
    write_facts(plain.layout, False)
    plain.layout.facts.write_text('{"format": 2}')
    with pytest.raises(ScenarioError, match="made by a later version of Denshi"):
        open_store(str(tmp_path / "plain"))
    plain.close()


def test_a_run_is_handed_out_once_whoever_asks(
    store: Store, job_of: Callable[..., Job], row_of: Rows
) -> None:
    other = open_store(str(store.layout.root))
    jobs = [job_of(number) for number in range(6)]
    one, two = Queue(store, jobs), Queue(other, jobs)
    mine = [one.take(), one.take()]
    yours = [two.take(), two.take()]
    assert [job and job.replicate for job in (*mine, *yours)] == [0, 1, 2, 3]
    store.add(row_of(0))
    assert two.take() == jobs[4]
    assert two.take() == jobs[5]
    two._looked = 0.0
    assert two.take() is None
    assert (two.elsewhere, two.exhausted()) == (1, False)
    other.close()


def test_what_a_dead_sweep_had_begun_is_begun_again(store: Store, job_of: Callable[..., Job]) -> None:
    dead = open_store(str(store.layout.root))
    assert Queue(dead, [job_of(1)]).take() == job_of(1)
    queue = Queue(store, [job_of(1)])
    assert queue.take() is None
    assert not queue.exhausted()
    dead.close()
    queue._looked = 0.0
    assert queue.take() == job_of(1)


def test_a_failed_run_is_settled_until_it_is_asked_for_again(
    store: Store, job_of: Callable[..., Job], row_of: Rows
) -> None:
    store.add(row_of(1, "failed"))
    store.catch_up()
    assert Queue(store, [job_of(1)]).take() is None
    assert Queue(store, [job_of(1)], again=[job_of(1).key]).take() == job_of(1)
    store.add(row_of(1))
    store.catch_up()
    assert (store.done, store.failed) == ({job_of(1).key}, {})
    assert rows_of(store)["status"].to_pylist() == ["done"]


def test_runs_of_other_code_are_stale_and_those_of_a_living_sweep_running(
    store: Store, job_of: Callable[..., Job], row_of: Rows
) -> None:
    store.add(row_of(1))
    store.add(row_of(2, code="otherwise"))
    store.add(row_of(3) | {"data": "otherwise"})
    with store.alone():
        store.claim({**row_of(4), "status": None})
    found = dict(zip(*(rows_of(store)[name].to_pylist() for name in ("replicate", "status")), strict=True))
    assert found == {1: "done", 2: "stale", 3: "stale", 4: "running"}


def test_tidying_removes_what_no_run_needs_and_keeps_every_result(store: Store, row_of: Rows) -> None:
    filled(store, row_of)
    store.add(row_of(7, code="otherwise"))
    store.layout.configs.mkdir()
    for name in ("c0", "c1"):
        (store.layout.configs / f"{name}.json.gz").write_bytes(b"x")
    (store.layout.shards / ".runs-000009.parquet-abc.part").write_bytes(b"x")
    before = rows_of(store)
    assert tidy(store, stale=False, failed=False, dry=True)["files_removed"] >= 2
    assert (store.layout.configs / "c1.json.gz").is_file()
    found = tidy(store, stale=False, failed=False, dry=False)
    assert (found["runs_removed"], found["runs_kept"]) == (0, 7)
    assert [path.name for path in store.layout.configs.iterdir()] == ["c0.json.gz"]
    assert not list(store.layout.root.rglob("*.part"))
    assert rows_of(read_store(str(store.layout.root))).equals(before)
    assert tidy(store, stale=True, failed=True, dry=False)["runs_removed"] == 2
    left = rows_of(read_store(str(store.layout.root)))
    assert left["status"].to_pylist() == ["done"] * 5


def test_tidying_leaves_alone_what_is_not_the_stores(store: Store, row_of: Rows) -> None:
    filled(store, row_of)
    root = store.layout.root
    (root / "mine").mkdir()
    (root / "folder.part").mkdir()
    for name in ("film.part", "mine/film.part"):
        (root / name).write_bytes(b"x")
    tidy(store, stale=True, failed=True, dry=False)
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*.part")) == [
        "film.part", "folder.part", "mine/film.part",
    ]  # fmt: skip


def test_nothing_is_tidied_while_a_sweep_is_running(store: Store, row_of: Rows) -> None:
    other = open_store(str(store.layout.root))
    with pytest.raises(ScenarioError, match="gc: a sweep is running in this store"):
        tidy(store, stale=True, failed=True, dry=False)
    other.close()
    assert tidy(store, stale=True, failed=True, dry=False)["runs_kept"] == 0


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_a_table_is_written_as_its_ending_says(
    ending: str, store: Store, row_of: Rows, tmp_path: Path
) -> None:
    import pandas as pd

    filled(store, row_of)
    found = rows_of(store)
    file = tmp_path / f"it's a table.{ending}"
    write_table(found, file)
    readers: dict[str, Callable[..., Any]] = {
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
        "json": pd.read_json,
    }
    read = readers[ending](file)
    assert list(read.columns) == found.column_names
    assert len(read) == 6
    assert read["own_use"].dropna().tolist() == [0.0, 0.001, 0.002, 0.003, 0.004]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
