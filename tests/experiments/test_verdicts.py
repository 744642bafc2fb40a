"""The section on expectations: what it says of made-up findings; the page has it for every question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments import verdicts
from experiments.argued import ARGUED
from experiments.outputs import declared
from experiments.questions import question, questions
from experiments.verdicts import BEGIN, END, placed, section

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"


def finding(verdict: str, **more: Any) -> dict[str, Any]:
    row = {"output": "own_use", "measure": "own online use", "arm": "b", "expected": "higher", "why": "+1"}
    return row | {"verdict": verdict} | more


FOUND = [
    {"ref": "S01", "id": "one", "clause": "it is 0", "commit": "abc",
     "expectations": [finding("holds"), finding("contradicted")],
     "falsification": {"evaluated": True, "refuted": True, "numbers": "0 of 4"},
     "missing": {"carry_rate": "not available: nobody decides"}, "left_out": ""},
    {"ref": "S02", "id": "two", "clause": "it is 1", "commit": "abc", "refused": "two: cannot be run"},
]  # fmt: skip


def test_the_section_counts_verdicts_and_names_what_is_missing() -> None:
    said = section(FOUND)
    assert "1 expectations hold, 1 are contradicted, 0 stay undetermined" in said
    assert "1 of 2 clauses of refutation were evaluated; 1 came true" in said
    assert "| S01 | own online use higher | **contradicted** | +1 |" in said
    assert "| S01 | it is 0 | **yes** | 0 of 4 |" in said
    assert "| S02 | it is 1 | not asked | two: cannot be run |" in said
    assert "`carry_rate` not available: nobody decides" in said


def test_what_is_searched_is_found_before_anything_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []

    def searching(inquiry: Any, quiet: bool) -> Any:
        began.append(inquiry.question.ref)
        raise LookupError("searched first")

    monkeypatch.setattr(verdicts, "settled", searching)
    with pytest.raises(LookupError, match="searched first"):
        verdicts.asked(question("S24"))
    assert began == ["S24"]


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert placed(page, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    with pytest.raises(ValueError, match="the page has no"):
        placed("no markers", "new")


def test_the_page_of_validation_has_every_question_and_argues_what_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = text.partition(BEGIN)[2].partition(END)[0]
    assert [question.ref for question in questions().values() if f"| {question.ref} |" not in made] == []
    for ref, output, arm in ARGUED:
        question = next(q for q in questions().values() if q.ref == ref)
        assert any(e.output == output and (e.arm or "") == arm for e in question.expect), (ref, output, arm)
        assert declared(output)
