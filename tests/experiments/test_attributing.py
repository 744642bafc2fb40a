"""Attribution adds up exactly, gives nothing to what does nothing, and the same to what does the same."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from configs.errors import ScenarioError
from experiments.arms import compose, load
from experiments.attributing.dividing import Division, apportioned, rows, runs_of, shared
from experiments.attributing.orders import coalitions, orders, parts_of
from experiments.attributing.players import PHONES, by_group, by_lever, by_name, measure_of
from experiments.attributing.years import aligned, differing_months, spliced, stretches
from experiments.shapley import exact_parts
from policies.timeline import Timeline

PARTS = tuple("abcdefgh")
SHORT = ["population=jp_10k", "calendar.end=2005-03"]


def worth(chosen: frozenset[str], number: int = 0) -> float:
    """A made-up effect with interactions in which g does nothing and a and b are alike."""
    size = 0.1 * len(chosen - {"g"}) + 0.017 * number
    return size + 0.05 * (len(chosen & {"a", "b"}) == 2) - 0.031 * ({"c", "d"} <= chosen)


def constant(value: float) -> Any:
    """A record of which every measure has this value."""
    return SimpleNamespace(value=lambda measure, month: value)


def division(parts: tuple[str, ...], replicates: int) -> tuple[Division, dict[tuple[str, int], Any]]:
    runs, tried = runs_of(parts, 1, replicates)
    words = dict.fromkeys(parts, "")
    made = Division("lever", parts, words, runs, {}, orders=tried)
    only = made.only
    records = {
        (name, k): constant(worth(chosen, k))
        for name, chosen in runs.items()
        for k in range(replicates)
        if only is None or name in only[k]
    }
    return made, records


@pytest.mark.parametrize("count", [1, 2, 6, 7, 8])
def test_parts_sum_to_the_whole_exactly_whatever_their_number(count: int) -> None:
    made, records = division(PARTS[:count], 3)
    found = rows(shared(made, records, 3, "own_use", 0))
    assert made.exact == (count <= 6)
    assert found["sums_exactly"]
    assert sum(Fraction(part["exact"]) for part in found["parts"]) == Fraction(found["whole"]["exact"])
    assert round(sum(part["shown"] for part in found["parts"]), 9) == found["whole"]["shown"]
    assert found["runs"] == len(records)


@pytest.mark.parametrize("parts", [("a", "b", "c", "g"), PARTS])
def test_what_does_nothing_gets_exactly_nothing(parts: tuple[str, ...]) -> None:
    made, records = division(parts, 2)
    found = {row["part"]: row for row in rows(shared(made, records, 2, "own_use", 0))["parts"]}
    assert found["g"]["exact"] == "0"
    assert found["g"]["low"] == found["g"]["high"] == 0.0
    assert found["c"]["estimate"] > 0.0


def test_parts_that_are_alike_get_equal_shares() -> None:
    made, records = division(("a", "b", "c"), 2)
    found = {row["part"]: row["exact"] for row in rows(shared(made, records, 2, "own_use", 0))["parts"]}
    assert found["a"] == found["b"] != found["c"]


def test_orders_come_near_what_every_combination_gives() -> None:
    subsets = [frozenset(c) for size in range(9) for c in combinations(PARTS, size)]
    values = {chosen: Fraction(worth(chosen)) for chosen in subsets}
    exact = exact_parts(values)
    tried = [order for number in range(40) for order in orders(PARTS, 3, number)]
    near = parts_of(values, tried)
    assert sum(near.values()) == sum(exact.values())
    assert max(abs(float(near[part] - exact[part])) for part in PARTS) < 0.006


def test_orders_belong_to_seed_and_replicate_and_come_with_their_reverse() -> None:
    one = orders(PARTS, 1, 0)
    assert one == orders(PARTS, 1, 0)
    assert one != orders(PARTS, 1, 1)
    assert one[1] == one[0][::-1]
    assert coalitions(("a", "b")) == [frozenset(), frozenset("a"), frozenset("ab")]


def test_shown_numbers_are_rounded_so_that_they_sum() -> None:
    thirds = {name: Fraction(100, 3) for name in "abc"}
    assert sum(apportioned(thirds, 100).values()) == 100
    assert apportioned({"a": Fraction(-7, 2), "b": Fraction(1, 2)}, -3) == {"a": -3, "b": 0}


def line(levers: list[list[float]], zones: list[int]) -> Timeline:
    """One lever by month and zone."""
    panel = np.array(levers)[:, :, None, None, None] * np.ones((1, 1, 1, 1, 8))
    return Timeline(0, panel, np.array(zones), np.zeros(36, np.int64), [], [])


def test_levers_of_chosen_years_stand_as_in_the_package_in_every_place() -> None:
    before = line([[0.0]] * 30, [0, 0, 0])
    after = line([[0.0, 0.0]] * 5 + [[1.0, 2.0]] * 20 + [[0.0, 0.0]] * 5, [0, 1, 1])
    old, new = aligned(before, after)
    months = differing_months(old, new)
    assert (months[0], months[-1]) == (5, 24)
    years = stretches(months, 29, 1)
    assert [(s.name, s.start, s.stop) for s in years] == [("FY2001", 5, 15), ("FY2002", 15, 25)]
    mixed = spliced(old, new, [years[1]])
    of_place = mixed.panel[:, mixed.zone_of_municipality, 0, 0, 0]
    assert of_place[14].tolist() == [0.0, 0.0, 0.0]
    assert of_place[15].tolist() == [1.0, 2.0, 2.0]
    assert np.array_equal(spliced(old, new, years).panel, new.panel)
    assert len(stretches(np.arange(3, 243), 242, None)) <= 4


def test_steps_of_one_measure_are_one_part_and_rounds_of_points_are_two() -> None:
    names = ["covid", "covid_online", "points_round_1", "points_round_2", "arm_1_pool", "arm_1_pool_2"]
    assert [measure_of(name, names) for name in names] == [
        "covid", "covid", "points_round_1", "points_round_2", "arm_1_pool", "arm_1_pool",
    ]  # fmt: skip


def test_a_world_has_the_chosen_parts_and_no_others() -> None:
    after = load(["scenario=jp_history", *SHORT])
    tree = compose(["scenario=jp_history", *SHORT])
    package = by_name(after, tree, ["it_basic_law", "online_offer_2003"])
    everything, nothing = (package.world(chosen, "w") for chosen in (package.parts, ()))
    assert everything.policies.keys() == after.policies.keys()
    assert after.policies.keys() - nothing.policies.keys() == {
        "it_basic_law", "it_basic_law_passed", "online_offer_2003",
    }  # fmt: skip
    with pytest.raises(ScenarioError, match=r"'POL-07' and 'it_basic_law' share policies\.it_basic_law"):
        by_name(after, tree, ["it_basic_law", "POL-07"])


def test_groups_take_phones_shocks_and_policies_away_one_by_one() -> None:
    after = load(["scenario=jp_history", *SHORT])
    package = by_group(after, 0)
    bare = package.world([], "bare")
    assert PHONES in bare.policies
    assert all(
        entry.start is None or entry.start < 0 or entry.context_only
        for n, entry in bare.policies.items()
        if n != PHONES
    )
    assert package.world(["technology", "shocks", "policy"], "all").policies == after.policies


def test_scenarios_that_differ_in_assumptions_or_not_at_all_are_not_divided() -> None:
    one, other = (load(["scenario=jp_history", *SHORT, *more]) for more in ([], ["beta.trust=0.9"]))
    with pytest.raises(ScenarioError, match=r"differ in assumptions too \(beta.trust 0.9 instead of"):
        by_lever(one, other)
    with pytest.raises(ScenarioError, match="there is nothing to divide"):
        by_lever(one, one)
