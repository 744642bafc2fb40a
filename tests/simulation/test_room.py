"""Room: what does not fit into memory is refused before it starts, with what would fit."""

from __future__ import annotations

import pytest

from configs.errors import ScenarioError
from experiments.verbs.run import run
from simulation import room
from simulation.forecast import Forecast, forecast
from simulation.room import available_memory, check_memory, said_bytes


def free(monkeypatch: pytest.MonkeyPatch, count: int | None) -> None:
    monkeypatch.setattr(room, "available_memory", lambda: count)


def needs(citizens: int) -> Forecast:
    return forecast(citizens, 300)


def test_a_run_that_does_not_fit_is_refused_with_the_largest_population_that_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    free(monkeypatch, 2_000_000_000)
    with pytest.raises(ScenarioError) as refused:
        run(["population=jp_full"], None)
    needed = said_bytes(needs(126_146_099).bytes)
    assert str(refused.value) == (
        f"population: a run on jp_full needs about {needed} of memory and 2.0 GB are free; "
        f"the largest population that fits is population=jp_10m"
    )
    assert capsys.readouterr() == ("", "")


def test_where_nothing_fits_the_refusal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 50_000_000)
    with pytest.raises(ScenarioError, match=r"50 MB are free; no smaller population fits either"):
        check_memory("jp_10k", needs, 10_000)


@pytest.mark.parametrize("count", [None, 10**12])
def test_a_run_that_fits_or_whose_room_is_unknown_is_let_through(
    count: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, count)
    check_memory("jp_full", needs, 126_146_099)


def test_a_container_allows_less_than_the_machine_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    group = tmp_path_factory.mktemp("group")
    for name, text in (
        ("memory.max", "3000000"),
        ("memory.current", "2000000"),
        ("memory.stat", "inactive_file 500000"),
    ):
        (group / name).write_text(text + "\n")
    monkeypatch.setattr(room, "CONTROL", group)
    assert available_memory() == 1_500_000
    (group / "memory.max").write_text("max\n")
    assert available_memory() != 1_500_000
