"""Rows without runs: what a store does with them does not depend on where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.store.code import Code
from experiments.store.store import Store, open_store
from experiments.sweeping.checked import Facts
from experiments.sweeping.jobs import Job, basics

Row = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(str(tmp_path / "store"))
    yield found
    found.close()


@pytest.fixture
def job_of(store: Store) -> Callable[..., Job]:
    """A job by number, of the code of today, or of other code where that is named."""

    def make(number: int, code: str | None = None, trust: float = 0.4) -> Job:
        changes = f'{{"assumptions.beta.trust": {trust}}}'
        parts = ("policies/relief.py",)
        facts = Facts(
            "c0", parts, "jp_history", "jp_10k", 10_000, 1, 0, 1,
            "2001-01", "2001-12", "summary", changes, False,
        )  # fmt: skip
        today = Code(store.layout.memory)
        made_by = today.of(parts) if code is None else code
        return Job(f"{number:016x}", f"r{number}", made_by, today.keep_list(parts), facts, 1, number, 1)

    return make


@pytest.fixture
def row_of(job_of: Callable[..., Job]) -> Callable[..., Row]:
    """The row of a run that is done, with a measure that tells rows apart."""

    def make(number: int, status: str = "done", **known: Any) -> Row:
        row = basics(job_of(number, **known)) | {
            "status": status,
            "made_at": f"2026-01-01T00:00:{number % 60:02}",
        }
        if status == "failed":
            return row | {"message": "no luck", "transient": 0}
        return row | {
            "weight": 12.5,
            "month": "2001-12",
            "measures": {"own_use": number / 1000, "trust": None},
        }

    return make
