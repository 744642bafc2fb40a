"""Expectations judged on values whose interval is known by hand; clauses of refutation on made-up cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from experiments import clauses, judging
from experiments.case import Case
from experiments.clauses import TESTS
from experiments.falsification import ruled
from experiments.judging import judge, undecided, words_of
from experiments.questions import Expectation, questions
from experiments.readings import Readings
from experiments.runs import Point
from experiments.shapley import by_factor, exact_parts, parts_sum_exactly
from experiments.trials import TRIALS, prepared
from experiments.validation.jump import TaxJump
from simulation.measured import NoValueError


@dataclass(frozen=True)
class Given(Readings):
    """Readings of made-up values: (arm, output) -> one value for each replicate."""

    found: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def values(self, arm: str, output: str) -> list[float]:
        if (arm, output) not in self.found:
            raise NoValueError(f"no mechanism of this run counts '{output}'")
        return self.found[arm, output]


def given(**found: list[float]) -> Given:
    """Readings by ``arm__output``."""
    pairs = {tuple(name.split("__")): values for name, values in found.items()}
    return Given({}, "base", 0, 11, found=pairs)  # type: ignore[arg-type]


def inquiry(*expect: Expectation, arms: tuple[str, ...] = ("base", "more"), ref: str = "S01") -> Any:
    question = SimpleNamespace(
        expect=expect, arms=dict.fromkeys(arms), ref=ref, falsified_if="it is refuted", outputs=(), factors={}
    )
    return SimpleNamespace(
        question=question, arms=dict.fromkeys(arms), reference=arms[0], month=11, points={}, sought={}
    )


def verdict_of(expected: Expectation, readings: Given, arms: tuple[str, ...] = ("base", "more")) -> str:
    return judge(inquiry(expected, arms=arms), readings)[0].verdict


UP = Expectation(output="own_use", arm="more", minus="base", sign=">0")


def test_a_sign_holds_is_contradicted_or_stays_open_by_its_paired_interval() -> None:
    base = [0.10, 0.20, 0.30, 0.40]
    up, down = ([value + step for value in base] for step in (0.02, -0.02))
    shaken = [0.12, 0.18, 0.32, 0.38]
    assert verdict_of(UP, given(base__own_use=base, more__own_use=up)) == "holds"
    assert verdict_of(UP, given(base__own_use=base, more__own_use=down)) == "contradicted"
    assert verdict_of(UP, given(base__own_use=base, more__own_use=shaken)) == "undetermined"
    assert verdict_of(UP, given(base__own_use=base, more__own_use=base)) == "contradicted", "exactly 0"
    weak = UP.model_copy(update={"sign": ">=0"})
    assert verdict_of(weak, given(base__own_use=base, more__own_use=base)) == "holds"
    assert verdict_of(
        UP.model_copy(update={"sign": "open"}), given(base__own_use=base, more__own_use=up)
    ) == ("reported")


def test_what_has_no_data_is_undetermined_with_the_reason_and_asks_for_no_more_runs() -> None:
    (found,) = judge(inquiry(UP), given())
    assert (found.verdict, found.found) == ("undetermined", None)
    assert found.why == "not available: no mechanism of this run counts 'own_use'"
    assert not undecided([found])
    base, shaken = [0.1, 0.2], [0.12, 0.18]
    assert undecided(judge(inquiry(UP), given(base__own_use=base, more__own_use=shaken)))


def test_an_arm_that_was_left_out_is_said_to_be_left_out() -> None:
    assert verdict_of(UP, given(), arms=("base",)) == "not run"


def test_yen_are_judged_in_yen_and_shares_in_points() -> None:
    readings = given(base__cost_total=[5.0, 6.0], more__cost_total=[7.0, 8.0], base__own_use=[0.1, 0.1],
                     more__own_use=[0.2, 0.2])  # fmt: skip
    assert readings.apart("more", "base", "cost_total").estimate == 2.0
    assert readings.apart("more", "base", "own_use").estimate == pytest.approx(10.0)


def test_an_open_expectation_reads_as_a_difference() -> None:
    one = UP.model_copy(update={"sign": "open"})
    assert words_of(one) == "under 'More' less under 'Base' (no direction expected)"
    assert words_of(UP) == "higher under 'More' than under 'Base'"


def swept(monkeypatch: pytest.MonkeyPatch, *values: dict[str, Any]) -> None:
    points = [Point(f"at{k}", value) for k, value in enumerate(values)]
    monkeypatch.setattr(judging, "points_of", lambda inquiry, arm: points)


def test_a_shape_is_read_in_the_order_of_the_swept_values(monkeypatch: pytest.MonkeyPatch) -> None:
    swept(monkeypatch, {"x": 5, "y": 1}, {"x": 2, "y": 1})
    readings = given(at0__own_use=[0.3, 0.4], at1__own_use=[0.1, 0.2])
    rises = Expectation(output="own_use", over="x", shape="non-decreasing")
    assert verdict_of(rises, readings, arms=("base",)) == "holds"
    falls = rises.model_copy(update={"shape": "non-increasing"})
    assert verdict_of(falls, readings, arms=("base",)) == "contradicted"
    (found,) = judge(inquiry(rises, arms=("base",)), readings)
    assert found.why.startswith("from first to last +20 points; "), "shares are said in points"


def test_a_condition_picks_the_points_that_meet_it(monkeypatch: pytest.MonkeyPatch) -> None:
    swept(monkeypatch, {"on.minutes": 5, "off.minutes": 30}, {"on.minutes": 30, "off.minutes": 5})
    readings = given(at0__hours_saved=[9.0, 8.0], at1__hours_saved=[-9.0, -8.0])
    never = Expectation(output="hours_saved", where="on.minutes >= off.minutes", shape="not above 0")
    assert verdict_of(never, readings, arms=("base",)) == "holds"
    always = never.model_copy(update={"where": "on.minutes <= off.minutes"})
    assert verdict_of(always, readings, arms=("base",)) == "contradicted"


def test_shapley_values_are_exact_fair_and_zero_for_what_does_nothing() -> None:
    pay = {
        frozenset[str](): Fraction(0), frozenset({"a"}): Fraction(1, 3), frozenset({"b"}): Fraction(1, 7),
        frozenset({"a", "b"}): Fraction(1),
    }  # fmt: skip
    parts = exact_parts(pay)
    assert parts["a"] + parts["b"] == 1
    assert parts["a"] - parts["b"] == Fraction(1, 3) - Fraction(1, 7)
    idle = exact_parts(pay | {chosen | {"idle"}: value for chosen, value in pay.items()})
    assert idle["idle"] == 0 and idle["a"] == parts["a"]


def test_parts_of_factors_sum_to_the_whole_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    question = questions()["no_pandemic"]
    records: Any = {(arm, number): None for arm in question.arms for number in range(3)}
    value = {arm: [0.1 + 0.007 * k * (n + 1) for n in range(3)] for k, arm in enumerate(question.arms)}
    monkeypatch.setattr("experiments.shapley.values", lambda records, arm, measure, month: value[arm])
    exact, said = parts_sum_exactly(question, records, "shapley(own_use)", 0)
    assert exact and "3 runs" in said
    assert all(one["idle"] == 0 for one in by_factor(question, records, "own_use", 0, null="idle"))


def case(readings: Given, ref: str, missing: str = "", **reported: Any) -> dict[str, Any]:
    return ruled(Case(inquiry(ref=ref, arms=("history", "other")), readings, readings, missing, reported))


@pytest.mark.parametrize("ref", sorted(TESTS))
def test_a_clause_without_numbers_is_not_evaluated_and_says_why(ref: str) -> None:
    found = case(given(), ref, missing="nothing was run")
    assert found["evaluated"] is False and found["refuted"] is None
    assert found["numbers"].startswith("not evaluated: ")
    assert found["test"].endswith(".")


def test_every_question_has_a_test_of_its_clause() -> None:
    assert sorted(TESTS) == sorted(question.ref for question in questions().values())
    assert all("\n" not in str(test.__doc__) for test in TESTS.values())


def test_a_clause_comes_true_on_numbers_that_refute_it_and_only_on_them() -> None:
    same, apart = [0.5, 0.6], [0.4, 0.5]
    name = "perceived_availability"
    alike = Given({}, "history", 0, 11, found={("history", name): same, ("no_prune", name): same})
    found = case(alike, "S03")
    assert found["evaluated"] and found["refuted"]
    moved = Given({}, "history", 0, 11, found={("history", name): apart, ("no_prune", name): same})
    assert case(moved, "S03")["refuted"] is False
    assert "no difference" in found["numbers"]


def test_a_trial_that_moves_something_it_must_not_refutes() -> None:
    keys = [trial.key for trial in TRIALS["S06"]]
    for amount, refuted in ((0.0, False), (0.01, True)):
        values = {(keys[0], "possession"): [0.2, 0.3], (keys[1], "possession"): [0.2 + amount, 0.3]}
        assert case(Given({}, "history", 0, 11, found=values), "S06")["refuted"] is refuted


OPEN, BELOW, ABOVE, NONE = [0.02, -0.02], [-0.02, -0.021], [0.02, 0.021], [0.0, 0.0]


@pytest.mark.parametrize(("moves", "refuted"), [(OPEN, None), (BELOW, True), (ABOVE, False), (NONE, True)])
def test_a_difference_that_is_not_told_from_zero_neither_refutes_nor_spares(
    moves: list[float], refuted: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {("history", "services_kept"): [0.5, 0.6], ("history", "online_use_rate"): [0.1, 0.2]}
    kept[("promote_first", "services_kept")] = [0.5 + moves[0], 0.6 + moves[1]]
    kept[("promote_first", "online_use_rate")] = [0.2, 0.301]
    readings = Given({}, "history", 0, 11, found=kept)
    found = case(readings, "S02")
    assert found["refuted"] is refuted and found["evaluated"] is (refuted is not None)
    assert refuted is not None or found["numbers"].startswith("not evaluated: not told from 0: services_kept")
    names = ("offline.minutes_per_procedure", "online.minutes_per_procedure")
    points = [Point(run, dict(zip(names, x))) for run, x in (("quick", (60, 5)), ("slow", (5, 60)))]
    monkeypatch.setattr(clauses, "points_of", lambda inquiry, arm: points)
    use = {("slow", "own_use"): [0.2, 0.3], ("quick", "own_use"): [0.2 + moves[0], 0.3 + moves[1]]}
    found = case(Given({}, "history", 0, 11, found=use), "S10")
    assert found["refuted"] is refuted and "quicker less slower" in found["numbers"]


@pytest.mark.parametrize(
    ("before", "after", "assisted", "refuted"),
    [
        ([0.03, 0.031], [0.2, 0.21], [0.1, 0.1], False),
        ([0.09, 0.091], [0.3, 0.31], [0.1, 0.1], True),
        ([0.03, 0.031], [0.08, 0.081], [0.1, 0.1], True),
        ([0.03, 0.031], [0.2, 0.21], [0.01, 0.011], True),
        ([0.03, 0.031], [0.2, 0.21], [0.02, 0.1], None),
    ],
)
def test_the_credit_must_show_all_three_numbers_of_the_pattern(
    before: list[float], after: list[float], assisted: list[float], refuted: bool | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    jumps = [TaxJump(*row, 0.02, 0.0, 0.02) for row in zip(before, after)]
    jumps = [jump._replace(assisted=part) for jump, part in zip(jumps, assisted)]
    shown = [jump.met for jump in jumps]
    assert all(shown) if refuted is False else not all(shown)
    monkeypatch.setattr(Case, "runs", lambda self, arm: list(range(2)))
    monkeypatch.setattr(clauses, "printed_by", lambda record: {})
    monkeypatch.setattr(clauses, "tax_jump", lambda record, printed: jumps[record])
    assert case(given(), "S13")["refuted"] is refuted


def test_what_is_true_by_construction_is_no_test() -> None:
    assert "true by construction" in case(given(), "S05")["numbers"]


def test_plans_that_break_the_constraint_refute() -> None:
    assert case(given(), "S24", plans_rerun=[])["refuted"] is False
    assert case(given(), "S24", plans_rerun=["plan 2"])["refuted"] is True


def test_trials_are_built_on_arms_and_say_what_cannot_be_set() -> None:
    from experiments.arms import arm_tree, question_tree

    question = questions()["tax_credit_2007"]
    assert prepared(question, {}, {}) == ({}, "")
    asked = questions()["seal_and_fax"]
    base = question_tree(asked, ["population=jp_10k"])
    trees = {arm: arm_tree(base, question, "with_credit") for arm in ("history", "seal_only_2005")}
    found, why = prepared(asked, trees, base)
    assert why == "" and list(found) == [trial.key for trial in TRIALS["S20"]]
    assert found["history (heard alone)"].value("awareness.word_of_mouth") == 0.0
    assert trees["history"]["assumptions"]["awareness"]["word_of_mouth"]["value"] > 0.0
    assert prepared(asked, {"history": trees["history"]}, base) == ({}, "'seal_only_2005' was left out")
