"""Traits: shares of the tables, ranks that last, levers that multiply."""

import itertools

import numpy as np
import pytest

from agents.columns import FIELDS
from agents.population.population import Population
from agents.population.replay import Replay
from agents.population.trait_tables import (
    DEVICES,
    band_edges,
    device_shares,
    published_devices,
    trait_tables,
)
from agents.population.traits import literacy_start, renew_traits, trait_word


@pytest.fixture(scope="module")
def replay(town: Population) -> Replay:
    """October 2020."""
    made = Replay(town)
    list(made.until([237]))
    return made


def shares(replay: Replay, device: str) -> tuple[np.ndarray, np.ndarray]:
    bands, _ = published_devices()
    edges, age = band_edges(bands), replay.ages()
    groups = [(age >= a) & (age < b) for a, b in itertools.pairwise(edges)]
    owns = replay.trait(device)
    return np.array([owns[g].mean() for g in groups]), np.array([g.sum() for g in groups])


@pytest.mark.parametrize("year", [2005, 2010, 2015, 2020])
def test_devices_and_internet_follow_the_tables(town: Population, year: int) -> None:
    made = Replay(town)
    list(made.until([(year - 2001) * 12 + 9]))
    _, published = published_devices()
    for d, device in enumerate(DEVICES):
        simulated, people = shares(made, device)
        table = published[d, year - 2000]
        noise = 4 * np.sqrt(table * (1 - table) / people)
        assert (np.abs(simulated - table) < noise + 0.012).all(), device


def test_spreading_over_single_ages_keeps_every_band() -> None:
    bands, published = published_devices()
    spread, edges = device_shares(), band_edges(bands)
    assert (spread[:, :, :6] == 0).all()
    for k in range(len(bands)):
        inside = spread[..., edges[k] : edges[k + 1]]
        assert (inside.min(axis=2) <= published[..., k] + 1e-9).all()
        assert (inside.max(axis=2) >= published[..., k] - 1e-9).all()


def test_a_pc_needs_a_connection(replay: Replay) -> None:
    assert (replay.trait("pc") <= replay.trait("net")).all()


def test_few_lose_the_internet_while_its_use_grows(town: Population) -> None:
    made = Replay(town)
    list(made.until([60]))
    before, person = made.trait("net").copy(), made.generation.copy()
    list(made.until([120]))
    same = (person == made.generation) & (made.birth != 255)
    lost = same & (before == 1) & (made.trait("net") == 0)
    assert lost.sum() < 0.02 * same.sum()


def test_education_rises_with_the_year_of_birth(replay: Replay) -> None:
    age, level = replay.ages(), replay.trait("education")
    young, old = (age >= 30) & (age < 40), age >= 75
    assert (level[young] == 3).mean() > 2 * (level[old] == 3).mean()


def test_the_educated_connect_first(replay: Replay) -> None:
    age = replay.ages()
    sixties = (age >= 60) & (age < 80)
    net, level = replay.trait("net")[sixties], replay.trait("education")[sixties]
    assert net[level == 3].mean() > net[level == 0].mean() + 0.1


def test_ranks_are_uniform_whatever_the_ties() -> None:
    tables = trait_tables(3)
    words = np.array([trait_word(i, i, 80, 0, 12, 2, 0, 1.0, 1.0, tables) for i in range(40_000)])
    income = (words >> FIELDS["income"].shift) & 7
    at_30 = np.diff(np.concatenate([[0], tables.income[30, 2] / 2**32, [1]]))
    assert np.abs(np.bincount(income, minlength=8) / words.size - at_30).max() < 0.01


def renewed(replay: Replay, coverage: float, smartphone: float) -> np.ndarray:
    p = replay.population
    who = replay.who.copy()
    for t in range(238, 250):
        renew_traits(
            0, p.slots, t, replay.birth, who, replay.generation, 0, p.municipality_start,
            p.places.size_class, coverage, smartphone, trait_tables(p.seed), p.slots,
        )  # fmt: skip
    return who


def test_levers_multiply_the_shares(replay: Replay) -> None:
    grown = replay.ages() >= 20
    plain, fewer, none = (renewed(replay, *levers) for levers in ((1.0, 1.0), (0.8, 1.0), (1.0, 0.0)))

    def share(who: np.ndarray, name: str) -> float:
        return float(((who[grown] >> np.uint32(FIELDS[name].shift)) & 1).mean())

    assert share(fewer, "net") == pytest.approx(0.8 * share(plain, "net"), abs=0.01)
    assert share(none, "phone") == 0.0
    assert share(none, "net") == share(plain, "net")


def test_renewal_in_pieces_equals_renewal_at_once(replay: Replay) -> None:
    p = replay.population
    whole, pieces = replay.who.copy(), replay.who.copy()
    edges = [0, 1, 777, 5_000, 60_001, p.slots]
    for t in (239, 240):
        for who, parts in ((whole, [(0, p.slots)]), (pieces, list(itertools.pairwise(edges)))):
            for start, stop in reversed(parts):
                renew_traits(
                    start, stop, t, replay.birth, who, replay.generation, 0, p.municipality_start,
                    p.places.size_class, 1.0, 1.0, trait_tables(p.seed), p.slots,
                )  # fmt: skip
    assert np.array_equal(whole, pieces)


def test_helpers_are_other_adults_at_home(replay: Replay) -> None:
    head = replay.trait("head")
    home = np.cumsum(head)
    size = np.bincount(home, replay.birth != 255)
    alone = (size[home] == 1) & (replay.birth != 255)
    who = renewed(replay, 1.0, 1.0)
    helper = (who >> np.uint32(FIELDS["helper"].shift)) & 1
    assert helper[alone].max() == 0
    assert 0.3 < helper[replay.birth != 255].mean() < 0.9


def test_literacy_rises_with_cohort_and_education() -> None:
    tables = trait_tables(1)

    def mean(year: int, education: int) -> float:
        return float(
            np.mean([literacy_start(i, year, education, 0.0, 0.4, 0.3, 0.8, tables) for i in range(4_000)])
        )

    assert mean(1930, 1) < mean(1960, 1) < mean(1990, 1)
    assert mean(1960, 0) < mean(1960, 3)
    assert 7.0 < mean(1960, 0) < 8.0  # half of sixteen, rounded down
