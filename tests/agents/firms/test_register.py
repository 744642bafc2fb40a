"""The register of firms: who they are, what they file and who files it for them."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import FAMILIES
from agents.firms import PROCEDURES, PROFESSIONS, SECTORS, SIZES, Firms, build
from agents.firms.names import LARGE, PROFESSIONAL, Procedure
from simulation.scenario import load

VALUES = load().firm_values()
FIRMS = build(VALUES, seed=1)
EACH = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)


def pairs_of(firms: Firms, procedure: Procedure) -> np.ndarray:
    """Pairs of one procedure."""
    of_pair = np.repeat(firms.cell_procedure, np.diff(firms.cell_start))
    return np.flatnonzero(of_pair == PROCEDURES.index(procedure))


def test_about_five_thousand_firms_stand_for_all_of_japan() -> None:
    assert 4_500 <= FIRMS.weight.size <= 5_500
    ordinary = FIRMS.sector != PROFESSIONAL
    assert FIRMS.weight[ordinary].sum() == pytest.approx(VALUES["count.firms"], rel=0.02)
    for number, name in enumerate(PROFESSIONS):
        start = int(ordinary.sum()) + number * int(VALUES[f"{name}.sampled"])
        office = FIRMS.weight[start : start + int(VALUES[f"{name}.sampled"])]
        assert office.sum() == pytest.approx(VALUES[f"{name}.firms"], rel=0.2)


def test_large_firms_are_few_and_sampled_more_densely() -> None:
    ordinary = FIRMS.sector != PROFESSIONAL
    japan = [FIRMS.weight[ordinary & (FIRMS.size == z)].sum() for z in range(len(SIZES))]
    assert japan == sorted(japan, reverse=True)
    assert japan[LARGE] / sum(japan) < 0.01
    assert (FIRMS.size[ordinary] == LARGE).mean() > 0.1


@EACH
def test_transactions_of_a_procedure_add_up_to_those_of_japan(procedure: Procedure) -> None:
    rows = pairs_of(FIRMS, procedure)
    yearly = (FIRMS.pair_weight[rows] * FIRMS.monthly[rows]).sum() * 12
    assert yearly == pytest.approx(VALUES[f"{procedure.name}.transactions_year"], rel=1e-9)


@EACH
def test_frequencies_are_heavy_tailed(procedure: Procedure) -> None:
    rows = pairs_of(FIRMS, procedure)
    rows = rows[FIRMS.monthly[rows] > 0.0]
    order = rows[np.argsort(-FIRMS.monthly[rows])]
    cases = np.cumsum(FIRMS.pair_weight[order] * FIRMS.monthly[order])
    firms = np.cumsum(FIRMS.pair_weight[order])
    top = cases[np.searchsorted(firms, 0.1 * firms[-1])] / cases[-1]
    assert top > 0.3, "a tenth of the firms have well over a tenth of the transactions"


@EACH
def test_a_profession_has_the_cases_that_clients_leave_to_it(procedure: Procedure) -> None:
    rows = pairs_of(FIRMS, procedure)
    clients = rows[FIRMS.via[rows] != rows]
    office = rows[FIRMS.sector[FIRMS.firm[rows]] == PROFESSIONAL]
    assert (clients.size > 0) == (office.size > 0) == bool(procedure.profession)
    left = (FIRMS.pair_weight[clients] * FIRMS.monthly[clients]).sum() * 12
    assert (FIRMS.pair_weight[office] * FIRMS.yearly[office]).sum() == pytest.approx(left, rel=1e-9)
    assert set(FIRMS.via[clients].tolist()) <= set(office.tolist())
    assert (FIRMS.monthly[office] == 0.0).all(), "what it files is counted with the client"


def test_pairs_lie_in_their_cells_deciders_first() -> None:
    for c, start in enumerate(FIRMS.cell_start[:-1]):
        rows = np.arange(start, FIRMS.cell_start[c + 1])
        firm = FIRMS.firm[rows]
        assert (FIRMS.sector[firm] == FIRMS.cell_sector[c]).all()
        assert (FIRMS.size[firm] == FIRMS.cell_size[c]).all()
        assert ((FIRMS.via[rows] == rows) == (rows < FIRMS.cell_clients[c])).all()


@EACH
def test_homes_and_families_of_a_procedure_are_known_names(procedure: Procedure) -> None:
    assert procedure.home and set(procedure.home) <= set(SECTORS)
    assert procedure.relation == "G2B"
    assert not procedure.family or procedure.family in FAMILIES


def test_nearly_all_firms_have_some_internet_from_2003_on() -> None:
    def connected(month: int) -> float:
        return float(FIRMS.weight[FIRMS.online_from <= month].sum() / FIRMS.weight.sum())

    assert connected(0) == pytest.approx(0.93, abs=0.01)
    assert connected(24) >= 0.98
    assert connected(108) >= 0.999


def test_the_register_follows_the_seed_of_the_population_only() -> None:
    again, other = build(VALUES, seed=1), build(VALUES, seed=2)
    for one, same in zip(FIRMS, again, strict=True):
        np.testing.assert_array_equal(one, same)
    assert not np.array_equal(FIRMS.skill, other.skill)
    assert np.array_equal(FIRMS.weight, other.weight)


def test_alike_leaves_no_difference_of_frequency_or_skill() -> None:
    alike = build(VALUES, seed=1, alike=(0.5, 0.4))
    assert set(alike.yearly.tolist()) == {0.5} and set(alike.skill.tolist()) == {0.4}
    np.testing.assert_array_equal(alike.monthly > 0.0, FIRMS.monthly > 0.0)
    np.testing.assert_array_equal(alike.via, FIRMS.via)


def test_one_share_may_be_changed_alone() -> None:
    more = build({**VALUES, "shipping.share": 0.05}, seed=1)
    ordinary = more.sector != PROFESSIONAL
    assert more.weight[ordinary].sum() == pytest.approx(VALUES["count.firms"], rel=0.02)
