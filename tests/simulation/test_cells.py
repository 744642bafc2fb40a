"""Cells tell who a citizen is, and every citizen is in exactly one."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.cells import BLOCK, PARTS, part
from simulation.kernels.observe import TERCILE_OF_INCOME, TERCILE_OF_LITERACY
from simulation.record import RunRecord
from simulation.run import run_tree
from simulation.scenario import load

LAST = 3 * 12 + 2


@pytest.fixture(scope="module")
def kept() -> RunRecord:
    words = ["population=jp_10k", "calendar.end=2004-03"]
    return run_tree({"a": load(words)}, 1, 1, [LAST], cells=True)["a", 0]


def test_the_parts_of_a_cell_do_not_overlap() -> None:
    bits = [set(range(p.shift, p.shift + (p.size - 1).bit_length())) for p in PARTS.values()]
    assert len(set().union(*bits)) == sum(map(len, bits))
    assert max(set().union(*bits)) <= 15
    assert BLOCK % 12 == 0


@pytest.mark.parametrize(
    ("dimension", "name", "class_of"),
    [(0, "literacy", TERCILE_OF_LITERACY), (1, "income", TERCILE_OF_INCOME), (2, "devices", np.arange(3))],
)
def test_cells_count_the_same_people_as_the_table_of_equity(
    kept: RunRecord, dimension: int, name: str, class_of: np.ndarray
) -> None:
    watched = kept.watched[LAST]
    assert watched.cells is not None
    adult, band = part(watched.cells, "adult") == 1, part(watched.cells, "age")
    own = np.unpackbits(watched.bits["own_use"], count=adult.size).astype(bool)
    classes = class_of[part(watched.cells, name)]
    for of, column in ((adult, 0), (adult & own, 1)):
        counted = np.bincount(3 * band[of] + classes[of], minlength=54).reshape(18, 3)
        assert np.array_equal(counted, kept.equity[LAST][:, dimension, :, column])


def test_nobody_asked_for_cells_so_none_are_kept() -> None:
    words = ["population=jp_10k", "calendar.end=2001-03"]
    assert run_tree({"a": load(words)}, 1, 1, [2])["a", 0].watched[2].cells is None
