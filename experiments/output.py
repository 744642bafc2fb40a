"""Output: what can be known about files beforehand is asked beforehand, not after an hour of computing.

Places for results are tried out, and a user's own population is read once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from configs.documents import read_text
from configs.errors import ScenarioError
from simulation.folder import check_place, check_target
from simulation.scenario import Scenario

ANSWER, REPORT = "answer.json", "report.html"


def chosen_folder(out: str | None) -> Path | None:
    """The folder given with ``out=``, empty or new; None when none was given. Raises ScenarioError."""
    if out in (None, "null"):
        return None
    target = Path(str(out)).expanduser().absolute()
    check_place(target, str(out))
    if (target / ANSWER).is_file():
        raise ScenarioError(f"out: '{out}' holds a finished answer; choose another folder")
    return check_target(str(out))


def own_folder(folder: Path) -> Path:
    """A folder that Denshi named itself, below the working directory. Raises ScenarioError."""
    check_place(folder, str(folder))
    return folder.absolute()


def check_population(scenario: Scenario) -> None:
    """Raises ScenarioError when the user's own population cannot be read."""
    if scenario.population.file:
        read_text(scenario.population.file, "population.file")


def note_threads(threads: int, available: int) -> None:
    """Says when more threads are asked for than there are processors; results do not depend on it."""
    if threads > available:
        print(f"threads: {threads} asked for, {available} available; more do not help", file=sys.stderr)


def tell(answer: dict[str, Any], as_json: bool, place: str = "") -> None:
    """Prints the answer: one JSON object, or its lines and where ``place``, a key of it, was written."""
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    print("\n".join(answer["text"]))
    if place in answer:
        print(f"\n{place.capitalize()}: {answer[place]}")


def write_answer(answer: dict[str, Any], folder: Path) -> dict[str, str]:
    """Write the report and then ``answer.json``, each in one move; an earlier answer is replaced.

    Returns what the written answer says besides: the folder as ``out``, the report as ``report``.
    """
    from experiments.report.html import write_report

    placed = {"out": str(folder), "report": str(folder / REPORT)}
    folder.mkdir(parents=True, exist_ok=True)
    write_report(answer, folder / REPORT)
    write_json({**answer, **placed}, folder)
    return placed


def write_json(answer: dict[str, Any], folder: Path, name: str = ANSWER) -> str:
    """Write the answer alone, in one move; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.part"
    draft.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(folder / name)
    return str(folder)
