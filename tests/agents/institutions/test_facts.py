"""Normal numbers, powers, the fiscal field, desks, agencies, and institutions as Mesa agents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from agents.institutions import Agencies, Assumptions, LocalBundles, Municipalities, desk_capacity, levers
from agents.institutions.assumptions import ROWS
from agents.institutions.capacity import CARD, COUNTER, MAIL, OFFICE
from agents.institutions.chance import normals, powers
from agents.places import places

ROOT = Path(__file__).parents[3]


def japan() -> Municipalities:
    where = places()
    local = LocalBundles(np.array([5, 9]), np.array([1, 7]), np.array([1.0, 1.0]), np.array([10, 10]))
    return Municipalities(
        population=where.population_2020, density=where.density, employees=where.it_staff,
        prefecture=where.prefecture, area=np.arange(len(where)), areas=len(where), local=local,
        assumptions=Assumptions.of(), seed=1,
    )


def test_normal_numbers_are_quantiles_of_the_draw() -> None:
    words = np.concatenate([[0, 1, 2**32 - 1, 2**31], np.arange(0, 2**32, 4_000_037)]).astype(np.uint32)
    got = np.empty(words.size)
    normals(words, got)
    wanted = norm.ppf((words + 0.5) / 2**32)
    assert np.max(np.abs(got - wanted)) < 1e-9


def test_powers_agree_with_the_library() -> None:
    base, out = np.array([0.0, 0.3, 1.0, 17.5, 2e4]), np.empty(5)
    powers(base, 0.37, out)
    assert out == pytest.approx(base**0.37, rel=1e-13)
    powers(base, 0.0, out)
    assert np.all(out == 1.0)


def test_every_default_lies_in_its_range_and_has_a_field() -> None:
    for row in ROWS:
        assert row.low <= row.value <= row.high, row.name
        assert getattr(Assumptions.of(), row.name.replace(".", "_")) == row.value
    assert len(Assumptions._fields) == len(ROWS)
    assert Assumptions.of({"offer.level": -1.0, "stock.zipf": 3.0}).offer_level == -1.0


def test_the_fiscal_index_rises_with_size_and_density_and_stays_in_range() -> None:
    where = places()
    model = japan()
    assert np.all((model.finance >= 0.05) & (model.finance <= 2.0))
    assert np.median(model.finance) == pytest.approx(0.45, abs=0.05)
    large = where.population_2020 > 200_000
    assert model.finance[large].mean() > 1.3 * model.finance[where.population_2020 < 10_000].mean()


def test_the_median_municipality_has_capacity_one() -> None:
    model = japan()
    assert np.median(model.capacity(levers(len(model)))) == pytest.approx(1.0)
    helped = model.capacity(levers(len(model), help=0.5))
    assert helped == pytest.approx(1.5 * model.capacity(levers(len(model))))


def test_desks_of_an_area_are_those_of_its_municipalities() -> None:
    employees, population = np.array([100.0, 50.0, 10.0]), np.array([20_000.0, 9_000.0, 1_000.0])
    area = np.array([0, 0, 1])
    v = Assumptions.of()
    got = desk_capacity(v, employees, population, area, 2, 100.0, offline=np.array([1.0, 1.0, 0.5]), card=2.0)
    desk = 150 * v.counter_staff_share
    mail = desk * v.counter_mail_share
    assert got[0, COUNTER] == pytest.approx((desk - mail) * v.counter_cases_per_staff_day / 100)
    assert got[0, MAIL] == pytest.approx(mail * v.counter_cases_per_staff_day / 100)
    assert got[0, OFFICE] == pytest.approx(mail * v.office_cases_per_staff_day / 100)
    assert got[:, CARD] == pytest.approx(np.array([29.0, 1.0]) * v.card_cases_per_1000_day * 2 / 100)
    assert got[1, COUNTER] * 30 == pytest.approx(got[0, COUNTER])


def test_agencies_are_founded_age_and_renew_their_services() -> None:
    agencies = Agencies()
    row = agencies.names.index("Digital Agency")
    assert agencies.since[row] == 20 * 12 + 8
    assert agencies.families.any(axis=0)[[0, 1, 2, 3, 4, 5, 6, 7]].all()
    for _ in range(24):
        agencies.advance()
    saved = agencies.snapshot()
    agencies.refit([0])
    assert agencies.complexity(0.01)[[0, 1]] == pytest.approx([0.0, 0.02])
    agencies.restore(saved)
    assert agencies.complexity(0.01)[0] == pytest.approx(0.02)


def test_an_agent_reads_its_row_and_decides_as_the_whole_does() -> None:
    import mesa

    from agents.institutions.mesa_agents import Agency, Municipality, populate

    together, apart = japan(), japan()
    model = mesa.Model()
    agencies = Agencies(places().prefecture_name)
    populate(model, apart, agencies, list(places().name), list(places().code))
    towns = model.agents_by_type[Municipality]
    assert len(towns) == 1741
    assert len(model.agents_by_type[Agency]) == len(agencies)
    lever = levers(1741, coordination=0.8)
    together.decide(3, lever, together.rows)
    for town in list(towns)[:200]:
        town.decide(3, lever)
        wanted = together.local.bundle[together.state.bundle[town.row] == 1]
        assert town.projects == sorted(wanted.tolist())
    sapporo = next(town for town in towns if town.code == "01100")
    assert sapporo.prefecture == 1
    assert sapporo.population > 1.9e6
    assert 0.0 < sapporo.probability(lever)["certificates"] < 1.0
    hokkaido = next(agent for agent in model.agents_by_type[Agency] if agent.prefecture == 1)
    assert hokkaido.live_share == 0.0
    digital = next(agent for agent in model.agents_by_type[Agency] if agent.name == "Digital Agency")
    assert not digital.exists(200)
    assert digital.exists(248)


def test_institutions_do_not_load_mesa() -> None:
    program = "import sys, agents.institutions, simulation.queues; sys.exit('mesa' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
