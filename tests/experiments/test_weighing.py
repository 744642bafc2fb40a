"""Weighing of made-up options, crossing of beliefs, and what pairing is worth, on numbers known by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from configs.errors import ScenarioError
from experiments.arms import load
from experiments.chances import NOTHING, best, dominated, most_users, ties
from experiments.independence import worth
from experiments.priced import Option
from experiments.weighing import lines, weighed
from experiments.worlds import believed, crossed, plain_line, split_words, undated

SHORT = ["population=jp_10k", "calendar.end=2001-03"]


def option(arm: str, users: list[float], yen: float, bare: tuple[str, ...] = (), wide: float = 0.0) -> Option:
    """An option at ``yen``, give or take ``wide``."""
    count = len(users)
    low, high = np.full(count, yen - wide), np.full(count, yen + wide)
    none = np.zeros(0)
    return Option(arm, np.array(users), low, high, yen, ("p",) if yen else (), bare, False, (), none, none)


def test_chances_sum_to_one_and_follow_the_value_of_a_user() -> None:
    small, large = option("small", [10, 12, 11], 100.0), option("large", [20, 24, 22], 400.0)
    for value in (0.0, 5.0, 12.0, 1000.0):
        assert sum(best([small, large], value).values()) == pytest.approx(1.0)
    assert best([small, large], 0.0)[NOTHING] == 1.0
    assert best([small, large], 15.0)["small"] > 0.9
    assert best([small, large], 1000.0)["large"] > 0.99
    assert most_users([small, large])["large"] > 0.99


def test_equal_options_share_the_chance_and_are_called_a_tie() -> None:
    one, other = option("one", [1.0, 3.0, 2.0], 10.0), option("other", [1.0, 3.0, 2.0], 10.0)
    assert most_users([one, other]) == {"one": pytest.approx(0.5), "other": pytest.approx(0.5)}
    assert ties([one, other]) == [["one", "other"]]
    assert ties([one, option("far", [51.0, 53.0, 52.0], 10.0)]) == []


def test_the_chance_of_an_uncertain_gain_is_that_of_students_t() -> None:
    from scipy.stats import t

    users = [1.0, -2.0, 3.0, 1.5]
    mean, error = float(np.mean(users)), float(np.std(users, ddof=1) / 2)
    found = best([option("a", users, 0.0)], 1.0)
    assert found["a"] == pytest.approx(float(t.cdf(mean / error, 3)), abs=0.01)


def test_a_wide_range_of_costs_makes_the_choice_uncertain() -> None:
    sure = option("a", [10.0, 10.0], 100.0)
    unsure = option("a", [10.0, 10.0], 100.0, wide=50.0)
    assert best([sure], 11.0)["a"] == 1.0
    assert best([unsure], 11.0)["a"] == pytest.approx(0.6, abs=0.01)


def test_what_is_dearer_and_no_better_is_dominated_also_by_a_mix() -> None:
    options = [
        option("cheap", [10, 10], 100.0),
        option("worse", [9, 9], 150.0),
        option("bent", [11, 11], 300.0),
        option("best", [30, 30], 400.0),
        option("harmful", [-1, -1], 50.0),
    ]
    assert dominated(options) == {
        "worse": ["cheap"],
        "bent": ["cheap", "best"],
        "harmful": [NOTHING],
    }


def test_nothing_is_free_because_nobody_stated_its_cost() -> None:
    found = weighed([option("a", [9, 9], 90.0), option("b", [99, 99], 0.0, bare=("letters",))], "history")
    rows = {row["arm"]: row for row in found["options"]}
    assert rows["b"]["cost"] == "not stated" and rows["b"]["chance_of_most_users"] is None
    assert rows["a"]["chance_of_most_users"] == 1.0
    assert rows["a"]["yen_per_user"] == {"low": 10.0, "middle": 10.0, "high": 10.0}
    said = "\n".join(lines(found))
    assert "cost not stated (letters)" in said
    assert lines(weighed([option("b", [9, 9], 0.0, bare=("letters",))], "h")) == [
        "Cost beyond 'h': not stated for 'b'."
    ]


def test_a_gain_that_is_not_certain_has_no_price_for_each_user() -> None:
    (row,) = weighed([option("a", [5, -5, 1], 90.0)], "history")["options"]
    assert row["yen_per_user"] is None
    assert row["users_per_million_yen"] is not None


def records(values: dict[str, list[float]], first: int = 0) -> dict[tuple[str, int], Any]:
    return {
        (arm, first + k): SimpleNamespace(value=lambda measure, month, v=value: v)
        for arm, found in values.items()
        for k, value in enumerate(found)
    }


def test_pairing_is_worth_what_runs_apart_vary_more() -> None:
    rng = np.random.default_rng(2)
    luck, other = rng.normal(0.3, 0.05, 400), rng.normal(0.3, 0.05, 400)
    after = luck + 0.02 + rng.normal(0, 0.01, 400)
    paired = records({"a": luck.tolist(), "b": after.tolist()})
    apart = records({"b": (other + 0.02).tolist()}, first=400)
    found = worth(paired, apart, "b", "a", "own_use", 0)
    assert found.factor == pytest.approx(50.0, rel=0.2)
    assert found.low is not None and found.high is not None
    assert found.low < 50.0 < found.high
    assert worth(records({"a": [0.1], "b": [0.2]}), apart, "b", "a", "own_use", 0).factor is None


def test_two_scenarios_that_differ_in_both_are_crossed_and_in_one_are_told() -> None:
    plain = load(["scenario=jp_history", *SHORT])
    gloomy = load(["scenario=jp_history", *SHORT, "beta.trust=0.9"])
    fewer = load(["scenario=jp_history", *SHORT, "remove=[consolidation]"])
    both = load(["scenario=jp_history", *SHORT, "remove=[consolidation]", "beta.trust=0.9"])
    runs, worlds = crossed({"a": plain, "b": both}, {}, "")
    (world,) = worlds.values()
    old, new = (runs[name] for name in (world.old[1], world.new[0]))
    assert old.policies == both.policies and old.value("beta.trust") == plain.value("beta.trust")
    assert new.policies == plain.policies and new.value("beta.trust") == 0.9
    for other, words in ((gloomy, "the effect of policy is 0"), (fewer, "what differs is policies")):
        assert crossed({"a": plain, "b": other}, {}, "") == ({}, {})
        assert words in plain_line(plain, other, "b", "a")
    assert undated(plain, gloomy)[0].startswith("beta.trust 0.9 instead of")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[beta.trust=0.9", "has no closing bracket"),
        ("[beta.trust]", "'beta.trust' has no '='"),
        ("[]", "names nothing"),
    ],
)
def test_assumptions_that_cannot_be_read_are_refused(text: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        split_words(text)


@pytest.mark.parametrize(
    ("word", "said"),
    [("policies.tax_credit_2007.start=2009-01", "changes policies"), ("seed=3", "changes the seed")],
)
def test_what_is_no_assumption_is_refused(word: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        believed("jp_history", SHORT, [word], None)
    assert split_words("other") == ["assumptions=other"]


def test_several_looks_widen_the_intervals_of_the_cost_block_too() -> None:
    (usual,), (careful,) = (
        weighed([option("a", [5, 9, 7], 90.0)], "history", level=level)["options"] for level in (0.95, 0.99)
    )
    assert careful["added_users"]["low"] < usual["added_users"]["low"]
    assert careful["added_users"]["high"] > usual["added_users"]["high"]
