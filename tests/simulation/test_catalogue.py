"""Rows of the catalogue inside a family: shares of bundles, own gates, and nothing where nothing differs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.columns import FAMILIES
from simulation.catalogue import CatalogueRow, member_of
from simulation.kernels.tables import COMPLEXITY, LAUNCHED, READY
from simulation.measures import FLOWS
from simulation.model import DenshiModel
from simulation.scenario import load
from simulation.stock import build

SHORT = [
    "scenario=jp_history",
    "population=jp_10k",
    "calendar.start=2019-01",
    "calendar.end=2019-06",
    "record=summary",
]
PAPERS = FAMILIES.index("certificates")


def row(name: str, share: float, local: bool = True, start: int = 0, **differs: float) -> CatalogueRow:
    return CatalogueRow(name, PAPERS, share, local, start, differs)


def lived(*rows: CatalogueRow) -> tuple[DenshiModel, dict[str, int]]:
    """The model after half a year, and its flows of the family."""
    model = DenshiModel(load(SHORT), agents=False, catalogue=rows)
    total: Any = 0
    while model.running:
        model.step()
        total = total + model._counts.flows[:, :, PAPERS].sum(axis=(0, 1))
    return model, dict(zip(FLOWS, total.tolist(), strict=True))


@pytest.mark.parametrize("shares", [(0.3, 0.7), (0.2, 0.2, 0.3), (1.0,), (0.05, 0.95)])
def test_bundles_are_dealt_to_rows_by_share_of_use(shares: tuple[float, ...]) -> None:
    stock = build(1)
    rows = [row(f"row {k}", share) for k, share in enumerate(shares)]
    member = member_of(stock, rows)
    mine = stock.family == PAPERS
    largest = stock.weight[mine].max()
    for k, share in enumerate(shares):
        assert stock.weight[mine & (member == 8 + k)].sum() == pytest.approx(share, abs=largest)
    assert np.array_equal(member[~mine], stock.family[~mine])


def test_rows_that_differ_in_nothing_change_nobody() -> None:
    (plain, _), (rows, _) = lived(), lived(row("one", 0.4), row("other", 0.6))
    names: Any = ("stamp", "how", "recent", "trust", "ease", "mind", "card", "skill")
    assert all(np.array_equal(getattr(plain.citizens, n), getattr(rows.citizens, n)) for n in names)


def test_a_row_meets_its_own_gates_and_the_family_keeps_its_own() -> None:
    model, _ = lived(row("by phone", 0.5, smartphone_ready=1.0, complexity=-0.2))
    terms = model.tables.terms
    assert np.all(terms[8, :, READY] >= terms[PAPERS, :, READY])
    assert np.all(terms[8, :, COMPLEXITY] <= terms[PAPERS, :, COMPLEXITY])


def test_a_row_cannot_be_filed_before_its_launch() -> None:
    early, _ = lived(row("later", 1.0, start=12 * 18 + 3))
    assert early.tables.terms[8, 0, LAUNCHED] == early.tables.terms[PAPERS, 0, LAUNCHED] > 0
    never, cases = lived(row("never", 1.0, start=12 * 30))
    assert np.all(never.tables.terms[8, :, LAUNCHED] == 0)
    assert cases["attempts"] == 0 < lived()[1]["attempts"]


def test_an_easier_row_of_the_family_fails_less() -> None:
    hard, easy = (lived(row("r", 1.0, complexity=change))[1] for change in (0.3, -0.3))
    assert easy["failed"] / easy["attempts"] < hard["failed"] / hard["attempts"]
