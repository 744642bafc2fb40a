"""Whoever pulls the plug finds a finished run or none: no folder looks finished that is not."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

RUN = ("run", "population=jp_100k", "record=full", "seed=1", "calendar.end=2012-12")
EARLY = 2.0
"""Seconds after which the run has begun and has not ended."""
PATIENCE = 120.0
"""Seconds to wait for a moment that must come."""


def is_whole(run: Path) -> bool:
    """A manifest that says finished, and every table it names there with its checksum."""
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    checksums = {
        name: hashlib.sha256((run / f"{name}.parquet").read_bytes()).hexdigest()
        for name in manifest["tables"]
    }
    return manifest["status"] == "finished" and checksums == {
        name: table["sha256"] for name, table in manifest["tables"].items()
    }


def interrupt(terminal: Terminal, how: signal.Signals, ready: Callable[[], bool]) -> int | None:
    """Starts a run, sends the signal once ``ready``; returns the status, None when it was over before."""
    process = terminal.start(*RUN, "out=out/run")
    until = time.monotonic() + PATIENCE
    try:
        while not ready() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        if process.poll() is not None:
            return None
        os.killpg(process.pid, how)
        process.communicate(timeout=PATIENCE)
        return process.returncode
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def after(seconds: float) -> Callable[[], bool]:
    """Ready some time after it is first asked."""
    began = time.monotonic()
    return lambda: time.monotonic() - began > seconds


def while_writing(folder: Path) -> Callable[[], bool]:
    """Ready as soon as tables are being written."""
    return lambda: any(folder.glob("out/.*/*.parquet"))


def finished_folders(folder: Path) -> list[Path]:
    """Folders that anybody would take for a run."""
    visible = [path.parent for path in folder.glob("out/**/manifest.json")]
    return visible + [path for path in folder.glob("out/*") if not path.name.startswith(".")]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
@pytest.mark.parametrize("moment", ["early", "writing"])
def test_an_interrupted_run_leaves_no_folder_that_looks_finished(
    how: signal.Signals, moment: str, denshi: Terminal
) -> None:
    ready = after(EARLY) if moment == "early" else while_writing(denshi.folder)
    status = interrupt(denshi, how, ready)
    if status is None or status == 0:
        pytest.fail("the run was over before it could be interrupted")
    assert finished_folders(denshi.folder) == []
    if how is signal.SIGINT:
        assert status in {130, -signal.SIGINT}
        assert [name for name in denshi.files() if name != "out"] == []


def test_ctrl_c_is_no_traceback(denshi: Terminal) -> None:
    process = denshi.start(*RUN, "out=out/run")
    time.sleep(EARLY)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors


def test_a_run_can_be_repeated_where_one_was_killed(denshi: Terminal) -> None:
    status = interrupt(denshi, signal.SIGKILL, while_writing(denshi.folder))
    assert status == -signal.SIGKILL
    denshi.done("run", "population=jp_10k", "record=summary", "calendar.end=2002-12", "out=out/run")
    assert is_whole(denshi.folder / "out" / "run")
    visible = [path.name for path in (denshi.folder / "out").iterdir() if not path.name.startswith(".")]
    assert visible == ["run"]


def test_a_killed_run_resumes_from_its_checkpoint_with_the_same_tables(denshi: Terminal) -> None:
    asked = ("run", "population=jp_10k", "calendar.end=2012-12", "checkpoint.every=12", "json=true")
    process = denshi.start(*asked, "out=out/run")
    kept = denshi.folder / "out" / ".run.checkpoints"
    until = time.monotonic() + PATIENCE
    while len(list(kept.glob("20*"))) < 2 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert finished_folders(denshi.folder) == []
    resumed = denshi.done(*asked, "out=out/run")
    assert "resumed after 20" in resumed.errors
    assert is_whole(denshi.folder / "out" / "run")
    assert not kept.exists()
    denshi.done(*asked[:-2], "json=true", "out=out/unbroken")
    made, unbroken = (
        json.loads((denshi.folder / "out" / name / "manifest.json").read_text(encoding="utf-8"))
        for name in ("run", "unbroken")
    )
    for part in ("tables", "pairs", "digest", "run_key"):
        assert made[part] == unbroken[part]
