"""Every output that a question names is declared, and the page of measures is that of the declarations."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.measures_page import page
from experiments.outputs import COMPARED, OF_QUESTIONS, declared
from experiments.questions import questions
from simulation.measured import OUTPUTS

NAMES = sorted(
    {name for q in questions().values() for name in (*q.outputs, *(e.output for e in q.expect))}
)


@pytest.mark.parametrize("name", NAMES)
def test_an_output_of_a_question_is_declared_with_unit_and_meaning(name: str) -> None:
    found = declared(name)
    assert found.unit and len(found.meaning) > 10
    assert found.use in ("own", "assisted", "proxy", "holding", "all", "none")
    assert found.better in ("", "more", "less")


def test_no_name_is_declared_twice() -> None:
    names = [*OUTPUTS, *COMPARED, *OF_QUESTIONS]
    assert len(names) == len(set(names))


def test_the_page_of_measures_is_that_of_the_declarations() -> None:
    """Refresh with ``python -m experiments.measures_page > docs/measures.md``."""
    path = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
    assert path.read_text(encoding="utf-8") == page()
