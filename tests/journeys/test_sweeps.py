"""Sweeps as a researcher types them: killed, repeated, extended, two at once, on a full disk."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from experiments.store.rows import PROVENANCE

if TYPE_CHECKING:
    import pyarrow as pa

    from tests.journeys.conftest import Terminal

TINY = ("population=synthetic_1000", "calendar.end=2001-02")
ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("configs", "agents", "policies", "simulation", "experiments")
ROOM = 40_000
"""Bytes that a file may have on a disk that fills up: a configuration takes 30,000, a run 3,500."""
PATIENCE = 180.0
"""Seconds to wait for a moment that must come."""


def lines(store: Path) -> list[dict[str, Any]]:
    """Whole lines of the journal."""
    found = []
    for segment in sorted(store.glob("journal/*.jsonl")):
        for line in segment.read_text(encoding="utf-8").splitlines():
            if line.endswith("}"):
                found.append(json.loads(line))
    return found


def finished(store: Path) -> Counter[str]:
    """How often each key was run to its end."""
    return Counter(line["key"] for line in lines(store) if line["line"] == "run")


def ended(store: Path) -> int:
    """How many runs have ended, counted without reading them: it is asked again and again."""
    return sum(segment.read_bytes().count(b'"line":"run"') for segment in store.glob("journal/*.jsonl"))


def table_of(denshi: Terminal, store: str) -> pa.Table:
    """The table of a store without the columns in which equal stores may differ."""
    file = denshi.folder / f"{store}.parquet"
    denshi.done("sweep", f"store={store}", f"table={file}")
    return pq.read_table(file).drop_columns(list(PROVENANCE))


def until(ready: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Waits for a moment, at most until the process has ended."""
    limit = time.monotonic() + PATIENCE
    while not ready() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.01)


