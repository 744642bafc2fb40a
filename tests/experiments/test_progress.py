from __future__ import annotations

import io

import pytest

from configs.errors import ScenarioError
from experiments import progress as module
from experiments.options import Options
from experiments.progress import Progress
from simulation.forecast import forecast, said_seconds


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_plain_lines_with_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 5.0, 11.0, 12.0, 30.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    stream = io.StringIO()
    with Progress("4 scenarios", stream=stream) as progress:
        for done in (10, 22, 24):
            progress(done, 100)
    assert stream.getvalue() == "4 scenarios: 22 %, 39 s left\n"


def test_a_program_that_asked_for_json_hears_nothing() -> None:
    stream = Terminal()
    with Progress("x", quiet=True, stream=stream) as progress:
        progress(1, 2)
    assert stream.getvalue() == ""


def test_a_terminal_gets_a_bar() -> None:
    stream = Terminal()
    with Progress("four scenarios", stream=stream) as progress:
        progress(50, 100)
    assert "four scenarios" in stream.getvalue()


def test_a_forecast_grows_with_what_is_asked() -> None:
    small, large = forecast(10_000, 300), forecast(1_000_000, 300)
    assert small.seconds < large.seconds
    assert small.bytes < large.bytes
    assert forecast(100_000, 300, "summary").bytes < forecast(100_000, 300, "full").bytes
    assert forecast(100_000, 300, threads=2).seconds < forecast(100_000, 300).seconds
    assert forecast(100_000, 300, "summary", runs=8).seconds == pytest.approx(
        8 * forecast(100_000, 300, "summary").seconds
    )
    assert said_seconds(75) == "75 s"
    assert said_seconds(300) == "5 min"
    assert said_seconds(9000) == "2.5 h"


def test_a_verb_takes_its_own_options_and_leaves_the_rest() -> None:
    words = Options(["a", "b.c", "replicates=4", "json=true", "beta.trust=0.4", "~policies.x", "arms=[p,q]"])
    assert words.names == ["a", "b.c"]
    assert words.count("replicates") == 4
    assert words.flag("json")
    assert not words.flag("fast")
    assert words.names_in("arms") == ["p", "q"]
    assert words.text("out") is None
    assert words.changes == ["beta.trust=0.4", "~policies.x"]
    for wrong in ("replicates=0", "replicates=many"):
        with pytest.raises(ScenarioError, match="whole number"):
            Options([wrong]).count("replicates")
    with pytest.raises(ScenarioError, match="true or false"):
        Options(["json=1"]).flag("json")


def test_the_time_left_is_not_guessed_from_the_first_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 11.0, 30.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    stream = io.StringIO()
    with Progress("4 scenarios", stream=stream) as progress:
        progress(2, 100)
        progress(3, 100)
    assert stream.getvalue() == "4 scenarios: 2 %\n4 scenarios: 3 %, 16 min left\n"
