"""Shorthands of questions: each comes to what it says, and says what would be right when it is misused."""

from __future__ import annotations

from typing import Any

import pytest

from configs.errors import ScenarioError
from experiments.arms import arm_tree, question_tree
from experiments.questions import Question, question, read_question
from experiments.shorthand.asked import Asked
from experiments.shorthand.money import used_share
from experiments.shorthand.reading import read
from experiments.shorthand.registry import SHORTHANDS
from policies.levers import LEVERS, UNREAD
from simulation.scenario import assemble

SETTINGS = """
ref: S99
id: made_up
group: who
question: What if?
why: To test.
seed: []
window: {from: 2010-04, to: 2014-03}
arms:
  history: {}
  changed: {set: []}
outputs: [own_use]
expect: [{output: own_use, arm: changed, minus: history, sign: ">0"}]
falsified_if: never
"""


@pytest.fixture(scope="module")
def history() -> dict[str, Any]:
    return question_tree(question("S01"), ["population=jp_10k"])


def asking(**moves: Any) -> Question:
    """A question whose arm ``changed`` sets one thing."""
    asked = read_question(SETTINGS, "made_up.yaml")
    arm = asked.arms["changed"].model_copy(update={"set": (moves,)})
    return asked.model_copy(update={"arms": {**asked.arms, "changed": arm}})


def changed(tree: dict[str, Any], **moves: Any) -> dict[str, Any]:
    """The tree of the arm."""
    return arm_tree(tree, asking(**moves), "changed")


def added(tree: dict[str, Any], **moves: Any) -> list[dict[str, Any]]:
    """Entries that the arm adds to the history."""
    found = changed(tree, **moves)["policies"]
    return [entry for name, entry in found.items() if name not in tree["policies"]]


def right_value(name: str) -> Any:
    """A value that the shorthand takes."""
    row = SHORTHANDS[name]
    return {
        "switch": True, "word": row.words[-1] if row.words else None, "month": "2012-04",
        "month list": ["2012-04"], "families": ["relief"], "acts": {"insurance_use": 7500},
        "factor": min(1.5, row.high), "share": 0.5, "months": 12, "minutes": 60, "desks": 8, "years": 75,
    }.get(row.unit, row.high)  # fmt: skip


@pytest.mark.parametrize("name", SHORTHANDS)
def test_a_shorthand_comes_to_a_scenario_or_names_the_lever_it_waits_for(
    name: str, history: dict[str, Any]
) -> None:
    try:
        tree = changed(history, **{name: right_value(name)})
    except ScenarioError as error:
        (line,) = error.lines
        assert line.startswith(f"made_up.changed.set.{name}: this version cannot set it")
        missing = line.rpartition(" ")[2]
        assert missing in SHORTHANDS[name].needs
        assert missing not in LEVERS or missing in UNREAD
        return
    assert assemble(tree).name == "made_up.changed"
    if name not in ("relief.accounts_known", "relief.apply", "feedback.perceived_availability"):
        plain = arm_tree(history, asking(), "changed")
        assert any(tree[part] != plain[part] for part in ("policies", "shocks", "assumptions"))


WRONG: dict[str, tuple[Any, str]] = {
    "switch": ("perhaps", "must be true or false"),
    "word": ("loud", "must be one of "),
    "month": ("next spring", "must be a month such as 2013-04"),
    "month list": ("2013-04", r"must be a list of months such as \[2013-04\]"),
    "families": (["weather"], "must be all, or a list of etax"),
    "acts": ({"dance": "much"}, "must be yen for each act"),
}


@pytest.mark.parametrize("name", SHORTHANDS)
def test_a_value_that_makes_no_sense_is_answered_with_what_would(name: str, history: dict[str, Any]) -> None:
    row = SHORTHANDS[name]._replace(needs=())
    value, said = WRONG.get(row.unit, (row.high * 2 + 1, r"must be a number in \["))
    with pytest.raises(ScenarioError, match=said) as caught:
        read(row, value, f"made_up.changed.set.{name}", history)
    (line,) = caught.value.lines
    assert line.startswith(f"made_up.changed.set.{name}: must be ")
    assert line.endswith(f"; got {value!r}")
    if not row.never:
        with pytest.raises(ScenarioError, match="cannot be 'never'; give "):
            read(row, None, "path", history)
    else:
        assert read(row, None, "path", history) is None
        assert "or null for never" in line


@pytest.mark.parametrize("name", SHORTHANDS)
def test_a_shorthand_says_what_it_means_and_in_what(name: str) -> None:
    row = SHORTHANDS[name]
    assert row.meaning and row.unit
    assert row.low <= row.high
    assert bool(row.words) == (row.unit == "word")


