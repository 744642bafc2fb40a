from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from agents.columns import FAMILIES
from configs.errors import ScenarioError
from configs.months import month_index
from experiments.arms import arm_tree, compose, load, question_tree, variant_tree
from experiments.inquiry import prepare
from experiments.questions import Question, combinations, question, questions, read_question
from experiments.runs import points
from experiments.shapley import changes_of
from experiments.told import user_changes
from experiments.verbs.ask import place_of
from policies.timeline import compile_timeline
from simulation.scenario import Scenario, assemble


@pytest.fixture(scope="module")
def history() -> dict[str, Any]:
    return question_tree(question("S01"), ["population=jp_10k"])


@pytest.fixture(scope="module")
def arms(history: dict[str, Any]) -> dict[str, Scenario]:
    asked = question("smartphone_first_2010")
    return {arm: assemble(arm_tree(history, asked, arm)) for arm in asked.arms}


def test_all_28_questions_are_read() -> None:
    found = questions()
    assert [q.ref for q in found.values()] == [f"S{k:02d}" for k in range(1, 29)]
    assert all(q.question.strip().endswith("?") for q in found.values())
    assert all(q.expect and q.outputs and q.falsified_if for q in found.values())
    assert {q.group for q in found.values()} == {
        "channels", "incentives", "card", "crisis", "organisation", "who", "method",
    }  # fmt: skip


def attempted(tree: dict[str, Any], asked: Question, arm: str) -> tuple[Scenario | None, tuple[str, ...]]:
    try:
        return assemble(arm_tree(tree, asked, arm)), ()
    except ScenarioError as error:
        return None, error.lines


@pytest.mark.parametrize("name", questions())
def test_every_arm_of_every_question_is_a_scenario(name: str) -> None:
    """Nothing that the catalogue asks for is left out."""
    asked = question(name)
    tree = question_tree(asked, ["population=jp_10k"])
    for arm in asked.arms:
        scenario, lines = attempted(tree, asked, arm)
        assert scenario is not None, lines
        assert scenario.name == f"{asked.id}.{arm}"
        assert scenario.calendar.end == asked.window.end


@pytest.mark.parametrize("name", [name for name, asked in questions().items() if asked.sweep])
def test_every_point_of_every_sweep_is_a_scenario(name: str) -> None:
    asked = question(name)
    tree = question_tree(asked, ["population=jp_10k"])
    runs = [point.run for arm in asked.arms for point in points(asked, arm)]
    assert len(runs) == len(set(runs)) >= len(next(iter(asked.sweep.values())))
    for run in runs:
        scenario, lines = attempted(tree, asked, run)
        assert scenario is not None, lines


def test_the_arms_of_the_first_question_are_as_specified(arms: Mapping[str, Scenario]) -> None:
    assert list(arms) == ["history", "smartphone", "smartphone_and_consolidate", "keep_96_only"]
    kept = {name: "consolidation" in scenario.policies for name, scenario in arms.items()}
    assert kept == {
        "history": True, "smartphone": False, "smartphone_and_consolidate": True, "keep_96_only": False,
    }  # fmt: skip
    assert {s.calendar.start for s in arms.values()} == {0}
    assert {s.calendar.end for s in arms.values()} == {month_index("2021-03")}
    moved = [entry for entry in arms["smartphone"].policies.values() if entry.kind == "lever_change"]
    assert len(moved) == 1
    assert moved[0].start == month_index("2010-04")
    assert moved[0].families == FAMILIES
    assert dict(moved[0].moves) == {"services.smartphone_ready": 0.9, "services.browser_fail": 0.02}  # type: ignore[attr-defined]
    assert not [e for e in arms["keep_96_only"].policies.values() if e.kind == "lever_change"]


def test_levers_part_exactly_when_the_question_says(arms: Mapping[str, Scenario]) -> None:
    from agents.places import places

    lines = {
        name: compile_timeline(
            s.policies, s.shocks, {}, places(), month_index("2009-01"), month_index("2010-06")
        )
        for name, s in arms.items()
    }
    phone = {name: line.lever("services.smartphone_ready")[:, 0, 0, :] for name, line in lines.items()}
    march, april = (
        month_index("2010-03") - lines["history"].first,
        month_index("2010-04") - lines["history"].first,
    )
    for name in ("smartphone", "smartphone_and_consolidate"):
        assert (phone[name][march] == phone["history"][march]).all()
        assert (phone[name][april] == 0.9).all()
        assert (lines[name].lever("services.browser_fail")[april] == 0.02).all()
    assert (phone["keep_96_only"] == phone["history"]).all()


def test_an_arm_may_stand_wherever_a_scenario_is_named() -> None:
    scenario = load(
        ["scenario=smartphone_first_2010.keep_96_only", "population=jp_10k", "beta.trust=0.7", "seed=9"]
    )
    assert scenario.name == "smartphone_first_2010.keep_96_only"
    assert scenario.value("beta.trust") == 0.7
    assert scenario.seed == 9
    assert "consolidation" not in scenario.policies
    assert load(["scenario=S01.history", "calendar.end=2012-03"]).calendar.end == month_index("2012-03")
    assert load(["scenario=jp_history"]).calendar.end == month_index("2025-12")


def test_a_misspelt_arm_or_question_is_asked_back() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'smartphone'"):
        compose(["scenario=smartphone_first_2010.smartfone"])
    with pytest.raises(ScenarioError, match="did you mean 'smartphone_first_2010'"):
        question("smartphone_first")
    with pytest.raises(ScenarioError, match="name one of"):
        compose(["scenario=smartphone_first_2010"])


