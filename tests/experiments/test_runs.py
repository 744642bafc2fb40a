"""Names of runs: any point of a sweep, any split and any plan can be run again by its name."""

from __future__ import annotations

from typing import Any

import pytest

from configs.errors import ScenarioError
from experiments.arms import arm_tree, load, question_tree
from experiments.circumstances import equal_sets, lay_government, lay_shocks, lay_surge
from experiments.inquiry import ends_of_sweep
from experiments.questions import question
from experiments.runs import arm_of, grid, points, read_run, run_name, stopped
from experiments.splitting import FINE, around, splits
from simulation.scenario import assemble


@pytest.fixture(scope="module")
def history() -> dict[str, Any]:
    return question_tree(question("S01"), ["population=jp_10k"])


def test_a_run_is_read_back_from_its_name() -> None:
    values = {"B": 100000000, "message.switch_every_months": None, "share": 0.125, "from": "2009-04"}
    assert read_run(run_name("mix", values)) == ("mix", values)
    with pytest.raises(ScenarioError, match="write name:value"):
        read_run("mix@B=3")


def test_every_letter_is_replaced_and_an_arm_without_one_stands_in_the_middle() -> None:
    asked = question("S05")
    name = "promotion.mass_media_yen_year"
    assert arm_of(asked, "promotion").set[0][name] == 1_000_000_000
    assert arm_of(asked, "promotion@B:300000000").set[0][name] == 300_000_000
    assert [p.values["B"] for p in points(asked, "promotion")] == list(asked.sweep["B"])
    assert points(asked, "history") == ()
    with pytest.raises(ScenarioError, match="swept value"):
        arm_of(asked, "promotion@C:3")


def test_a_sweep_over_two_levers_runs_every_pair() -> None:
    asked = question("S10")
    assert len(list(grid(asked, "history"))) == 15
    near, far = ends_of_sweep(asked)
    assert read_run(near)[1]["offline.minutes_per_procedure"] == 5
    assert read_run(far)[1]["offline.minutes_per_procedure"] == 120


def test_a_split_shares_the_sum_and_sums_to_it() -> None:
    asked = question("S05")
    mix = arm_of(asked, "mix@B:1000000000,promotion:0.25,simplification:0.75")
    assert mix.set == (
        {"promotion.mass_media_yen_year": 250_000_000.0},
        {"simplify.pool_yen_year": 750_000_000.0},
    )
    assert len(arm_of(asked, "mix").set) == 3
    assert all(sum(split) == FINE for split in [*splits(4, 3), *around((2, 0, 6))])
    assert len(splits(4, 3)) == 15
    assert (1, 1, 6) in around((2, 0, 6))


def test_a_point_of_a_sweep_is_a_scenario_by_its_name() -> None:
    name = "efficient_counters.history@offline.minutes_per_procedure:60,online.minutes_per_procedure:30"
    scenario = load([f"scenario={name}", "population=jp_10k"])
    assert scenario.name == name
    assert any(e.kind == "lever_change" for e in scenario.policies.values())


def test_a_plan_is_a_scenario_by_its_name(history: dict[str, Any]) -> None:
    asked = question("S24")
    run = "plan@services.*.smartphone_ready:0.5,standard.available_from:2008-04"
    scenario = assemble(arm_tree(history, asked, run))
    assert scenario.policies["municipal_standard_2021"].start == (2008 - 2001) * 12 + 3


def test_a_plan_without_values_is_no_scenario() -> None:
    with pytest.raises(ScenarioError, match=r"plan is found by search and has no values") as caught:
        load(["scenario=fifty_percent_by_2010.plan", "population=jp_10k"])
    assert "denshi ask fifty_percent_by_2010" in caught.value.lines[0]
    with pytest.raises(ScenarioError, match="did you mean 'plan'"):
        load(["scenario=fifty_percent_by_2010.plam"])


@pytest.mark.parametrize("value", [1234567.5, 0.1, 1e9, 20000.0, 1 / 3])
def test_a_value_keeps_all_its_digits_in_a_name(value: float) -> None:
    assert read_run(run_name("mix", {"B": value}))[1]["B"] == value


def test_an_outage_starts_with_the_window_and_an_optional_disaster_stays_off(history: dict[str, Any]) -> None:
    tree = {**history, "shocks": dict(history["shocks"])}
    lay_shocks(tree, question("S09"))
    assert tree["shocks"]["outage"]["start"] == "2018-04"
    assert tree["shocks"]["outage"]["hours"] == [4, 72]
    assert tree["shocks"]["disaster"]["start"] is None
    asked = question("S09").model_copy(update={"shocks": {"meteor": {}}})
    with pytest.raises(ScenarioError, match=r"shocks.meteor: no such shock"):
        lay_shocks(tree, asked)


