"""Municipalities decide in April, projects end at random, forms age: the rule, not the numbers."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.institutions import Assumptions, LocalBundles, Municipalities, levers
from agents.institutions.decision import LIVE, UNDER_WAY, WAITING
from agents.institutions.inputs import LEVER_OF
from agents.institutions.state import State
from policies.levers import LEVERS

ROOT = Path(__file__).parents[3]
APRIL = 3
LOCAL = LocalBundles(
    bundle=np.array([200, 10, 40, 41]),
    family=np.array([7, 1, 2, 2]),
    weight=np.array([0.5, 1.0, 0.25, 0.75]),
    kinds=np.array([4, 9, 3, 30]),
)


def world(
    count: int = 60,
    values: Mapping[str, float] | None = None,
    seed: int = 1,
    replicate: int = 0,
    **facts: Any,
) -> Municipalities:
    size = np.geomspace(2_000, 2_000_000, count)
    given: dict[str, Any] = {
        "population": size,
        "density": size / 100.0,
        "employees": size / 200.0,
        "prefecture": np.arange(count) % 47 + 1,
        "area": np.arange(count),
        "areas": count,
    }
    given.update(facts)
    return Municipalities(
        **given, local=LOCAL, assumptions=Assumptions.of(values), seed=seed, replicate=replicate
    )


EAGER = {"offer.level": 60.0, "capacity.pool_months": 1e6}


def run(places: Municipalities, months: int, **lever: Any) -> Municipalities:
    for t in range(months):
        places.advance(t, levers(len(places), **lever))
    return places


def test_nothing_is_offered_in_january_2001() -> None:
    assert not world().live.any()


def test_without_staff_there_is_no_capacity_and_nothing_starts() -> None:
    places = run(world(values=EAGER, employees=np.zeros(60)), 60, mandate=1.0)
    assert np.all(places.capacity(levers(60)) == 0.0)
    assert places.state.started.sum() == 0


def test_decisions_fall_in_april() -> None:
    places = world(values=EAGER)
    started = []
    for t in range(30):
        before = int(places.state.started.sum())
        places.advance(t, levers(60, coordination=0.5))
        started.append(int(places.state.started.sum()) - before)
    assert all(number == 0 for t, number in enumerate(started) if t % 12 != APRIL)
    assert started[APRIL] > 0


def test_an_instruction_that_reaches_nobody_starts_nothing() -> None:
    assert run(world(values=EAGER), 40, coordination=0.0).state.started.sum() == 0


def test_a_duty_is_heard_at_once_or_in_the_months_after() -> None:
    places = world(values=EAGER)
    for t in range(6):
        places.advance(t, levers(60, coordination=0.0))
    assert places.state.started.sum() == 0
    reached = []
    for t in range(6, 14):
        places.advance(t, levers(60, coordination=0.4, mandate=1.0))
        reached.append(int((places.state.started > 0).sum()))
    assert 0 < reached[0] < 60
    assert reached[2] > reached[0]
    assert reached[-1] > 55


@pytest.mark.parametrize("name", ["standard", "platform", "subsidy", "mandate", "staff"])
def test_more_help_never_lowers_the_chance_of_a_start(name: str) -> None:
    places = world()
    places.state.expected[:] = np.linspace(0.0, 1.0, 60)[:, None]
    low, high = (0.3, 2.0) if name == "staff" else (0.0, 1.0)
    chances = [places.probability(levers(60, **{name: value})) for value in np.linspace(low, high, 9)]
    for less, more in pairwise(chances):
        assert np.all(more >= less)
    assert np.all(chances[-1][:, [1, 2, 7]] > chances[0][:, [1, 2, 7]])


def test_the_chance_follows_the_equation() -> None:
    places = world(1, population=np.array([30_000.0]), employees=np.array([200.0]))
    v = places.assumptions
    places.state.expected[:] = 0.2
    places.state.neighbours[:] = 0.3
    got = places.probability(levers(1, standard=0.5, platform=0.4, subsidy=0.25, mandate=0.1))[0, 1]
    cost = v.cost_offer_yen * (1 - 0.5 * v.offer_standard_saving)
    risk = np.log(1 + cost / (30_000 * 0.2 * v.cost_saving_per_case_yen))
    value = v.offer_level + v.offer_staff * np.log(200 * v.capacity_it_share)
    value += v.offer_finance * places.finance[0] + v.offer_standard * 0.5 + v.offer_platform * 0.4
    value += v.offer_subsidy * 0.25 + v.offer_mandate * 0.1
    value += v.offer_neighbours * 0.3 - v.offer_economic_risk * risk
    assert got == pytest.approx(1 / (1 + np.exp(-value)), abs=1e-12)


def test_families_without_local_bundles_are_left_alone() -> None:
    assert np.all(world().probability(levers(60))[:, [0, 3, 4, 5, 6]] == 0.0)


def test_expected_use_lowers_the_economic_risk() -> None:
    places = world()
    chances = []
    for uptake in (0.0, 0.01, 0.1, 0.9):
        places.state.expected[:] = uptake
        chances.append(places.probability(levers(60))[:, 1].copy())
    assert np.array_equal(chances[0], chances[1])
    assert np.all(chances[2] > chances[1])
    assert np.all(chances[3] > chances[2])


def test_the_it_pool_limits_what_is_started_in_a_year() -> None:
    values = {**EAGER, "capacity.pool_months": 12.0, "capacity.project_months": 6.0}
    places = run(world(values=values), 4, coordination=1.0)
    allowed = np.floor(12.0 * places.capacity(levers(60)) / 6.0 + 1e-9)
    assert np.array_equal(places.state.started, np.minimum(allowed, 4))


def test_projects_go_live_after_a_geometric_delay() -> None:
    count = 4000
    facts = {"population": 5e4, "density": 500.0, "employees": 300.0}
    same = {name: np.full(count, size) for name, size in facts.items()}
    values = {**EAGER, "finance.spread": 0.0, "go_live.months": 8.0, "go_live.resistance": 0.25}
    places = world(count, values, **same, prefecture=np.ones(count, int))
    lived = []
    for t in range(40):
        places.advance(t, levers(count, coordination=1.0))
        lived.append(int(places.state.went_live.sum()))
    assert lived[APRIL] == 0
    chance = 1.0 / 10.0
    total = 4 * count
    for months in (1, 5, 20):
        expected = total * (1 - (1 - chance) ** months)
        assert abs(lived[APRIL + months] - expected) < 5 * np.sqrt(total * chance)


def test_churn_breaks_integrations_and_coordination_mends_them() -> None:
    def failures(**lever: float) -> float:
        values = {**EAGER, "go_live.months": 1.0}
        places = run(world(300, values), 60, **{"coordination": 0.8, **lever})
        return float(places.state.failed.sum() / places.state.went_live.sum())

    assert failures(announcements=0.5) > failures() + 0.05
    assert failures(coordination=0.1) > failures()


def test_forms_age_until_the_standard_system_refits_them() -> None:
    values = {**EAGER, "go_live.months": 1.0, "integration.intercept": -50.0, "quality.ageing_year": 0.04}
    places = run(world(10, values), 120, coordination=1.0, staff=3.0)
    old = places.mean_complexity().copy()
    young = places.assumptions.quality_vendor
    assert np.all(old > young + 0.2)
    for t in range(120, 150):
        places.advance(t, levers(10, coordination=1.0, staff=3.0, standard=1.0, mandatory=1.0))
    assert np.all(places.state.standard == LIVE)
    assert np.all(places.mean_complexity() < old - 0.2)


def test_municipalities_see_measured_use_only() -> None:
    values = {"measurement.noise": 0.0}
    places = world(4, values, prefecture=np.array([1, 1, 2, 2]))
    needs = np.full((4, 8), 100)
    online = needs * np.array([[0.1], [0.3], [0.5], [0.5]])
    places.observe(needs, online.astype(int))
    places.advance(APRIL, levers(4))
    said = 0.3
    assert places.state.neighbours[:, 1] == pytest.approx([0.3, 0.1, 0.5, 0.5])
    assert places.state.expected[0, 1] == pytest.approx((0.3 * 0.3 + 0.3 * said) / 0.6)
    assert places.state.needs.sum() == 0
    noisy = world(4, {"measurement.noise": 0.7}, prefecture=np.array([1, 1, 2, 2]))
    noisy.state.live_weight[:] = 1.0
    noisy.observe(needs, online.astype(int))
    noisy.advance(APRIL, levers(4))
    assert np.all((noisy.state.expected >= 0.0) & (noisy.state.expected <= 1.0))
    assert not np.allclose(noisy.state.expected[2], noisy.state.expected[3])


def test_money_is_booked_by_payer() -> None:
    places = run(world(values=EAGER), 4, coordination=1.0, subsidy=0.25, transparency=1.0)
    state, price = places.state, places.assumptions.cost_offer_yen
    assert np.all(state.bundle != WAITING)
    assert state.invested + state.subsidised == pytest.approx(np.full(60, 3 * price))
    assert state.subsidised == pytest.approx((state.invested + state.subsidised) / 4)


def test_opaque_contracts_cost_more_widely_apart_and_the_same_on_average() -> None:
    """ACT-17."""
    ratios = []
    for transparency in (0.0, 0.5, 1.0):
        places = run(world(count=2_000, values=EAGER), 4, coordination=1.0, transparency=transparency)
        state = places.state
        assert state.agreed == pytest.approx(np.full(2_000, 3 * places.assumptions.cost_offer_yen))
        ratios.append((state.invested + state.subsidised) / state.agreed)
        assert state.overrun == pytest.approx(np.maximum(ratios[-1] - 1, 0) * state.agreed, abs=1.0)
    opaque, usual, clear = (ratio.std() for ratio in ratios)
    assert opaque > usual > clear == 0.0
    for ratio in ratios:
        assert abs(ratio.mean() - 1) < 4 * ratio.std() / np.sqrt(2_000) + 1e-12


def test_logins_apart_add_failed_integrations_and_move_no_start() -> None:
    """ACT-03: pathwise, town by town."""
    usual, apart = world(count=300, values=EAGER), world(count=300, values=EAGER)
    for t in range(40):
        usual.advance(t, levers(300, coordination=1.0))
        apart.advance(t, levers(300, coordination=1.0), np.full(8, 0.5))
    assert np.array_equal(usual.state.bundle, apart.state.bundle)
    more = apart.state.failed - usual.state.failed
    assert more.min() >= 0 < more.max()


def test_nobodys_luck_depends_on_the_others() -> None:
    values = {"offer.level": -1.0, "offer.neighbours": 0.0, "uptake.prefecture": 0.0, "uptake.announced": 0.0}
    some = run(world(values=values), 80)
    changed = levers(60, mandate=np.arange(60) >= 30)
    others = world(values=values)
    for t in range(80):
        others.advance(t, changed)
    assert np.array_equal(some.state.bundle[:30], others.state.bundle[:30])
    assert not np.array_equal(some.state.bundle[30:], others.state.bundle[30:])


def test_replicates_have_other_luck_and_equal_seeds_the_same() -> None:
    one, same, other = (run(world(replicate=r), 60) for r in (0, 0, 1))
    assert np.array_equal(one.state.bundle, same.state.bundle)
    assert not np.array_equal(one.state.bundle, other.state.bundle)
    assert not np.array_equal(one.finance, other.finance)


def test_a_branch_from_a_snapshot_equals_a_run_of_its_own() -> None:
    trunk = run(world(), 50)
    saved = trunk.snapshot()
    for t in range(50, 80):
        trunk.advance(t, levers(60, mandate=1.0))
    straight = trunk.snapshot()
    trunk.restore(saved)
    for t in range(50, 80):
        trunk.advance(t, levers(60, mandate=1.0))
    for name in State._fields:
        assert np.array_equal(getattr(straight, name), getattr(trunk.state, name)), name


def test_changed_rows_are_those_whose_offer_grew() -> None:
    places = world(values=EAGER)
    for t in range(30):
        before = places.live
        grew = places.advance(t, levers(60, coordination=1.0))
        assert np.array_equal(places.changed, np.flatnonzero((places.live != before).any(axis=1)))
        assert grew == bool(places.changed.size)


def test_levers_bear_the_names_and_bases_of_the_catalogue() -> None:
    for name, base in LEVER_OF.values():
        assert LEVERS[name].base == base
    with pytest.raises(ValueError, match="subsidies"):
        levers(3, subsidies=1.0)


def test_each_month_looks_only_at_projects_under_way() -> None:
    places = run(world(values=EAGER), 5, coordination=1.0)
    under_way = int((places.state.bundle == UNDER_WAY).sum())
    assert 0 < under_way < places.state.bundle.size
    places.advance(5, levers(60))
    assert places.looked == under_way


def test_institutions_have_the_same_bits_without_the_compiler() -> None:
    program = (
        "import numpy as np\n"
        "from agents.institutions import *\n"
        "number, family, kinds = np.array([200, 10, 40]), np.array([7, 1, 2]), np.array([4, 9, 3])\n"
        "local = LocalBundles(number, family, np.ones(3), kinds)\n"
        "size = np.array([900.0, 5e3, 4e4, 2e5, 3e6])\n"
        "places = Municipalities(population=size, density=size / 50, employees=size / 150,\n"
        "    prefecture=np.array([1, 1, 2, 2, 3]), area=np.arange(5), areas=5, local=local,\n"
        "    assumptions=Assumptions.of({'offer.level': -1.0}), seed=9)\n"
        "for t in range(60):\n"
        "    places.observe(np.full((5, 8), 90), np.full((5, 8), 7 + t % 5))\n"
        "    places.advance(t, levers(5, announcements=t % 7 == 0, standard=0.3, platform=0.2))\n"
        "s = places.state\n"
        "arrays = (s.bundle, s.complexity, s.expected, s.churn, s.pool, s.invested, s.running)\n"
        "for a in (*arrays, places.finance):\n"
        "    print(a.tobytes().hex())\n"
        "print(int(s.went_live.sum()) > 3)\n"
    )

    def digest(disabled: str) -> tuple[str, str]:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
            env=environment, capture_output=True, text=True, check=True,
        )
        return hashlib.sha256(done.stdout.encode()).hexdigest(), done.stdout.splitlines()[-1]

    compiled = digest("0")
    assert compiled == digest("1")
    assert compiled[1] == "True"