def test_yen_for_mass_media_are_a_share_of_a_campaign_and_a_cost(history: dict[str, Any]) -> None:
    (entry,) = added(history, **{"at": "2011-04", "promotion.mass_media_yen_year": 3_000_000_000})
    assert entry["levers"] == {"promotion.mass_media": "+0.3"}
    assert entry["start"] == "2011-04"
    assert entry["cost"]["running_year"] == 3e9
    dearer = {**history, "assumptions": {**history["assumptions"]}}
    conversion = dict(dearer["assumptions"]["conversion"])
    conversion["campaign_yen_year"] = {**conversion["campaign_yen_year"], "value": 3e10}
    dearer["assumptions"]["conversion"] = conversion
    (entry,) = added(dearer, **{"promotion.mass_media_yen_year": 3_000_000_000})
    assert entry["levers"] == {"promotion.mass_media": "+0.1"}


def test_each_further_yen_of_redesign_reaches_procedures_that_are_used_less(history: dict[str, Any]) -> None:
    entries = added(history, **{"simplify.pool_yen_year": 1_000_000_000})
    steps = [float(e["levers"]["services.complexity"][1:]) for e in entries if e["levers"]]
    assert [e["start"] for e in entries if e["levers"]] == ["2010-04", "2011-04", "2012-04", "2013-04"]
    assert all(step < 0 for step in steps)
    assert steps == sorted(steps)
    assert used_share(13129, 13129, 1.0) == pytest.approx(1.0)
    assert used_share(100, 13129, 1.0) > used_share(100, 13129, 0.5)


def test_the_digital_agency_comes_when_it_is_asked_for_or_never(history: dict[str, Any]) -> None:
    assert (
        changed(history, **{"digital_agency.from": "2013-04"})["policies"]["digital_agency"]["start"]
        == "2013-04"
    )
    assert "digital_agency" not in changed(history, **{"digital_agency.from": None})["policies"]
    empty = {**history, "policies": {}}
    assert (
        changed(empty, **{"digital_agency.from": "2013-04"})["policies"]["digital_agency"]["kind"]
        == "coordination"
    )


def test_a_mandatory_standard_waits_until_there_is_one(history: dict[str, Any]) -> None:
    moves = {"standard.available_from": "2012-04", "standard.mandatory": True}
    (entry,) = added(history, **moves)
    assert entry["start"] == "2012-04"
    assert added(history, **{"standard.available_from": None, "standard.mandatory": True}) == []


def test_minutes_at_the_counter_are_net_of_those_online(history: dict[str, Any]) -> None:
    tree = changed(history, **{"offline.minutes_per_procedure": 120, "online.minutes_per_procedure": 15})
    assert tree["assumptions"]["valuation"]["online_minutes"]["value"] == 15
    (entry,) = (e for name, e in tree["policies"].items() if name not in history["policies"])
    assert entry["levers"] == {"services.time_lost_offline": (120 - 15) / 120}
    assert history["assumptions"]["valuation"]["online_minutes"]["value"] == 30


def test_without_an_age_nobody_beyond_the_rest_is_exempt(history: dict[str, Any]) -> None:
    asked = Asked(history, "sunset.exempt_from_age", None, "2010-04", None, "2014-03")
    assert list(SHORTHANDS["sunset.exempt_from_age"].change(asked)) == []


def test_linked_acts_are_paid_act_by_act(history: dict[str, Any]) -> None:
    (entry,) = added(history, **{"card.linked_act_yen": {"insurance_use": 7500, "bank_account": 7500}})
    assert entry["levers"] == {"card.linked_act_yen": 15000.0}
    assert entry["cost"]["per_case"] == [7500.0, 15000.0]
    assert entry["cost"]["case"] == "linked_act"


def test_desks_cost_what_the_question_assumes(history: dict[str, Any]) -> None:
    asked = asking(**{"desks.per_100k": 8})
    priced = asked.model_copy(update={"cost": {"desk_yen_year": {"assume": (1e6, 2e6)}}})
    entry = arm_tree(history, priced, "changed")["policies"]["changed_1_desks_per_100k"]
    assert entry["cost"]["running_year"] == [8 * 1270 * 1e6, 8 * 1270 * 2e6]


def test_a_shorthand_that_is_an_assumption_takes_no_date(history: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match="an assumption has no date"):
        changed(history, **{"at": "2011-04", "feedback.perceived_availability": False})


def test_a_lever_that_no_mechanism_reads_is_refused(
    history: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert changed(history, **{"platform.feasible": 1})
    monkeypatch.setattr("experiments.shorthand.asked.UNREAD", frozenset({"platform.feasible"}))
    with pytest.raises(ScenarioError, match="this version cannot set it"):
        changed(history, **{"platform.feasible": 1})