def test_in_a_surge_every_household_applies_before_the_deadline(history: dict[str, Any]) -> None:
    tree = {**history, "policies": dict(history["policies"])}
    lay_surge(tree, question("S04"))
    relief = tree["policies"]["covid_relief_2020"]
    assert (relief["start"], relief["end"]) == ("2020-05", "2020-08")
    usual = 3 * 0.02 / 12
    applied = usual * relief["surge"] * sum(relief["fade"] ** k for k in range(3))
    assert applied == pytest.approx(0.53)
    (entry,) = [e for n, e in assemble(tree).policies.items() if n == "covid_relief_2020"]
    moved = {change.lever: change.value for change in entry.changes(entry.start or 0)}
    assert moved["services.surge"] == pytest.approx(relief["surge"]), "the lever takes all of it"
    soon = question("S04").model_copy(update={"surge": {"applications": "population", "deadline_days": 30}})
    with pytest.raises(ScenarioError, match=r"surge: applications come to 106.0 times the usual rate"):
        lay_surge({**history, "policies": dict(history["policies"])}, soon)
    late = question("S04").model_copy(update={"surge": {"applications": "population", "deadline_days": 0}})
    with pytest.raises(ScenarioError, match="deadline_days: must lie in"):
        lay_surge(tree, late)
    loose = question("S04").model_copy(
        update={"surge": {"applications": "population", "pin_reset_queue": False}}
    )
    with pytest.raises(ScenarioError, match="pin_reset_queue: must be true"):
        lay_surge(tree, loose)


def test_arms_that_promote_are_scaled_to_the_same_sum() -> None:
    asked = question("S11")
    name = "promotion.mass_media_yen_year"
    arms = {
        arm: one.model_copy(update={"set": ({name: yen},)})
        for (arm, one), yen in zip(asked.arms.items(), (1e9, 2e9, 3e9), strict=True)
    }
    paid = asked.model_copy(update={"arms": arms})
    assert {equal_sets(paid, arm)[0][name] for arm in arms} == {2e9}
    arms["both"] = asked.arms["both"]
    with pytest.raises(ScenarioError, match="both spends nothing on promotion"):
        equal_sets(asked.model_copy(update={"arms": arms}), "abstract")
    assert equal_sets(asked, "abstract") == asked.arms["abstract"].set


def test_the_government_of_a_question_withdraws_by_use_and_not_by_share(history: dict[str, Any]) -> None:
    asked = question("S02")
    cut = assemble(arm_tree(history, asked, "promote_first")).policies["consolidation"]
    fitted = history["assumptions"]["conversion"]["prune_cases"]["value"]
    assert {c.lever: c.value for c in cut.changes(cut.start or 0)}["supply.prune_below"] == fitted
    for government, said in (
        ({"rule": "prune_by_lot"}, "rule: must be prune_by_measured_use"),
        ({"rule": "prune_by_measured_use", "threshold": -1}, "threshold: must be calibrated or"),
    ):
        with pytest.raises(ScenarioError, match=said):
            lay_government(dict(history), asked.model_copy(update={"government": government}))


@pytest.mark.nightly
def test_at_the_fitted_threshold_history_comes_out() -> None:
    from experiments.threshold import threshold

    found = [threshold("jp_10k", number) for number in range(3)]
    assert min(found) / 1.5 < load([]).value("conversion.prune_cases") < max(found) * 1.5


def test_yearly_sums_end_half_way_where_a_question_asks_what_stays() -> None:
    asked = question("S05")
    run, last = stopped(asked, "incentive@B:1000000000") or ("", 0)
    assert (run, last) == ("incentive@B:1000000000,until:2011-03", (2011 - 2001) * 12 + 2)
    (item,) = arm_of(asked, run).set
    assert item == {"until": "2011-03", "incentive.pool_yen_year": 1_000_000_000}
    assert stopped(asked, "history") is None
    assert stopped(question("S13"), "with_credit") is None


def test_what_was_redesigned_stays_when_the_money_ends(history: dict[str, Any]) -> None:
    tree = arm_tree(history, question("S05"), "simplification@B:1000000000,until:2011-03")
    added = [e for name, e in tree["policies"].items() if name not in history["policies"]]
    paid = [e for e in added if e.get("cost")]
    assert [e["end"] for e in paid] == ["2011-04"]
    assert all("end" not in e for e in added if e["levers"])
    assert [e["start"] for e in added if e["levers"]] == [f"{year}-04" for year in range(2006, 2011)]
