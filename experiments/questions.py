"""Ready-made policy questions: what is asked, which scenarios answer it, and what would refute it.

A question is one YAML file in ``configs/questions``. Its arms are scenarios named ``question.arm``; they may
stand wherever a scenario is named. How to read a file stands in ``configs/questions/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from configs.documents import read_yaml
from configs.errors import ScenarioError, unknown
from configs.frozen import Frozen, Month


class Window(Frozen):
    """First and last month of a question."""

    start: Month = Field(alias="from")
    end: Month = Field(alias="to")
    step: Literal["month"] = "month"
    queue_step: Literal["day"] | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError("ends before it starts")
        return self


class KeepOnly(Frozen):
    """Of the laws under ``among``, only those under ``keep`` stay."""

    among: tuple[str, ...]
    keep: tuple[str, ...]


class Arm(Frozen):
    """What one scenario of the question changes; nothing at all for ``{}``.

    set : dated moves, each ``at``, ``until`` and names with values
    optimise : an arm found by search
    """

    remove: tuple[str, ...] = ()
    keep_only: KeepOnly | None = None
    set: tuple[dict[str, Any], ...] = ()
    optimise: dict[str, Any] | None = None


class Expectation(Frozen):
    """The direction of an output at default assumptions: a sign of a difference, or a shape over a value."""

    output: str
    arm: str | None = None
    minus: str | None = None
    sign: Literal[">0", "<0", ">=0", "<=0", "open"] | None = None
    over: str | None = None
    arms: tuple[str, ...] = ()
    where: str | None = None
    shape: str | None = None


class Question(Frozen):
    """One question of the catalogue; arms in the order of the file, the first is the reference."""

    ref: str
    id: str
    group: Literal["channels", "incentives", "card", "crisis", "organisation", "who", "method"]
    question: str
    why: str
    seed: tuple[str, ...]
    scenario: str = "jp_history"
    window: Window
    common: Arm = Arm()
    arms: dict[str, Arm]
    factors: dict[str, Arm] = Field(default_factory=dict)
    sweep: dict[str, tuple[Any, ...]] = Field(default_factory=dict)
    variants: dict[str, tuple[Any, ...]] = Field(default_factory=dict)
    profiles: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    shocks: dict[str, dict[str, Any]] = Field(default_factory=dict)
    government: dict[str, Any] = Field(default_factory=dict)
    surge: dict[str, Any] = Field(default_factory=dict)
    equal: dict[str, Any] = Field(default_factory=dict)
    mode: Literal["compare", "goal_seek"] = "compare"
    goal: dict[str, Any] = Field(default_factory=dict)
    levers: dict[str, tuple[Any, Any]] = Field(default_factory=dict)
    constraint: dict[str, str] = Field(default_factory=dict)
    minimise: str | None = None
    cost: dict[str, dict[str, tuple[float, float]]] = Field(default_factory=dict)
    target: str | None = None
    outputs: tuple[str, ...]
    expect: tuple[Expectation, ...]
    falsified_if: str
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _spread_factors(cls, data: dict[str, Any]) -> dict[str, Any]:
        arms = data.get("arms") or {}
        if "factorial" not in arms:
            return data
        factors = {name: factor["without"] for name, factor in arms["factorial"].items()}
        return {**data, "arms": combinations(factors), "factors": factors}

    @model_validator(mode="after")
    def _expectations_name_arms(self) -> Self:
        for expected in self.expect:
            for name in (expected.arm, expected.minus, *expected.arms):
                if name is not None and name not in self.arms:
                    raise ValueError(f"expects something of an arm '{name}' that it does not have")
        return self

    @property
    def reference(self) -> str:
        """The arm that others are compared with by default."""
        return next(iter(self.arms))

    @property
    def arm_names(self) -> tuple[str, ...]:
        """Arms that may be named: those of the file, and ``plan`` where a goal is sought."""
        return (*self.arms, PLAN) if self.mode == "goal_seek" else tuple(self.arms)


PLAN = "plan"
"""Arm of a question that seeks a goal: the first arm with the values that were found."""


def combinations(factors: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Every combination of factors left in or taken out: ``history``, ``without_points_phone`` and so on."""
    names = list(factors)
    arms: dict[str, dict[str, Any]] = {}
    for chosen in range(1 << len(names)):
        out = [name for k, name in enumerate(names) if chosen >> k & 1]
        removed = [entry for name in out for entry in factors[name].get("remove", [])]
        arms[arm_without(out)] = {"remove": removed} if out else {}
    return arms


def arm_without(gone: Sequence[str]) -> str:
    """Name of the arm of a factorial question without some factors, which stand in its order."""
    return "_".join(["without", *gone]) if gone else "history"


@cache
def questions() -> dict[str, Question]:
    """All questions by id, in the order of their S-numbers."""
    found: list[Question] = []
    for file in (files("configs") / "questions").iterdir():
        if file.name.endswith(".yaml"):
            found.append(read_question(file.read_text(encoding="utf-8"), file.name))
    found.sort(key=lambda question: int(question.ref[1:]))
    return {question.id: question for question in found}


def read_question(text: str, origin: str) -> Question:
    """The question in a YAML text. Raises ScenarioError that names the file and the faulty key."""
    try:
        return Question.model_validate(read_yaml(text, origin))
    except ValidationError as error:
        lines = [f"{origin}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise ScenarioError(*lines) from None


def question(name: str) -> Question:
    """The question by id or S-number. Raises ScenarioError with the nearest name."""
    known = questions()
    for found in known.values():
        if name in (found.id, found.ref):
            return found
    raise unknown("question", name, known, what="question")


def is_arm(name: str) -> bool:
    """Whether a scenario name means a question or one of its arms, such as ``question.arm``."""
    head = name.partition(".")[0]
    return any(head in (found.id, found.ref) for found in questions().values())


def arm_named(name: str) -> tuple[Question, str]:
    """Question and arm of ``question.arm``; the arm keeps the values that stand behind its ``@``.

    Raises ScenarioError when the arm is missing or unknown.
    """
    head, _, arm = name.partition(".")
    found = question(head)
    if not arm:
        known = ", ".join(f"{found.id}.{name}" for name in found.arms)
        raise ScenarioError(f"scenario: '{name}' is a question with several arms; name one of {known}")
    name, _, values = arm.partition("@")
    if name not in found.arm_names:
        raise unknown(f"scenario: {found.id}", name, found.arm_names, what="arm")
    if name == PLAN and not values:
        raise ScenarioError(
            f"scenario: {found.id}.{PLAN} is found by search and has no values of its own; name them, as in "
            f"{found.id}.{PLAN}@{next(iter(found.levers))}:...; denshi ask {found.id} prints them"
        )
    return found, arm
