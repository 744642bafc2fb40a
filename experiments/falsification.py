"""Falsification: the clause that would refute a question's mechanism, evaluated and put into words."""

from __future__ import annotations

from typing import Any

from experiments.case import Case
from experiments.clauses import TESTS
from simulation.measured import NoValueError


def ruled(case: Case) -> dict[str, Any]:
    """The clause, its test and what came out, as plain values for the answer."""
    question = case.inquiry.question
    test = TESTS[question.ref]
    row: dict[str, Any] = {
        "clause": question.falsified_if,
        "test": str(test.__doc__).strip(),
        "evaluated": True,
    }
    try:
        ruling = test(case)
    except NoValueError as why:
        return row | {"evaluated": False, "refuted": None, "numbers": f"not evaluated: {why}"}
    return row | {"refuted": ruling.refuted, "numbers": ruling.numbers}