def cpu_of(work: Callable[[], Any]) -> tuple[Any, float]:
    """What ``work`` gives, and the seconds of processor that its commands took, however busy all is."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    return work(), spent() - before


def test_a_sweep_is_repeated_at_once_extended_and_told(denshi: Terminal) -> None:
    line = ("sweep", "-m", *TINY, "seed=range(0,2)", "store=s", "json=true")
    first = denshi.done(*line, "beta.trust=0.4,0.8").json
    assert (first["points"], first["runs"], first["before"], first["ran"]) == (4, 4, 0, 4)
    again, seconds = cpu_of(lambda: denshi.done(*line, "beta.trust=0.4,0.8"))
    assert (again.json["before"], again.json["ran"], again.json["done"]) == (4, 0, 4)
    assert seconds < 2.0
    more = denshi.done(*line[:-1], "beta.trust=0.4,0.8,1.2", "table=t.csv")
    assert "4 of 6 done, running 2 on" in more.errors
    assert more.text.splitlines()[0] == "6 of 6 done, 2 of them now"
    assert finished(denshi.folder / "s").total() == 6
    status = denshi.done("sweep", "status=true", "store=s", "json=true").json
    assert {name: status[name] for name in ("runs", "done", "failed", "running", "stale")} == {
        "runs": 6, "done": 6, "failed": 0, "running": 0, "stale": 0,
    }  # fmt: skip
    asked = denshi.done("sweep", "status", "store=s", *TINY, "beta.trust=0.4,2.0", "seed=0", "json=true").json
    assert (asked["runs"], asked["done"], asked["missing"]) == (2, 1, 1)
    rows = denshi.done("sweep", "table", "store=s", "json=true").json
    assert [row["assumptions.beta.trust"] for row in rows] == [0.4, 0.4, 0.8, 0.8, 1.2, 1.2]
    assert len({row["key"] for row in rows}) == 6
    assert (denshi.folder / "t.csv").read_text().count("\n") == 7


@pytest.mark.parametrize(
    ("words", "runs", "kills"),
    [
        (("population=jp_10k", "calendar.end=2001-02", "seed=range(0,32)", "beta.trust=0.4,0.8,1.2"), 96, 3),
        pytest.param(
            (
                "population=jp_10k", "scenario=jp_history,smartphone_first_2010.smartphone",
                "seed=range(0,64)", "beta.trust=0.4,0.8,1.2",
            ),
            384, 3, marks=pytest.mark.nightly,
        ),
    ],
    ids=["96 short runs", "384 whole runs"],
)  # fmt: skip
def test_a_sweep_that_was_killed_ends_like_one_that_was_not(
    words: tuple[str, ...], runs: int, kills: int, denshi: Terminal
) -> None:
    chance = random.Random(runs)
    store = denshi.folder / "killed"
    for k in range(kills):
        process = denshi.start("sweep", *words, "store=killed")
        goal = runs * (k + chance.random()) / (kills + 1)
        until(lambda goal=goal: ended(store) >= goal, process)  # type: ignore[misc]
        time.sleep(chance.random() / 50)
        assert process.poll() is None, process.communicate()[1]
        # Every other time the sweep alone is killed: its workers must follow it by themselves.
        (os.kill if k % 2 else os.killpg)(process.pid, signal.SIGKILL)
        process.communicate()
    kept = finished(store).total()
    last = denshi.done("sweep", *words, "store=killed", "json=true").json
    assert kept > 0
    assert (last["before"], last["ran"], last["done"]) == (kept, runs - kept, runs)
    assert set(finished(store).values()) == {1}
    whole = denshi.done("sweep", *words, "store=whole", "json=true", "executor=serial").json
    assert whole["ran"] == runs
    assert table_of(denshi, "killed").equals(table_of(denshi, "whole"))
    again, seconds = cpu_of(lambda: denshi.done("sweep", *words, "store=killed", "json=true").json)
    assert again["ran"] == 0
    assert seconds < 2.0


def test_two_sweeps_in_one_store_share_the_runs_even_if_a_worker_dies(denshi: Terminal) -> None:
    words = (*TINY, "seed=range(0,24)", "store=s", "json=true")
    first = denshi.start("sweep", *words)
    second = denshi.start("sweep", *words, "beta.trust=0.4,0.8", "workers=1")  # 0.4 is shipped: 24 are common
    until(lambda: ended(denshi.folder / "s") >= 4, first)
    children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
    workers = children.read_text().split() if children.exists() else []
    if workers:
        os.kill(int(workers[0]), signal.SIGKILL)
    answers = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in (first, second)]
    assert [answer["done"] for answer in answers] == [24, 48]
    ran = finished(denshi.folder / "s")
    assert len(ran) == 48
    assert set(ran.values()) == {1}
    assert sum(answer["ran"] for answer in answers) == 48


def test_a_wrong_request_is_one_line_and_leaves_nothing_behind(denshi: Terminal) -> None:
    said = denshi("sweep", *TINY, "beta.trsut=0.4,0.8", "seed=range(0,64)")
    assert (said.status, said.text) == (2, "")
    assert said.errors == "beta.trsut: no such setting; did you mean 'assumptions.beta.trust'?\n"
    said = denshi("sweep", *TINY, "services.etax.complexity=0.2,1.5,-1", "store=s", "json=true")
    assert said.status == 2
    assert said.json == {
        "error": [
            "services.etax.complexity: must lie in [0, 1], got 1.5",
            "services.etax.complexity: must lie in [0, 1], got -1",
        ]
    }
    assert not list(denshi.folder.glob("**/journal"))


def test_a_full_disk_is_one_line_and_nothing_that_was_kept_is_lost(denshi: Terminal) -> None:
    words = ("sweep", *TINY, "seed=range(0,24)", "store=s", "workers=1")
    full = denshi.with_little_room(ROOM, *words)
    assert full.status == 1, full.errors
    assert "Traceback" not in full.errors
    assert full.errors.splitlines()[-1].endswith("of 24 runs are kept; make room and repeat")
    kept = finished(denshi.folder / "s").total()
    assert 0 < kept < 24
    after = denshi.done(*words, "json=true").json
    assert (after["before"], after["ran"], after["done"]) == (kept, 24 - kept, 24)


def test_a_run_that_fails_is_a_row_and_the_others_go_on(denshi: Terminal) -> None:
    (denshi.folder / "mine.csv").write_text("age,sex\n30,female\n")
    said = denshi("sweep", *TINY, "population.file=null,mine.csv", "store=s", "json=true")
    assert said.status == 1
    answer = said.json
    assert (answer["done"], answer["failed"], answer["ran"]) == (1, 1, 2)
    rows = denshi.done("sweep", "table", "store=s", "json=true").json
    assert sorted(row["status"] for row in rows) == ["done", "failed"]
    failed = next(row for row in rows if row["status"] == "failed")
    assert "mine.csv" in failed["message"]
    assert failed["own_use"] is None


def test_only_runs_that_use_the_changed_code_are_stale(denshi: Terminal, tmp_path: Path) -> None:
    kinds = "+policies.mine={kind:relief,start:2001-01,surge:2.0},{kind:promotion,start:2001-01}"
    denshi.done("sweep", *TINY, "policies=none", "shocks=none", kinds, "store=s")
    copy = tmp_path / "changed"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))

    def stale() -> dict[str, str]:
        words = ["sweep", "table", f"store={denshi.folder / 's'}", "json=true"]
        said = subprocess.run(
            [sys.executable, "-m", "experiments", *words],
            cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return {json.loads(row["policies.mine"])["kind"]: row["status"] for row in json.loads(said.stdout)}

    assert stale() == {"relief": "done", "promotion": "done"}
    learn = copy / "simulation" / "kernels" / "learn.py"
    learn.write_text(learn.read_text().replace('"""', '"""Another word. ', 1))
    assert stale() == {"relief": "done", "promotion": "done"}
    kind = copy / "policies" / "relief.py"
    kind.write_text(kind.read_text() + "\n\nCHANGED = 1\n")
    assert stale() == {"relief": "stale", "promotion": "done"}
    learn.write_text(learn.read_text() + "\n\nCHANGED = 1\n")
    assert stale() == {"relief": "stale", "promotion": "stale"}


@pytest.mark.nightly
def test_a_hundred_thousand_finished_runs_are_no_burden(denshi: Terminal) -> None:
    """Six configurations, one run each in full; the others are written into the journal as that run was."""
    from experiments.store.store import open_store

    words = (*TINY, "beta.trust=range(0.1,0.7,0.1)", "store=s")
    denshi.done("sweep", *words)
    store = open_store(str(denshi.folder / "s"))
    row = next(line for line in lines(denshi.folder / "s") if line["line"] == "run")
    row = {name: value for name, value in row.items() if name not in ("crc", "line")}
    for number in range(100_000):
        store.add({**row, "key": f"{number:016x}", "seed": number})
    store.refresh()
    store.close()
    answer, seconds = cpu_of(lambda: denshi.done("sweep", *words, "json=true").json)
    assert answer["ran"] == 0
    assert seconds < 5.0
    size = sum(path.stat().st_size for path in (denshi.folder / "s").rglob("*") if path.is_file())
    assert size < 6e9
    status = denshi.done("sweep", "status", "store=s", "json=true").json
    assert status["runs"] == 100_006
