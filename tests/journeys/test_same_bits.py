"""The same request gives the same bits, whatever the number of threads; equal scenarios differ by nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

THREADS = (1, 2, 7)
QUESTION = "smartphone_first_2010"


def runs(terminal: Terminal, *words: str) -> dict[int, dict[str, Any]]:
    """One run for each number of threads: its manifest and the bytes of all other files but the scenario."""
    found = {}
    for threads in THREADS:
        terminal.done("run", *words, f"threads={threads}", f"out={threads}", "seed=1")
        folder = terminal.folder / str(threads)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in {"manifest.json", "scenario.yaml"}
        }
        found[threads] = {"manifest": manifest, "files": files}
    return found


@pytest.fixture(scope="module")
def small(terminals: Callable[[str], Terminal]) -> dict[int, dict[str, Any]]:
    """Every table of ten thousand citizens, month by month, with the years of the card."""
    return runs(terminals("small"), "population=jp_10k", "record=full", "calendar.end=2021-12")


@pytest.fixture(scope="module")
def larger(terminals: Callable[[str], Terminal]) -> dict[int, dict[str, Any]]:
    """A hundred thousand citizens: enough chunks for seven threads to have work."""
    return runs(terminals("larger"), "population=jp_100k", "record=summary")


@pytest.mark.parametrize("threads", THREADS[1:])
@pytest.mark.parametrize("size", ["small", "larger"])
def test_threads_change_no_bit_of_any_table(size: str, threads: int, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(size)
    one, many = found[1], found[threads]
    assert one["files"].keys() == many["files"].keys()
    assert [name for name in one["files"] if one["files"][name] != many["files"][name]] == []
    assert one["manifest"]["digest"] == many["manifest"]["digest"] != ""


def test_manifests_differ_in_provenance_alone(small: dict[int, dict[str, Any]]) -> None:
    one, two = dict(small[1]["manifest"]), dict(small[2]["manifest"])
    one.pop("provenance"), two.pop("provenance")
    assert one == two


def test_another_seed_gives_another_society(denshi: Terminal) -> None:
    """Else equal bits would prove nothing."""
    short = ("run", "population=jp_10k", "record=summary", "calendar.end=2006-12")
    denshi.done(*short, "seed=1", "out=one")
    denshi.done(*short, "seed=2", "out=two")
    one, two = (
        json.loads((denshi.folder / name / "manifest.json").read_text())["digest"] for name in ("one", "two")
    )
    assert one != two


def test_run_prints_one_object_and_writes_the_folder(denshi: Terminal) -> None:
    words = ("run", "scenario=jp_history", "population=jp_10k", "seed=1", "calendar.end=2005-12", "out=a")
    said = denshi.done(*words, "json=true")
    printed = said.json
    wanted = ["run_key", "out", "citizens", "weight", "months", "seconds", "peak_memory_bytes", "summary"]
    assert set(wanted) <= set(printed)
    assert printed["months"] == 60
    assert abs(printed["citizens"] * printed["weight"] / 126_146_099 - 1) < 0.01
    assert Path(denshi.folder / "a" / "manifest.json").exists()
    assert Path(printed["out"]).resolve() == (denshi.folder / "a").resolve()


def test_two_equal_scenarios_differ_by_exactly_zero(denshi: Terminal) -> None:
    same = denshi.done(
        "compare", "jp_history", f"{QUESTION}.history", "population=jp_10k", "replicates=2", "json=true"
    ).json
    rows = same["differences"]
    assert rows
    assert {row[name] for row in rows for name in ("estimate", "low", "high")} == {0.0}
    assert all(row["identical"] for row in rows)
    for flips in same["flips"][f"{QUESTION}.history"].values():
        assert flips["gained"] == flips["lost"] == flips["not_in_both"] == 0
