"""The outlook: the history to the last bit, then ten years of cohorts carried on."""

from __future__ import annotations

import numpy as np
import pytest

from agents.demography import JAPAN, MONTHS, OUTLOOK_MONTHS, Demography
from agents.places import places
from agents.population import Population
from agents.population.outlook import OUTLOOK_OCTOBERS, later, projected
from agents.population.replay import Replay
from agents.population.synthesis import synthesise
from agents.population.targets import people_by_single_age, targets
from agents.population.trait_tables import carried_on, device_shares, trait_tables
from configs.errors import ScenarioError

OUTLOOK = Demography(OUTLOOK_MONTHS)
LAST_OCTOBER = OUTLOOK_MONTHS - 3


@pytest.fixture(scope="module")
def outlook() -> Population:
    return synthesise("jp_10k", 10_000, 1, plan=OUTLOOK)


def people_of(population: Population, month: int) -> Replay:
    replay = Replay(population)
    for _ in replay.until([month], renew=False):
        pass
    return replay


def old(replay: Replay) -> float:
    """Share of people of 65 and over."""
    age = replay.ages()
    return float((age[age >= 0] >= 65).mean())


def test_the_outlook_is_the_history_bit_for_bit_until_december_2025(
    outlook: Population, small: Population
) -> None:
    events = small.event_slot.size
    assert outlook.months == OUTLOOK_MONTHS and small.months == MONTHS
    for name in ("birth", "who", "municipality_start", "block_start", "long_key"):
        assert np.array_equal(getattr(outlook, name), getattr(small, name))
    for name in ("event_slot", "event_birth", "event_who", "event_cause"):
        assert np.array_equal(getattr(outlook, name)[:events], getattr(small, name))
    assert np.array_equal(outlook.event_start[: MONTHS + 1], small.event_start)


def test_cohorts_are_carried_on_by_survivors_and_each_prefectures_ratio() -> None:
    people = projected()
    assert people.shape[0] == OUTLOOK_OCTOBERS
    assert np.array_equal(people[:26], people_by_single_age())
    japan = people.sum(axis=1)
    # The baby boom of 1947-49 still stands out in 2035, at 86 to 88, and no cohort grows.
    assert japan[35, :, 86:89].sum() > japan[35, :, 89:92].sum()
    assert (japan[26:, :, 41:90] <= 1.02 * japan[25:-1, :, 40:89]).all()
    totals = people.sum(axis=(1, 2, 3))
    assert (np.diff(totals[25:]) < 0).all()
    assert 0.31 < japan[35, :, 65:].sum() / totals[35] < 0.33


def test_simulated_people_of_2035_are_those_of_the_projection(outlook: Population) -> None:
    replay, people = people_of(outlook, LAST_OCTOBER), projected()
    scale = 10_000 / people[20].sum()
    assert (replay.ages() >= 0).sum() == pytest.approx(people[35].sum() * scale, abs=2)
    assert old(replay) == pytest.approx(people[35, :, :, 65:].sum() / people[35].sum(), abs=0.006)


def test_nobody_lives_beyond_the_homes_of_the_history_and_nobody_is_lost() -> None:
    where = places()
    history = targets(10_000, where)
    ahead = later(history, OUTLOOK, where)
    assert ahead is not None
    homes = history.municipal.sum(axis=2).max(axis=0)
    most = np.bincount(where.prefecture - 1, homes)
    assert (ahead.people[26:].sum(axis=(2, 3)) <= most * (1 + 1e-9)).all()
    scale = history.people[25].sum() / projected()[25].sum()
    assert ahead.people[26:].sum(axis=(1, 2, 3)) == pytest.approx(
        projected()[26:].sum(axis=(1, 2, 3)) * scale
    )


def test_a_frozen_structure_keeps_the_share_of_the_old_and_the_total(outlook: Population) -> None:
    frozen = synthesise("jp_10k", 10_000, 1, plan=OUTLOOK._replace(age_structure=2026))
    then, later = people_of(frozen, 12 * 25 + 9), people_of(frozen, LAST_OCTOBER)
    assert old(later) == pytest.approx(old(then), abs=0.008)
    assert old(people_of(outlook, LAST_OCTOBER)) > old(later) + 0.01
    assert (later.ages() >= 0).sum() == (people_of(outlook, LAST_OCTOBER).ages() >= 0).sum()


def test_a_tilt_makes_people_younger_and_leaves_their_number(small: Population) -> None:
    young = people_of(synthesise("jp_10k", 10_000, 1, plan=Demography(tilt=0.25)), MONTHS - 3)
    japan = people_of(small, MONTHS - 3)
    assert old(young) < 0.5 * old(japan)
    assert (young.ages() >= 0).sum() == (japan.ages() >= 0).sum()


def test_a_cohort_keeps_its_devices_and_nothing_published_changes() -> None:
    published, carried = device_shares(), carried_on(device_shares())
    assert np.array_equal(carried[:, :26], published)
    assert np.array_equal(carried[:, 26], published[:, -1])
    assert (carried[:, -1, 40:] >= published[:, -1, 40:]).all()
    assert carried[0, 35, 79] >= published[0, -1, 70] - 1e-12
    assert np.array_equal(carried[:, -1, :30], published[:, -1, :30])


def test_fewer_pcs_and_sooner_phones_change_nothing_else() -> None:
    japan, other = trait_tables(1), trait_tables(1, 0.5, 4)
    assert np.array_equal(japan.device[0], other.device[0])
    assert np.abs(japan.device[1] - 2 * other.device[1]).max() <= 2_000
    assert np.array_equal(japan.device[2, 4:], other.device[2, :-4])
    assert np.array_equal(japan.education, other.education)


@pytest.mark.parametrize("plan", [JAPAN._replace(age_structure=2026), OUTLOOK._replace(age_structure=2025)])
def test_a_year_that_the_outlook_does_not_have_is_refused(plan: Demography) -> None:
    with pytest.raises(
        ScenarioError, match="must be 0 or a year from 2026 to 2035 under scenario=outlook_2035"
    ):
        plan.checked()
