"""Every question of the catalogue is answered, or refused in words before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

QUESTIONS = sorted(path.stem for path in (Path(__file__).parents[2] / "configs" / "questions").glob("*.yaml"))


def test_the_catalogue_is_there() -> None:
    assert len(QUESTIONS) == 28


@pytest.mark.nightly
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_with_an_interval_or_refused(question: str, denshi: Terminal) -> None:
    said = denshi("ask", question, "population=jp_10k", "replicates=2", "out=a")
    if said.status == 2:
        assert said.text == ""
        assert question in said.errors or "scenario" in said.errors
        assert "Traceback" not in said.errors
        assert denshi.files() == []
    else:
        assert said.status == 0, said.errors
        assert "95 %" in said.text or "No difference" in said.text or "not detectable" in said.text
        assert (denshi.folder / "a" / "report.html").exists()
