"""Told: what a scenario changes, in words, and the commands that make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from configs.months import month_text
from configs.trees import Tree
from experiments.inquiry import Inquiry
from experiments.questions import Arm
from experiments.runs import arm_of
from simulation.scenario import Scenario

SETTINGS = (
    "population=",
    "population.citizens=",
    "seed=",
    "threads=",
    "record=",
    "name=",
    "out=",
    "json=",
)
"""Words that say how large and with what luck, which every answer states anyway."""


def user_changes(overrides: Sequence[str], config_dir: str | None = None) -> list[str]:
    """What the user changed, as it was typed: everything but size, luck and speed."""
    changes = [word for word in overrides if not _is_setting(word)]
    return changes + ([f"--config-dir {config_dir}"] if config_dir else [])


def _is_setting(word: str) -> bool:
    shipped = word.startswith("scenario=") and not word.endswith((".yaml", ".yml"))
    return shipped or word.startswith(SETTINGS)


def all_notes(scenarios: Iterable[Scenario]) -> list[str]:
    """The notes of all scenarios, each once."""
    return list(dict.fromkeys(note for scenario in scenarios for note in scenario.notes()))


def run_of(inquiry: Inquiry, arm: str) -> str:
    """Name of the run that stands for the arm: its own, or the one that a search found."""
    return inquiry.runs.get(arm, arm)


def arm_changes(inquiry: Inquiry, arm: str) -> list[str]:
    """What the arm changes, one line each; empty for the scenario itself."""
    question = inquiry.question
    lines = []
    for change in (question.common, arm_of(question, run_of(inquiry, arm))):
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
    words += ["--config-dir", inquiry.config_dir] if inquiry.config_dir else []
    return shlex.join(words)


def ask_command(inquiry: Inquiry) -> str:
    """The command that asks the question again."""
    asked = [arm for arm in inquiry.arms if arm in inquiry.question.arms]
    arms = f" arms={','.join(asked)}" if asked != list(inquiry.question.arms) else ""
    return f"denshi ask {inquiry.question.id} {_settings(inquiry)} replicates={inquiry.replicates}{arms}"


def compare_command(inquiry: Inquiry) -> str:
    """The command that compares the arms of the question."""
    names = shlex.join(f"{inquiry.question.id}.{run_of(inquiry, arm)}" for arm in inquiry.arms)
    return f"denshi compare {names} {_settings(inquiry)} replicates={inquiry.replicates}"


def run_command(inquiry: Inquiry, arm: str) -> str:
    """The command that runs one arm by itself."""
    scenario = shlex.quote(f"scenario={inquiry.question.id}.{run_of(inquiry, arm)}")
    return f"denshi run {scenario} {_settings(inquiry)}"


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
                    "ramp_months": entry.ramp,
                }
            )
    return rows