def test_the_other_disputed_date_moves_the_consolidation_and_nothing_else(history: dict[str, Any]) -> None:
    moved = assemble(variant_tree(history, "consolidation_date", "2013-04"))
    plain = assemble(history)
    assert moved.policies["consolidation"].start == month_index("2013-04")
    others = {name: entry for name, entry in moved.policies.items() if name != "consolidation"}
    assert others == {name: entry for name, entry in plain.policies.items() if name != "consolidation"}


def test_until_is_the_last_month_and_a_factor_works_on_top(history: dict[str, Any]) -> None:
    text = """
ref: S99
id: made_up
group: who
question: What if?
why: To test.
seed: []
window: {from: 2010-04, to: 2012-03}
arms:
  history: {}
  halved:
    set:
      - {until: 2010-12, services.etax.documents: "*0.5", legacy.seal_required: false}
outputs: [own_use]
expect: [{output: own_use, arm: halved, minus: history, sign: ">0"}]
falsified_if: never
"""
    asked = read_question(text, "made_up.yaml")
    entries = [
        e for e in arm_tree(history, asked, "halved")["policies"].values() if e["kind"] == "lever_change"
    ]
    assert [entry["families"] for entry in entries] == [["etax"], list(FAMILIES)]
    assert {entry["start"] for entry in entries} == {"2010-04"}
    assert {entry["end"] for entry in entries} == {"2011-01"}
    assert entries[0]["levers"] == {"services.documents": "*0.5"}
    assert entries[1]["levers"] == {"legacy.seal_required": 0.0}
    with pytest.raises(ScenarioError, match=r"made_up.yaml: expect"):
        read_question(text.replace("sign:", "sing:"), "made_up.yaml")


def test_assumptions_in_an_arm_are_changed_for_good_and_carry_no_date(history: dict[str, Any]) -> None:
    asked = question("S01")
    arm = asked.arms["history"].model_copy(update={"set": ({"assumptions.literacy.by_cohort": False},)})
    changed = asked.model_copy(update={"arms": {"history": arm}})
    assert assemble(arm_tree(history, changed, "history")).value("literacy.by_cohort") == 0.0
    dated = arm.model_copy(update={"set": ({"at": "2010-04", "assumptions.beta.trust": 1},)})
    with pytest.raises(ScenarioError, match="has no date"):
        arm_tree(history, asked.model_copy(update={"arms": {"history": dated}}), "history")


def test_what_cannot_run_is_named_all_at_once_with_what_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.shorthand.asked.UNREAD", frozenset({"legacy.fax"}))
    with pytest.raises(ScenarioError) as caught:
        prepare(question("seal_and_fax"), ["population=jp_10k"])
    assert len(caught.value.lines) == 3
    assert caught.value.lines[-1].endswith("arms=[history,seal_only_2005,never]")
    prepare(question("seal_and_fax"), ["population=jp_10k"], arms=["history", "seal_only_2005", "never"])


def test_sixteen_arms_take_out_every_combination_of_four_factors() -> None:
    asked: Question = question("no_pandemic")
    assert len(asked.arms) == 16
    assert asked.reference == "history"
    assert len({frozenset(arm.remove) for arm in asked.arms.values()}) == 16
    assert combinations({"a": {"remove": ["x"]}})["without_a"] == {"remove": ["x"]}


def test_a_change_in_both_arms_is_one_change() -> None:
    arms = question("S01").arms
    assert changes_of(arms["keep_96_only"]) < changes_of(arms["smartphone"])
    assert changes_of(arms["smartphone_and_consolidate"]) | changes_of(arms["keep_96_only"]) == changes_of(
        arms["smartphone"]
    )


def test_costs_are_counted_against_what_the_headline_compares_with() -> None:
    """An inquiry of two arms, neither of them history, has a reference of its own."""
    inquiry = prepare(question("S01"), ["population=jp_10k"], arms=["smartphone", "keep_96_only"])
    assert inquiry.reference == "smartphone"
    assert inquiry.headline == ("own_use", "keep_96_only", "smartphone")


def test_another_request_has_another_place() -> None:
    asked, size = question("S01"), ["population=jp_10k"]
    requests = [
        prepare(asked, size),
        prepare(asked, [*size, "beta.trust=0.8"]),
        prepare(asked, [*size, "calendar.end=2015-03"]),
        prepare(asked, size, arms=["history", "smartphone"]),
        prepare(asked, size, replicates=3),
    ]
    assert len({place_of(one) for one in requests}) == len(requests)
    assert place_of(prepare(asked, [*size, "threads=1"])) == place_of(requests[0])


def test_changes_are_what_was_typed_but_for_size_and_luck() -> None:
    typed = ["population=jp_10k", "seed=2", "beta.trust=0.8", "~policies.consolidation", "scenario=my.yaml"]
    assert user_changes(typed) == ["beta.trust=0.8", "~policies.consolidation", "scenario=my.yaml"]
    assert user_changes([], "mine") == ["--config-dir mine"]


def test_an_added_entry_without_a_start_is_named_and_those_of_the_history_are_not() -> None:
    phones = "+policies.phones={kind:lever_change,levers:{services.smartphone_ready:0.9}}"
    (note,) = load(["population=jp_10k", phones]).notes()
    assert note.startswith("policies.phones: has no start, so it never acts")
    assert load(["population=jp_10k", phones, "policies.phones.start=2010-04"]).notes() == []
