"""A wrong request is refused in one line, before anything runs, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

WRONG = {
    ("run", "services.etax.smartfone_ready=0.9"): ("services.etax.smartfone_ready", "smartphone_ready"),
    ("run", "population=jp_1mm"): ("jp_1mm", "did you mean 'jp_1m'"),
    ("run", "calendar.start=2030-13"): ("calendar.start", "2030-13"),
    ("run", "calendar.start=2012-01", "calendar.end=2011-01"): ("calendar", "2011-01"),
    ("run", "scenario=jp_histroy"): ("jp_histroy", "jp_history"),
    ("run", "services.etax.complexity=1.4"): ("services.etax.complexity", "1.4"),
    ("run", "remove=[consolidaton]"): ("consolidaton", "consolidation"),
    ("run", "threads=many"): ("threads", "many"),
    ("ask", "smartphone_first"): ("smartphone_first", "smartphone_first_2010"),
    ("list", "question"): ("question", "questions"),
    ("rum",): ("rum", "run"),
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_request_gets_its_place_and_the_right_word_and_nothing_runs(
    words: tuple[str, ...], denshi: Terminal
) -> None:
    said = denshi(*words)
    lines = said.errors.strip().splitlines()
    assert said.status == 2
    assert said.text == ""
    assert "Traceback" not in said.errors
    assert len(lines) <= 3
    for part in WRONG[words]:
        assert part in said.errors
    assert denshi.files() == []


def test_a_folder_that_holds_a_run_is_not_written_over(denshi: Terminal) -> None:
    short = ("run", "population=jp_10k", "calendar.end=2001-06", "record=summary", "out=a")
    denshi.done(*short)
    before = {name: (denshi.folder / name).stat().st_mtime_ns for name in denshi.files()}
    said = denshi(*short)
    assert said.status == 2
    assert "out" in said.errors
    assert {name: (denshi.folder / name).stat().st_mtime_ns for name in denshi.files()} == before
