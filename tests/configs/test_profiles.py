"""Profiles: other values on Japan's geography, with no laws but their own, laid over any scenario."""

from __future__ import annotations

import pytest

from configs.errors import ScenarioError
from configs.library import library
from configs.reader import compose
from simulation.scenario import assemble

PROFILES = library().names("profile")
ELSEWHERE = [name for name in PROFILES if name != "jp"]


def test_the_profiles_that_questions_name_are_there() -> None:
    assert set(PROFILES) >= {"jp", "slow_counters_young_mobile", "mandatory_id_one_platform", "low_capacity"}


def test_the_profile_of_japan_overrides_nothing() -> None:
    assert compose(["profile=jp"]) == compose([])


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_profile_has_no_laws_but_its_own(name: str) -> None:
    tree = compose([f"profile={name}"])
    own = library().option("profile", name).body
    assert set(tree["policies"]) == set(own["policies"])
    assert tree["shocks"] == {}
    assert tree["population"] == compose([])["population"]
    assemble(tree)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_dates_of_a_profile_count_from_the_start_of_the_run(name: str) -> None:
    early = compose([f"profile={name}"])["policies"]
    late = compose([f"profile={name}", "calendar.start=2003-01"])["policies"]
    opens = early["services_open"]["start"]
    assert late["services_open"]["start"] == f"{int(opens[:4]) + 2}{opens[4:]}"


@pytest.mark.parametrize("name", PROFILES)
def test_no_profile_is_called_a_country(name: str) -> None:
    assert "country" not in library().option("profile", name).text.lower()


def test_a_profile_is_chosen_with_or_without_plus() -> None:
    assert compose(["profile=low_capacity"]) == compose(["+profile=low_capacity"])


def test_what_is_typed_wins_over_the_profile() -> None:
    tree = compose(["demography.tilt=0.1", "profile=slow_counters_young_mobile"])
    assert tree["assumptions"]["demography"]["tilt"]["value"] == 0.1
    assert tree["assumptions"]["demography"]["pc"]["value"] == 0.3


def test_a_misspelt_profile_is_asked_back() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'low_capacity'"):
        compose(["profile=low_capacty"])
