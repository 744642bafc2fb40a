"""What a user types to compare, to weigh and to attribute, on ten thousand citizens and a few years."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

SHORT = ("population=jp_10k", "calendar.end=2007-03")
OPTION = """
policies:
  phones:
    kind: lever_change
    title: forms that fit a phone, and simpler ones
    start: 2004-04
    levers: {{services.smartphone_ready: 0.9, services.complexity: "*0.5"}}
    cost: {{capital: {yen}, source: made up for the test, grade: E}}
"""


@pytest.fixture
def easier(denshi: Terminal) -> Callable[[str, float], str]:
    """Writes an option with a price."""

    def write(name: str, yen: float) -> str:
        (denshi.folder / name).write_text(OPTION.format(yen=yen), encoding="utf-8")
        return name

    return write


def test_a_comparison_says_who_gains_and_its_groups_sum_to_all(
    denshi: Terminal, easier: Callable[[str, float], str]
) -> None:
    said = denshi.done(
        "compare",
        "jp_history",
        easier("my.yaml", 1e9),
        *SHORT,
        "replicates=3",
        "independent=true",
        "json=true",
    ).json
    head, flips = said["headline"], said["flips"]["my.yaml"]["own_use"]
    assert head["low"] > 0.0 and head["gained"] > head["lost"]
    rows = [row for row in said["by_group"] if row["measure"] == "own_use"]
    for grouping in ("prefecture", "age", "age_band", "devices", "literacy", "income", "region", "sex"):
        groups = [row for row in rows if row["grouping"] == grouping]
        for outcome in ("always", "gained", "lost", "not_in_both"):
            assert round(sum(row[outcome] for row in groups) / 3) == flips[outcome], (grouping, outcome)
    assert len([row for row in rows if row["grouping"] == "prefecture"]) == 47
    (pairing,) = said["pairing"]
    assert pairing["run_apart"] and pairing["low"] < pairing["factor"] < pairing["high"]
    assert pairing["factor"] == pytest.approx(
        (pairing["independent_error"] / pairing["paired_error"]) ** 2, rel=1e-9
    )
    (equity,) = said["equity"]
    assert {row["gap"] for row in equity["gaps"]} == {"age", "literacy", "income", "devices", "region"}
    assert equity["guardrail"]["groups"] > 20
    text = "\n".join(said["text"])
    assert "what differs is policies and shocks" in text
    assert "guardrail" in text and "pairing is worth" in text


def test_looking_until_the_interval_is_narrow_says_so_and_a_small_effect_is_no_winner(
    denshi: Terminal,
) -> None:
    (denshi.folder / "tiny.yaml").write_text(
        "policies: {tiny: {kind: lever_change, start: 2006-01, levers: {services.complexity: '*0.995'}}}"
    )
    said = denshi.done("compare", "jp_history", "tiny.yaml", *SHORT, "until=0.001", "most=6", "wished=0.01")
    assert re.search(
        r"No detectable difference between 'tiny.yaml' and 'jp_history'.*smaller than [\d.]+ points",
        said.text,
    )
    assert "Not reached after the most runs allowed, 6: half-width" in said.text
    assert "Looked 2 times; intervals hold 95 % over all looks until 6 runs (alpha spending" in said.text
    assert re.search(r"For a half-width of 0.001 points: about \d+ runs", said.text)
    assert re.search(r"To see [\d.]+ points: about \d+ runs", said.text)
    assert "higher than" not in said.text.split("Citizens by")[0]


def test_only_an_assumption_that_differs_is_no_effect_of_policy(denshi: Terminal) -> None:
    (denshi.folder / "gloomy.yaml").write_text("assumptions: {beta: {trust: 0.9}}")
    said = denshi.done("compare", "jp_history", "gloomy.yaml", *SHORT, "replicates=2")
    assert "so the effect of policy is 0: what differs is assumptions: beta.trust 0.9 instead of" in said.text


def test_policies_are_crossed_with_assumptions(denshi: Terminal, easier: Callable[[str, float], str]) -> None:
    said = denshi.done(
        "compare", "jp_history", easier("my.yaml", 1e9), *SHORT, "replicates=3", "assumptions=[beta.ease=0]",
        "json=true",
    ).json  # fmt: skip
    (world,) = said["worlds"]
    mean = {(cell["assumptions"], cell["policies"]): cell["mean"] for cell in world["cells"]}
    effect = {side: mean[side, "new"] - mean[side, "old"] for side in ("old", "new")}
    for side in effect:
        assert world["policy_effect"][side]["estimate"] == pytest.approx(effect[side])
    assert world["policy_effect"]["old"]["estimate"] == pytest.approx(said["headline"]["estimate"])
    assert world["interaction"]["estimate"] == pytest.approx(effect["new"] - effect["old"])
    assert world["changed"][0].startswith("beta.ease 0 instead of")
    refused = denshi("compare", "jp_history", "jp_history", *SHORT, "assumptions=[remove=[consolidation]]")
    assert refused.status == 2 and "assumptions:" in refused.errors


def test_doubling_a_cost_halves_what_a_yen_buys_and_no_price_is_never_free(
    denshi: Terminal, easier: Callable[[str, float], str]
) -> None:
    (denshi.folder / "free.yaml").write_text(OPTION.format(yen=0).split("    cost")[0], encoding="utf-8")
    options = [easier("cheap.yaml", 1e9), easier("dear.yaml", 2e9), "free.yaml"]
    said = denshi.done(
        "compare", "jp_history", *options, *SHORT, "replicates=2", "budget=1.5e9", "value=30000", "json=true"
    ).json
    rows = {row["arm"]: row for row in said["weighing"]["options"]}
    cheap, dear = rows["cheap.yaml"], rows["dear.yaml"]
    assert dear["yen"]["middle"] - cheap["yen"]["middle"] == 1e9
    assert dear["own_yen"] == 2 * cheap["own_yen"] == 2e9
    assert dear["users_per_million_yen"] * dear["yen"]["middle"] == pytest.approx(
        cheap["users_per_million_yen"] * cheap["yen"]["middle"]
    )
    assert dear["over_budget"] and not cheap["over_budget"]
    assert dear["dominated_by"] == ["cheap.yaml"]
    assert rows["free.yaml"]["cost"] == "not stated"
    assert rows["free.yaml"]["without_cost"] == ["phones"]
    assert "cost not stated (phones)" in "\n".join(said["text"])
    for value in {row["value"] for row in said["weighing"]["acceptability"]}:
        chances = [row["chance"] for row in said["weighing"]["acceptability"] if row["value"] == value]
        assert sum(chances) == pytest.approx(1.0)


@pytest.mark.nightly
def test_arms_of_a_budget_are_weighed_against_the_reference_of_their_question(denshi: Terminal) -> None:
    said = denshi.done(
        "compare", "S05.promotion", "S05.incentive", "S05.simplification", "per_yen=true", "budget=5e9",
        "population=jp_10k", "calendar.end=2008-03", "replicates=2", "json=true",
    ).json  # fmt: skip
    rows = said["weighing"]["options"]
    assert said["scenarios"][0] == "promotion_incentive_simplification_per_yen.history"
    assert [row["cost"] for row in rows] == ["stated"] * 3
    assert sum(row["chance_of_most_users"] for row in rows) == pytest.approx(1.0)
    assert rows == sorted(rows, key=lambda row: -row["chance_of_most_users"])
    assert any("spends 500,000,000 yen a year" in note for note in said["notes"])


def test_a_policy_of_one_prefecture_moves_nobody_elsewhere(denshi: Terminal) -> None:
    """Influence is off: neighbours across a border, and what they tell, would carry it further."""
    (denshi.folder / "north.yaml").write_text(
        "policies: {north: {kind: lever_change, start: 2004-04, target: {prefectures: [1]},"
        " levers: {services.smartphone_ready: 0.9, services.complexity: '*0.3'}}}"
    )
    said = denshi.done(
        "compare", "jp_history", "north.yaml", *SHORT, "network=none", "network.influence=false",
        "replicates=2", "json=true",
    ).json  # fmt: skip
    moved = {
        row["group"]: row["gained"] + row["lost"]
        for row in said["by_group"]
        if row["grouping"] == "prefecture" and row["measure"] == "own_use"
    }
    names = list(moved)
    assert moved[names[0]] > 0
    assert {name: count for name, count in moved.items() if count and name != names[0]} == {}


PACKAGE = """
policies:
  a: {kind: lever_change, title: simpler, start: 2004-04, levers: {services.complexity: "*0.6"}}
  b: {kind: lever_change, title: the same again, start: 2004-04, levers: {services.complexity: "*0.6"}}
  idle: {kind: lever_change, start: 2004-04, strength: 0, levers: {services.complexity: 0.1}}
