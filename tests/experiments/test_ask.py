"""What ``denshi ask`` says before it begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.questions import question
from experiments.verbs import ask


class Begun(Exception):
    """The runs begin."""


@pytest.mark.parametrize(("words", "each"), [((), 16), (("replicates=3",), 3), (("fast=true",), 4)])
def test_the_number_of_runs_is_the_most_that_may_be_made(
    words: tuple[str, ...],
    each: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def begin(*arguments: object, **named: object) -> None:
        raise Begun

    monkeypatch.setattr(ask, "settled", begin)
    with pytest.raises(Begun):
        ask.run(["S01", "population=jp_10k", f"out={tmp_path / 'answer'}", *words], None)
    runs = each * len(question("S01").arms)
    assert f"{runs} runs of 10,000 citizens" in capsys.readouterr().err
