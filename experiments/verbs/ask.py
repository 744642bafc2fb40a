"""``denshi ask QUESTION``: a ready-made policy question, answered on one screen and in one file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from experiments.answers import build_answer
from experiments.inquiry import Inquiry, carry_out, prepare
from experiments.options import Options
from experiments.plain import lines
from experiments.questions import question
from simulation.forecast import forecast

STORE = "runs"
ANSWER, REPORT = "answer.json", "report.html"


def run(options: list[str], config_dir: str | None) -> int:
    """Answer a question; print it in words, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    if len(words.names) != 1:
        raise ScenarioError(
            "denshi ask: name one question, as in denshi ask smartphone_first_2010; see denshi list questions"
        )
    asked = question(words.names[0])
    as_json, fast, out = words.flag("json"), words.flag("fast"), words.text("out")
    replicates, arms = words.count("replicates"), words.names_in("arms")
    inquiry = prepare(asked, words.changes, replicates, fast, arms, config_dir)
    folder = _folder(inquiry, out)
    if not as_json:
        _announce(inquiry)
    findings = carry_out(inquiry, quiet=as_json)
    answer = build_answer(inquiry, findings)
    answer["text"] = lines(answer)
    answer["out"] = str(folder)
    answer["report"] = str(folder / REPORT)
    write_answer(answer, folder)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(answer["text"]))
        print(f"\nReport: {answer['report']}")
    return 0


def _folder(inquiry: Inquiry, out: str | None) -> Path:
    """Where the answer goes: ``out``, else below ``runs`` by question, population, replicates and seed."""
    if out not in (None, "null"):
        return Path(str(out)).expanduser().absolute()
    scenario = inquiry.arms[inquiry.reference]
    name = f"{scenario.population.name}-replicates-{inquiry.replicates}-seed-{scenario.seed}"
    return (Path(STORE) / inquiry.question.id / name).absolute()


def _announce(inquiry: Inquiry) -> None:
    scenario = inquiry.arms[inquiry.reference]
    months, citizens = scenario.calendar.months, scenario.population.citizens
    runs = inquiry.replicates * len(inquiry.arms)
    expected = forecast(citizens, months, "summary", inquiry.threads, runs)
    print(f"{runs} runs of {citizens:,} citizens: at most {expected}", file=sys.stderr)


def write_answer(answer: dict[str, Any], folder: Path) -> None:
    """Write the report and then ``answer.json``, each in one move; an earlier answer is replaced."""
    from experiments.report.html import write_report

    folder.mkdir(parents=True, exist_ok=True)
    write_report(answer, folder / REPORT)
    draft = folder / f".{ANSWER}.part"
    draft.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(folder / ANSWER)
