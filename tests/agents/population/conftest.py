"""Populations shared by the tests of this folder, made once a session."""

import pytest

from agents.population.population import Population
from agents.population.synthesis import synthesise
from agents.population.targets import Targets, targets


@pytest.fixture(scope="session")
def small() -> Population:
    return synthesise("jp_10k", 10_000, 1)


@pytest.fixture(scope="session")
def town() -> Population:
    return synthesise("jp_100k", 100_000, 1)


@pytest.fixture(scope="session")
def town_targets(town: Population) -> Targets:
    return targets(town.citizens, town.places)
