"""``denshi ask QUESTION``: a ready-made policy question, answered on one screen and in one file."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from configs.errors import ScenarioError
from experiments.answers import build_answer
from experiments.deciding import decided
from experiments.failure import keeping
from experiments.inquiry import Inquiry, available_threads, carry_out, prepare
from experiments.judging import MOST
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, own_folder, tell, write_answer
from experiments.plain import lines
from experiments.questions import question
from experiments.settling import candidates, settled
from simulation.fingerprint import run_key
from simulation.forecast import Forecast, forecast

STORE = "runs"


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
    for scenario in inquiry.arms.values():
        check_population(scenario)
    folder = chosen_folder(out) or own_folder(place_of(inquiry))
    note_threads(inquiry.threads, available_threads())
    if not as_json:
        _announce(inquiry, inquiry.replicates if replicates is not None or fast else MOST)
    inquiry = settled(inquiry, quiet=as_json)
    findings = carry_out(inquiry, quiet=as_json)
    if replicates is None and not fast:
        inquiry, findings = decided(inquiry, findings, quiet=as_json)
    answer = build_answer(inquiry, findings)
    answer["text"] = lines(answer)
    with keeping():
        answer |= write_answer(answer, folder)
    tell(answer, as_json, "report")
    return 0


def place_of(inquiry: Inquiry) -> Path:
    """Where an answer goes by itself: below ``runs``, by question, size, luck and all that was changed.

    The last eight digits stand for the run keys of all arms, so that no other request has this place.
    """
    scenario = inquiry.arms[inquiry.reference]
    keys = json.dumps({arm: run_key(one.resolved()) for arm, one in inquiry.arms.items()})
    code = hashlib.sha256(keys.encode()).hexdigest()[:8]
    name = f"{scenario.population.name}-replicates-{inquiry.replicates}-seed-{scenario.seed}-{code}"
    return Path(STORE) / inquiry.question.id / name


def _announce(inquiry: Inquiry, most: int) -> None:
    """Says what the answer takes if every arm is run in ``most`` replicates."""
    seconds, memory, runs = 0.0, 0.0, 0
    further = [group.arms for group in inquiry.groups]
    smaller = next(iter(inquiry.side_arms.values()))
    parts = [(next(iter(inquiry.arms.values())), len(inquiry.main_arms) * most)]
    parts += [
        (next(iter(arms.values())), len(arms) * inquiry.side_replicates)
        for arms in (inquiry.side_arms, *further)
    ]
    parts.append((smaller, candidates(inquiry)))
    for scenario, count in parts:
        months, citizens = scenario.calendar.months, scenario.population.citizens
        if count:
            expected = forecast(citizens, months, "summary", inquiry.threads, count)
            seconds, memory = seconds + expected.seconds, max(memory, expected.bytes)
            runs += count
    citizens = inquiry.arms[inquiry.reference].population.citizens
    side = runs - parts[0][1]
    print(
        f"{runs - side} runs of {citizens:,} citizens and {side} smaller ones: at most "
        f"{Forecast(seconds, memory)}",
        file=sys.stderr,
    )
