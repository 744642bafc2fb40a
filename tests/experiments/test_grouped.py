"""Groups, equity and the guardrail on made-up citizens whose fate is known by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments import equity as module
from experiments.equity import concentration, equity, guardrail, guardrail_lines, marginal, worst_off
from experiments.grouped import (
    AXES,
    GROUPINGS,
    OUTCOMES,
    Tally,
    axis_sizes,
    flips_by_group,
    group_rows,
    lines,
    net,
    numbers,
    tally,
)
from experiments.pairs import flips_of
from simulation.cells import PARTS
from simulation.record import Watched

MONTH = 5
OLD, YOUNG = 15, 6


def cell(age: int, literacy: int = 0, devices: int = 0, adult: int = 1) -> int:
    """A cell of the five-year band ``age``."""
    given = {"age": age, "literacy": literacy, "devices": devices, "adult": adult}
    return sum(value << PARTS[name].shift for name, value in given.items())


def run(uses: list[int], cells: list[int], turns: list[int] | None = None) -> Any:
    """One slot for each citizen, all in prefecture 13 but the last, who lives in 1."""
    bits = np.packbits(np.array(uses, np.uint8))
    turn = np.array(turns or [0] * len(uses), np.uint8)
    watched = Watched({"own_use": bits, "possession": bits}, turn, np.array(cells, np.uint16))
    where = np.array([13] * (len(uses) - 1) + [1])
    places = SimpleNamespace(prefecture_name=[f"P{k}" for k in range(1, 48)])
    population = SimpleNamespace(prefecture_of_slot=lambda: where, places=places, weight=10.0)
    return SimpleNamespace(watched={MONTH: watched}, population=population)


CELLS = [cell(YOUNG, 15, 2), cell(YOUNG, 15, 1), cell(OLD), cell(OLD), cell(1, adult=0), cell(OLD)]
BEFORE = run([1, 0, 1, 0, 0, 0], CELLS)
AFTER = run([1, 1, 0, 0, 0, 1], CELLS, [0, 0, 0, 0, 0, 1])


def test_every_grouping_counts_the_same_citizens_as_the_pair_of_runs() -> None:
    found = flips_by_group(BEFORE, AFTER, MONTH, ("own_use", "possession"))
    whole = flips_of(BEFORE.watched[MONTH], AFTER.watched[MONTH], "possession").counts()
    for grouping, table in found["possession"].items():
        assert tuple(table.sum(axis=0)) == whole, grouping
    for grouping, table in found["own_use"].items():
        assert tuple(table.sum(axis=0)) == (1, 1, 1, 1, 1), grouping
    by_age = found["own_use"]["age"]
    assert tuple(by_age[2]) == (1, 1, 0, 0, 0), "both young ones use it in the end, one gained"
    assert tuple(by_age[5]) == (0, 0, 1, 1, 1), "one lost, one never used it, one is another person"
    assert found["own_use"]["prefecture"][0, 4] == 1
    assert found["own_use"]["region"][2].sum() == 4, "Tokyo lies in Kanto"


def test_the_table_on_the_screen_says_what_was_counted() -> None:
    rows = group_rows(flips_by_group(BEFORE, AFTER, MONTH, ("own_use",)), BEFORE, "b", "a", 1)
    assert {row["grouping"] for row in rows} == set(GROUPINGS)
    said = lines(rows, "own_use")
    young = next(line for line in said if line.strip().startswith("30-49")).split()
    assert young[1:] == ["1", "1", "0", "0", "0", "+50.0"]
    assert net(dict.fromkeys(OUTCOMES, 0)) == 0.0
    assert "More gain than lose in 0 prefectures, more lose than gain in 0." in said[-1]


@pytest.mark.parametrize("grouping", [name for name in GROUPINGS if name != "prefecture"])
def test_every_cell_has_a_group(grouping: str) -> None:
    cells = np.arange(1 << 16).astype(np.uint16)
    real = ((cells & 31) < 18) & ((cells >> 12) & 3 < 3)
    found = numbers(grouping, cells[real], np.full(int(real.sum()), 47))
    assert found.min() >= 0
    assert found.max() < len(GROUPINGS[grouping].groups)


def test_a_tally_counts_adults_who_live_in_both() -> None:
    found = tally(BEFORE, AFTER, MONTH)
    assert found.adults.shape == axis_sizes()
    assert (found.adults.sum(), found.before.sum(), found.after.sum()) == (4, 2, 2)
    assert list(marginal(found.adults, ("age",))) == [0, 0, 2, 0, 0, 2]
    assert list(marginal(found.after, ("literacy",))) == [0, 0, 2]


def made(before: dict[str, list[int]], after: dict[str, list[int]], people: int = 100) -> Tally:
    """``people`` adults in each group of one axis, of whom so many use it."""
    (axis,) = before
    at = AXES.index(axis)

    def spread(counts: list[int]) -> np.ndarray:
        table = np.zeros(axis_sizes(), np.int64)
        index: list[Any] = [0] * len(AXES)
        index[at] = slice(0, len(counts))
        table[tuple(index)] = counts
        return table

    return Tally(spread([people] * len(before[axis])), spread(before[axis]), spread(after[axis]))


def test_use_that_follows_income_is_concentrated_and_use_of_all_is_not() -> None:
    rising = made({"income": [0, 10, 20, 30, 40, 50, 60, 70]}, {"income": [50] * 8})
    assert concentration(rising.before, rising.adults, "income") > 0.2
    assert concentration(rising.after, rising.adults, "income") == pytest.approx(0.0)
    richest = made({"income": [0] * 7 + [100]}, {"income": [100] + [0] * 7})
    top, bottom = (concentration(use, richest.adults, "income") for use in (richest.before, richest.after))
    assert top == pytest.approx(7 / 8) and bottom == pytest.approx(-7 / 8)
    assert np.isnan(concentration(np.zeros(axis_sizes()), richest.adults, "income"))


def test_a_gap_that_closes_has_a_difference_below_zero() -> None:
    runs = [made({"devices": [0, 20, 60 + k]}, {"devices": [30, 30, 60]}) for k in range(3)]
    row = next(row for row in equity(runs, "b", "a")["gaps"] if row["gap"] == "devices")
    assert row["before"] == pytest.approx(61.0)
    assert row["estimate"] == pytest.approx(-31.0)
    assert row["high"] < 0.0


def test_a_broken_guardrail_is_reported_by_name() -> None:
    runs = [made({"devices": [20 + k, 20, 20]}, {"devices": [10, 30, 30]}) for k in (0, 1, 0, 1, 0, 1)]
    found = guardrail(runs)
    assert found["broken"]
    assert {row["group"] for row in found["worse"]} == {"no device"}
    said = guardrail_lines(found, 6)
    assert said[0].startswith("  guardrail: WARNING, worse off than under the reference: no device -10.5")


def test_a_loss_that_could_be_chance_is_no_more_than_perhaps() -> None:
    runs = [made({"devices": [20, 20, 20]}, {"devices": [20 - k, 20, 20]}) for k in (1, 2, 3, 4)]
    found = guardrail(runs)
    assert not found["broken"]
    assert {row["group"] for row in found["perhaps_worse"]} >= {"no device"}
    assert "perhaps worse off" in guardrail_lines(found, 4)[0]


def test_a_guardrail_holds_where_everybody_gains_and_one_run_tells_nothing() -> None:
    runs = [made({"devices": [20, 20, 20]}, {"devices": [30 + k, 30, 30]}) for k in range(3)]
    assert guardrail_lines(guardrail(runs), 3)[0].startswith("  guardrail holds: none of")
    assert "one run has no interval" in guardrail_lines(guardrail(runs[:1]), 1)[0]


def test_the_worst_off_cell_has_enough_people_and_least_use() -> None:
    runs = [made({"income": [30, 5, 20]}, {"income": [30, 25, 20]})]
    found = worst_off(runs)
    assert found is not None
    assert found["before"]["own_use"] == pytest.approx(55 / 3), "income classes 0-2 are its lowest third"
    assert worst_off([made({"income": [1]}, {"income": [1]}, people=module.LEAST - 1)]) is None
