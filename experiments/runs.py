"""Names of runs: an arm, and the values at which it is run.

``efficient_counters.history@offline.minutes_per_procedure:60`` is the arm ``history`` with sixty minutes at
the counter. Whoever reads an answer can run any point of a sweep, any split of a budget and any plan again
by its name alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from configs.documents import read_yaml
from configs.errors import ScenarioError, unknown
from configs.months import month_text
from experiments.questions import PLAN, Arm, Question

UNTIL = "until"
"""Value of a run whose measures end with this month."""
_LETTER = re.compile(r"^\{(\w+)\}$")


class Point(NamedTuple):
    """One run of an arm: its name among the records, and the swept values it was run at."""

    run: str
    values: Mapping[str, Any]


def run_name(arm: str, values: Mapping[str, Any]) -> str:
    """``history@B:100,incentive:0.5``; the arm alone without values."""
    said = ",".join(f"{name}:{said_value(value)}" for name, value in values.items())
    return f"{arm}@{said}" if said else arm


def said_value(value: Any) -> str:
    """A value as a run's name and a table write it."""
    if value is None:
        return "never"
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return str(value)


def read_run(run: str) -> tuple[str, dict[str, Any]]:
    """Arm and values of a run's name."""
    arm, _, said = run.partition("@")
    values: dict[str, Any] = {}
    for part in filter(None, said.split(",")):
        name, colon, text = part.partition(":")
        if not colon:
            raise ScenarioError(f"{run}: cannot read '{part}'; write name:value, as in {arm}@{name}:1")
        values[name] = never(read_yaml(f"value: {text}", run)["value"])
    return arm, values


def never(value: Any) -> Any:
    """None of the word ``never``, else the value."""
    return None if value == "never" else value


def arm_of(question: Question, run: str) -> Arm:
    """What the run changes: the arm with its letters replaced and its values set.

    Raises ScenarioError for an arm or a name that the question does not have.
    """
    name, values = read_run(run)
    if name not in question.arm_names:
        raise unknown(f"scenario: {question.id}", name, question.arm_names, what="arm")
    arm = question.arms.get(name, Arm())
    over: list[str] = list((arm.optimise or {}).get("over", ()))
    known = [*question.sweep, *over, *(question.levers if name == PLAN else ()), UNTIL]
    for wanted in values:
        if wanted not in known:
            raise unknown(f"scenario: {question.id}.{run}", wanted, known, what="swept value")
    letters = {key: middle(found) for key, found in question.sweep.items() if "." not in key}
    letters |= {key: value for key, value in values.items() if key in letters}
    if arm.optimise is not None:
        arm = split_arm(question, arm.optimise, letters, {key: values[key] for key in over if key in values})
    until = {UNTIL: values[UNTIL]} if UNTIL in values else {}
    moves = {key: value for key, value in values.items() if key not in (*letters, *over, UNTIL)}
    filled = tuple({**until, **_filled(item, letters)} for item in arm.set)
    return arm.model_copy(update={"set": (*filled, moves) if moves else filled})


def split_arm(
    question: Question, optimise: Mapping[str, Any], letters: Mapping[str, Any], shares: Mapping[str, float]
) -> Arm:
    """The arms under ``over`` together, each with its share of the sum; equal shares where none are given."""
    over = list(optimise["over"])
    whole = _filled({"sum": optimise["split"]}, letters)["sum"]
    letter = _LETTER.match(str(optimise["split"]))
    if letter is None:
        raise ScenarioError(f"{question.id}.optimise.split: must be a letter of the sweep, as in '{{B}}'")
    parts: list[dict[str, Any]] = []
    for name in over:
        share = float(shares.get(name, 0.0 if shares else 1.0 / len(over)))
        if share:
            part = {**letters, letter[1]: share * float(whole)}
            parts += [_filled(item, part) for item in question.arms[name].set]
    return Arm(set=tuple(parts))


def middle(values: tuple[Any, ...]) -> Any:
    """The value in the middle of a sweep: where an arm stands when none is named."""
    return values[len(values) // 2]


def _filled(item: Mapping[str, Any], letters: Mapping[str, Any]) -> dict[str, Any]:
    """The item with ``"{B}"`` replaced by the value of B."""
    found = {}
    for name, value in item.items():
        match = _LETTER.match(value) if isinstance(value, str) else None
        found[name] = letters[match[1]] if match and match[1] in letters else value
    return found


def letters_in(question: Question, arm: str) -> set[str]:
    """Swept letters on which the arm depends."""
    text = str([*question.arms[arm].set, question.arms[arm].optimise or {}])
    return {key for key in question.sweep if "." not in key and "{" + key + "}" in text}


def points(question: Question, arm: str) -> tuple[Point, ...]:
    """Every run of the arm in a sweep; none where the arm holds nothing that is swept."""
    return tuple(Point(run_name(arm, values), values) for values in grid(question, arm))


def stopped(question: Question, run: str) -> tuple[str, int] | None:
    """The run with its yearly sums paid for half of the window only, and the last month of payment.

    None where the question asks for no persistence after a stop, or the run pays nothing by the year.
    """
    wanted = "persistence_after_stop" in question.outputs
    paid = [name for item in arm_of(question, run).set if UNTIL not in item for name in item]
    if not wanted or not any(name.endswith("_yen_year") for name in paid):
        return None
    window = question.window
    last = window.start + (window.end + 1 - window.start) // 2 - 1
    arm, values = read_run(run)
    return run_name(arm, {**values, UNTIL: month_text(last)}), last


def grid(question: Question, arm: str) -> Iterator[dict[str, Any]]:
    """Values of every run of the arm, in the order of the sweep, without letters that it does not hold."""
    held = letters_in(question, arm)
    names = [name for name in question.sweep if "." in name or name in held]
    if names:
        for values in itertools.product(*(question.sweep[name] for name in names)):
            yield dict(zip(names, map(never, values), strict=True))
