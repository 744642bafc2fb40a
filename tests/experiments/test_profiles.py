"""Profiles: one file of overrides; the arms are repeated under it and nothing in the code knows its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from configs.errors import ScenarioError
from experiments.profiles import HOME, profiled, ranked_by
from experiments.questions import question

WORDS = ["population=jp_10k"]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A user's folder with a profile of her own."""
    (tmp_path / "profile").mkdir()
    text = "# @package _global_\nassumptions: {beta: {trust: 0.9}}\n"
    (tmp_path / "profile" / "trusting.yaml").write_text(text)
    return str(tmp_path)


def test_every_arm_lives_under_every_profile_and_at_home(folder: str) -> None:
    asked = question("S13").model_copy(update={"profiles": (HOME, "trusting")})
    population = {"name": "tiny", "citizens": 1000, "seed": 3, "file": None}
    groups = profiled(asked, WORDS, population, folder, tuple(asked.arms))
    assert [group.profile for group in groups] == ["jp", "trusting"]
    for group, trust in zip(groups, (0.4, 0.9), strict=True):
        assert list(group.arms) == list(asked.arms)
        assert {scenario.value("beta.trust") for scenario in group.arms.values()} == {trust}
        assert {scenario.population.citizens for scenario in group.arms.values()} == {1000}
        assert "tax_credit_2007" not in group.arms["neither"].policies
        assert group.month == asked.window.end


def test_a_question_may_repeat_others_and_ranks_their_options(folder: str) -> None:
    asked = question("S25").model_copy(update={"profiles": ("trusting",), "runs": ("S13", "S10")})
    population = {"name": "tiny", "citizens": 1000, "seed": 1, "file": None}
    first, second = profiled(asked, WORDS, population, folder, ("history",))
    assert (first.question, first.measure) == ("tax_credit_2007", "own_use")
    assert len(second.arms) == 16
    assert ranked_by(question("S06")) == "possession"


def test_a_profile_without_a_file_is_refused_with_those_there_are(folder: str) -> None:
    asked = question("S13").model_copy(update={"profiles": ("trustful",)})
    with pytest.raises(
        ScenarioError, match=r"tax_credit_2007.profiles: no such profile.*did you mean 'trusting'"
    ):
        profiled(asked, WORDS, {}, folder, ("with_credit",))
