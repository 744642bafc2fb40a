"""Told: what a scenario changes, in words, and the commands that make it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configs.months import month_text
from configs.trees import Tree
from experiments.inquiry import Inquiry
from experiments.questions import Arm
from simulation.scenario import Scenario


def arm_changes(inquiry: Inquiry, arm: str) -> list[str]:
    """What the arm changes, one line each; empty for the scenario itself."""
    question = inquiry.question
    lines = []
    for change in (question.common, question.arms[arm]):
        lines += _removed(change, inquiry.base)
        for moves in change.set:
            since = moves.get("at", month_text(question.window.start))
            until = f" until {moves['until']}" if "until" in moves else ""
            for name, value in moves.items():
                if name not in ("at", "until"):
                    lines.append(f"from {since}{until}: {name} = {value}")
    return lines


def _removed(change: Arm, base: Tree) -> list[str]:
    gone = list(change.remove)
    if change.keep_only is not None:
        gone += [name for name in change.keep_only.among if name not in change.keep_only.keep]
    titles = {
        name: entry.get("title", "")
        for section in ("policies", "shocks")
        for name, entry in base[section].items()
    }
    return [f"without {name}" + (f" ({titles[name]})" if titles.get(name) else "") for name in gone]


def _settings(inquiry: Inquiry) -> str:
    scenario = inquiry.arms[inquiry.reference]
    words = [f"population={scenario.population.name}", f"seed={scenario.seed}"]
    words += [word for word in inquiry.overrides if not word.startswith(("population=", "seed=", "threads="))]
    return " ".join(words)


def ask_command(inquiry: Inquiry) -> str:
    """The command that asks the question again."""
    return f"denshi ask {inquiry.question.id} {_settings(inquiry)} replicates={inquiry.replicates}"


def compare_command(inquiry: Inquiry) -> str:
    """The command that compares the arms of the question."""
    names = " ".join(f"{inquiry.question.id}.{arm}" for arm in inquiry.arms)
    return f"denshi compare {names} {_settings(inquiry)} replicates={inquiry.replicates}"


def run_command(inquiry: Inquiry, arm: str) -> str:
    """The command that runs one arm by itself."""
    return f"denshi run scenario={inquiry.question.id}.{arm} {_settings(inquiry)}"


def disputed_dates(scenario: Scenario, base: Tree) -> list[dict[str, Any]]:
    """Every disputed reading of an entry in force, and which one was used."""
    rows = []
    entries: Mapping[str, Any] = {**scenario.policies, **scenario.shocks}
    for name, entry in entries.items():
        for dispute in entry.disputed:
            value = getattr(entry, dispute.field, None)
            used = (
                month_text(value) if dispute.field in ("start", "end") and value is not None else str(value)
            )
            rows.append(
                {
                    "id": dispute.id,
                    "name": name,
                    "text": dispute.text,
                    "default": dispute.default,
                    "alternative": dispute.alternative,
                    "used": used,
                }
            )
    return rows
