"""Numbers and lessons of the inventory that a small society, or the records themselves, can show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from agents.columns import BIRTH_BASE, VACANT

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "configs" / "questions"


def test_international_rankings_are_nobodys_target() -> None:
    """NUM-01, NUM-02, NUM-03: context; no configuration names them."""
    names = ("EGDI", "UN E-Government Survey", "IMD World", "ranking")
    for path in (ROOT / "configs").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path


def test_six_in_ten_were_connected_in_2003(opens) -> None:
    """NUM-04, POL-08: of residents of 6 and over, in the published range and within one percentage point."""
    citizens = opens("2003-12", "2003-12").citizens
    asked = citizens.birth <= 2003 - 6 - BIRTH_BASE
    share = float(citizens.field("net")[asked].mean())
    assert 0.59 < share < 0.63


def test_online_offer_stands_at_its_goal_on_either_date(lever) -> None:
    """SYS-01, NUM-07: over 95 % of kinds by March 2003; the other reading is two years later."""
    assert lever("supply.online_share", "2003-04") >= 0.95


def test_a_step_of_law_is_not_counted_as_another_identifier(record) -> None:
    """NUM-22: eleven digits are a label; the code of 1999 is one entry."""
    assert [name for name, entry in record.items() if "SYS-16" in entry.ids] == ["resident_code_1999"]


def test_the_more_the_counter_costs_the_more_digitising_gains(society, cases) -> None:
    """LES-01: the same offer, beside a quick and a slow office."""
    gains = []
    for lost in ("-0.5", "1.5"):
        words = (f"services.*.time_lost_offline={lost}", "services.*.credential_required=0.1")
        easy, hard = (
            society("2019-01", "2019-06", *words, f"services.*.complexity={level}")
            for level in ("0.2", "0.9")
        )
        gains.append(cases(easy, "own_use") - cases(hard, "own_use"))
    assert 0 < gains[0] < gains[1]


def test_pruning_is_felt_only_through_belief_and_offer_and_a_switch_cuts_it(opens) -> None:
    """LES-04: with the feedback off nobody's belief moves."""
    model = opens("2009-03", "2010-02", "availability.feedback=0")
    before = model.citizens.field("availability").copy()
    generation = model.citizens.field("generation").copy()
    while model.running:
        model.step()
    same = (model.citizens.field("generation") == generation) & (model.citizens.birth != VACANT)
    assert np.array_equal(model.citizens.field("availability")[same], before[same])


def test_more_it_staff_brings_more_local_services(opens, change) -> None:
    """LES-06, BAR-18, NUM-15: capacity binds in 2019."""
    live = []
    for factor in ("0.3", "1", "3"):
        model = opens("2019-04", "2020-06", change("2019-04", {"municipal.staff": factor}))
        while model.running:
            model.step()
        live.append(int(model.supply.municipalities.state.went_live.sum()))
    assert live[0] < live[1] < live[2]


def test_plans_in_quick_succession_break_integrations(opens, change) -> None:
    """LES-08, BAR-19: more announcements, more projects that do not fit."""

    def failed(*words: str) -> float:
        state = _played(opens("2016-04", "2018-06", *words)).supply.municipalities.state
        return float(state.failed.sum()) / float(state.went_live.sum())

    assert failed(change("2016-04", {"churn.announcements": "+1"})) > failed()


def test_instructions_that_do_not_arrive_start_nothing(opens, change) -> None:
    """LES-09, BAR-16, BAR-06: coordination between nation and municipalities."""

    def started(level: str) -> int:
        words = change("2016-04", {"coordination.national_local": level})
        return int(_played(opens("2016-04", "2016-12", words)).supply.municipalities.state.started.sum())

    before = int(opens("2016-04", "2016-12").supply.municipalities.state.started.sum())
    assert started("0") == before < started("1")


def test_every_lesson_is_tested_by_a_question() -> None:
    """LES-01 to LES-13."""
    asked: set[str] = set()
    for path in QUESTIONS.glob("*.yaml"):
        asked |= set(yaml.safe_load(path.read_text(encoding="utf-8")).get("seed", []))
    missing = {f"LES-{n:02d}" for n in range(1, 14)} - asked
    assert not missing - {"LES-13"} and "LES-13" in asked


def test_what_was_decided_and_what_happened_can_be_taken_apart(record) -> None:
    """LES-11: technology and shocks stand under shocks, decisions under policies; both can be left out."""
    from policies.law import history

    kinds = {name: entry.kind for name, entry in history("shocks").items()}
    assert {"technology", "disaster", "pandemic", "incident"} <= set(kinds.values())
    assert not set(kinds) & set(history("policies"))


def test_gaps_trust_and_both_kinds_of_effort_stand_in_every_answer() -> None:
    """BAR-11 and the output families: efficiency, effectiveness, equity, trust."""
    from simulation.measured.catalogue import OUTPUTS, STANDARD_BLOCK

    wanted = {"minutes_per_procedure", "cost_per_procedure", "p_task_failed", "gap_age", "trust"}
    assert wanted <= set(STANDARD_BLOCK) <= set(OUTPUTS)


@pytest.mark.parametrize("kind", ["own_use", "assisted_use", "proxy_use", "possession"])
def test_four_kinds_of_use_are_never_one(kind: str) -> None:
    """Conventions: each is a measure of its own and stands in every answer."""
    from simulation.measured.catalogue import OUTPUTS, STANDARD_BLOCK

    assert kind in STANDARD_BLOCK and OUTPUTS[kind].use in ("own", "assisted", "proxy", "holding")


def _played(model):
    while model.running:
        model.step()
    return model


def test_training_shortens_the_way_to_service_and_no_resistance_leaves_the_technical_time() -> None:
    """ACT-09, BAR-03."""
    from agents.institutions.assumptions import ROWS, Assumptions
    from agents.institutions.go_live import go_live_probability
    from agents.institutions.inputs import levers

    def chance(resistance: float, training: float) -> float:
        values = Assumptions.of({row.name: row.value for row in ROWS} | {"go_live.resistance": resistance})
        out = np.empty(1)
        go_live_probability(values, np.ones(1), levers(1, training=training), out)
        return float(out[0])

    months = next(row.value for row in ROWS if row.name == "go_live.months")
    assert chance(1.0, 1.0) > chance(1.0, 0.5) > chance(1.0, 0.0)
    assert chance(0.0, 0.0) == chance(1.0, 1.0) == pytest.approx(1.0 / months)