"""


def test_a_package_is_divided_exactly(denshi: Terminal) -> None:
    (denshi.folder / "package.yaml").write_text(PACKAGE, encoding="utf-8")
    said = denshi.done("attribute", "package.yaml", *SHORT, "replicates=2", "out=a", "json=true").json
    levers, years = said["divisions"]
    for division in (levers, years):
        parts = [Fraction(part["exact"]) for part in division["parts"]]
        assert division["sums_exactly"] and sum(parts) == Fraction(division["whole"]["exact"])
    assert levers["whole"]["exact"] == years["whole"]["exact"], "both divide the same effect"
    by_part: dict[str, Any] = {part["part"]: part for part in levers["parts"]}
    assert by_part["a"]["exact"] == by_part["b"]["exact"] != "0"
    assert by_part["idle"]["exact"] == "0"
    assert [part["part"] for part in years["parts"]] == ["FY2004", "FY2005", "FY2006"]
    assert (denshi.folder / "a" / "attribution.json").is_file()


def test_what_cannot_be_divided_is_refused_in_one_line(denshi: Terminal) -> None:
    for words, part in (
        (("jp_history",), "there is nothing to divide"),
        (("jp_history", "by=decade"), "decade"),
        (("jp_history", "parts=[consolidaton]"), "did you mean 'consolidation'"),
        (("jp_history", "by=group", "minus=jp_history"), "by=group: divides the scenario itself"),
    ):
        said = denshi("attribute", *words, *SHORT)
        assert said.status == 2 and part in said.errors and said.text == ""
    assert denshi.files() == []


def test_an_ensemble_stops_when_the_mean_is_known_and_names_its_replicates(denshi: Terminal) -> None:
    said = denshi.done(
        "ensemble", "population=jp_10k", "calendar.end=2004-03", "until=2", "most=8", "json=true"
    ).json
    assert said["replicate_ids"] == list(range(said["replicates"]))
    assert said["stopping"]["reached"] and said["stopping"]["half_width"] <= 2.0
    row = next(row for row in said["measures"] if row["measure"] == "own_use")
    assert row["band_low"] <= row["median"] <= row["band_high"]
