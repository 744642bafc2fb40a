"""The page put together: its sentences, charts and tables in the order in which a reader meets them.

A part of the answer that is absent or broken leaves a stated gap in its place; it never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from experiments.report import gains, groups, lists, parts, text
from experiments.report.charts import ages, barriers, cost, curves, determinants, devices, prefectures
from experiments.report.charts.chart import Chart, Missing, Table
from experiments.report.gains import Piece
from experiments.report.reading import Reading
from experiments.report.text import KeyFigure

CHARTS: dict[str, Callable[[Reading], Chart | Missing]] = {
    "curves": curves.chart,
    "barriers": barriers.chart,
    "prefectures": prefectures.chart,
    "cost": cost.chart,
    "determinants": determinants.chart,
    "ages": ages.chart,
    "devices": devices.chart,
}
"""Every chart of the report; the first four are its two essential pages."""


@dataclass(frozen=True)
class Scenario:
    """A scenario as the page lists it."""

    title: str
    colour: str
    reference: bool
    changes: list[str]
    command: str


@dataclass(frozen=True)
class Page:
    """Everything the template prints."""

    title: str
    ref: str
    why: str
    note: str
    span: str
    single: bool
    headline: Markup
    changes: list[str]
    notes: list[str]
    kind: Markup
    key_figures: list[KeyFigure]
    balance: list[Piece]
    gains: list[Markup]
    groups: groups.Groups | None
    gaps: Table | None
    guardrail: tuple[bool, Markup] | None
    beliefs: Table | None
    options: Table | None
    acceptability: Table | None
    scenarios: list[Scenario]
    shown: dict[str, Chart | Missing]
    cost: list[Markup]
    differences: Table | None
    other_differences: Table | None
    shares: Table | None
    falsified_if: str
    ruling: Markup
    expectations: Table | None
    outputs: Table | None
    variants: Table | None
    evidence: Markup
    grades: Table | None
    assumptions: Table | None
    disputed: Table | None
    not_modelled: list[str]
    redo: list[str]
    provenance: list[tuple[str, Markup]]

    @property
    def charts(self) -> dict[str, Chart]:
        """The charts that were drawn."""
        return {key: chart for key, chart in self.shown.items() if isinstance(chart, Chart)}


def page(answer: Mapping[str, Any]) -> Page:
    """Read the answer once and make every part of the page."""
    reading = Reading.of(answer)
    question, window = parts.record(answer, "question"), parts.record(answer, "window")
    asked = [parts.text(question.get(key)) or "" for key in ("question", "id", "ref", "why", "note")]
    span = [month for key in ("from", "to") if (month := parts.month(window.get(key)))]
    return Page(
        title=asked[0] or asked[1] or "A scenario of digital government in Japan",
        ref=asked[2],
        why=asked[3],
        note=asked[4],
        span=" \u2013 ".join(span),
        single=reading.single,
        headline=text.headline(reading),
        changes=parts.texts(answer, "changes"),
        notes=parts.texts(answer, "notes"),
        kind=text.kind_meant(reading),
        key_figures=text.key_figures(reading),
        balance=gains.balance(reading),
        gains=gains.sentences(reading),
        groups=groups.bars(reading),
        gaps=groups.gaps(reading),
        guardrail=groups.guardrail(reading),
        beliefs=groups.beliefs(reading),
        options=groups.options(reading),
        acceptability=groups.acceptability(reading),
        scenarios=[
            Scenario(arm.title, reading.shade(arm.name), place == 0, arm.changes, arm.command or "")
            for place, arm in enumerate(reading.arms)
        ],
        shown={key: make(reading) for key, make in CHARTS.items()},
        cost=cost.sentences(reading),
        differences=lists.differences(reading, expected=True),
        other_differences=lists.differences(reading, expected=False),
        shares=lists.shares(reading),
        falsified_if=parts.text(question.get("falsified_if")) or "",
        ruling=text.ruling(reading),
        expectations=lists.expectations(reading),
        outputs=lists.outputs(reading),
        variants=lists.variants(reading),
        evidence=text.evidence(reading),
        grades=lists.grades(reading),
        assumptions=lists.assumptions(reading),
        disputed=lists.disputed(reading),
        not_modelled=parts.texts(answer, "not_modelled"),
        redo=parts.texts(answer, "redo"),
        provenance=lists.provenance(reading),
    )
