"""scenario=outlook_2035: what history leaves behind, carried on under the levers of December 2025."""

from __future__ import annotations

import numpy as np
import pytest

from configs.errors import ScenarioError
from simulation.model import load_population, timeline_of
from simulation.run import run_tree
from simulation.scenario import LAST, OUTLOOK_LAST, load

SMALL = ["population.citizens=2000", "record=summary"]
OUTLOOK = ["scenario=outlook_2035", *SMALL]


def test_levers_stay_where_they_stood_in_december_2025() -> None:
    scenario = load(OUTLOOK)
    panel = timeline_of(scenario, load_population(scenario)).panel
    assert (panel[LAST + 1 :] == panel[LAST]).all()


def test_the_outlook_begins_from_the_state_that_the_history_leaves() -> None:
    short = [*OUTLOOK, "calendar.end=2025-12"]
    same = run_tree({"history": load(SMALL), "outlook": load(short), "beyond": load(OUTLOOK)})
    history, outlook = same["history", 0], same["outlook", 0]
    assert history.digest == outlook.digest
    for year, later in zip(history.flows[:24], same["beyond", 0].flows[:24], strict=True):
        assert np.array_equal(year, later)
    assert same["beyond", 0].last == OUTLOOK_LAST


def test_a_frozen_structure_of_ages_changes_nothing_before_october_2025() -> None:
    frozen = load([*OUTLOOK, "demography.age_structure=2026"])
    people, other = load_population(frozen), load_population(load(OUTLOOK))
    until = int(other.event_start[LAST + 1])
    assert np.array_equal(people.event_slot[:until], other.event_slot[:until])
    assert people.event_slot.size != other.event_slot.size


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["calendar.end=2030-01"], "later years are those of scenario=outlook_2035"),
        (
            ["scenario=outlook_2035", "calendar.start=2026-01"],
            "the outlook goes on from what history leaves behind",
        ),
        (["scenario=outlook_2035", "calendar.end=2036-01"], "end must not be after 2035-12"),
    ],
)
def test_months_outside_are_refused_in_words(words: list[str], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        load(words)


def test_a_year_to_freeze_needs_the_outlook() -> None:
    with pytest.raises(ScenarioError, match=r"assumptions\.demography\.age_structure: must be 0 or a year"):
        load_population(load([*SMALL, "demography.age_structure=2026"]))
