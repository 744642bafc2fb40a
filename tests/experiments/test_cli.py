"""The command line: help, lists, refusals, and how long they take."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.cli import main
from experiments.help import VERBS

ROOT = Path(__file__).parents[2]


def heard(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that succeeds prints."""
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_without_a_word_three_ways_in_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    text = heard(capsys)
    for way in ("denshi list questions", "denshi ask smartphone_first_2010", "denshi run"):
        assert way in text


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_names_every_verb_with_examples(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = heard(capsys, *words)
    assert all(verb in text for verb in VERBS)
    assert text.count("  denshi ") >= 5


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert heard(capsys, verb, "--help") == heard(capsys, "help", verb)
    assert f"  denshi {verb} " in VERBS[verb].text


@pytest.mark.parametrize("words", [[], ["--help"], ["list", "--help"], ["lits"]])
def test_help_and_refusals_need_nothing_heavy(words: list[str]) -> None:
    """None of the heavy packages is imported, and the answer is there within a second."""
    code = (
        "import sys; from experiments.cli import main; main(sys.argv[1:]);"
        "heavy = {'numba','mesa','pandas','hydra','numpy','scipy','pydantic','altair'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert time.perf_counter() - start < 1.0


def test_checking_a_scenario_needs_no_compiler_and_no_model() -> None:
    code = (
        "import sys; from simulation.scenario import load; load(['population=jp_10k', 'beta.trust=0.6']);"
        "heavy = {'numba','mesa','pandas','scipy','altair','pyarrow'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_python_m_experiments_is_denshi() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "lits"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "denshi lits: no such verb; did you mean 'list'?\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lst"], "denshi lst: no such verb; did you mean 'list'?"),
        (["run", "--threads=2"], "--threads=2: no such option; write threads=2, or --config-dir FOLDER"),
        (["list", "levers", "--config-dir"], "--config-dir: has no folder; write --config-dir FOLDER"),
        (
            ["list", "laws", "--config-dir", "nowhere"],
            "--config-dir: no folder 'nowhere'; give the folder that holds your scenario/ and so on",
        ),
        (["list", "law"], "denshi list law: no such list; did you mean 'laws'?"),
        (
            ["list"],
            "denshi list: name one of questions, scenarios, policies, levers, parameters, laws, populations, "
            "as in denshi list questions",
        ),
        (["list", "laws", "on=2013-4x"], "on: is not a month; write it like 2010-04, got '2013-4x'"),
        (
            ["list", "levers", "on=2013-04"],
            "on: only policies and laws have dates; leave it out for levers",
        ),
        (
            ["list", "parameters", "name=beta.truts"],
            "denshi list parameters name=beta.truts: no such name; did you mean 'beta.trust'?",
        ),
    ],
)
def test_a_wrong_command_is_one_line_and_exit_two(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err == f"{said}\n"
    assert main([words[0], "json=true", *words[1:]]) == 2
    assert json.loads(capsys.readouterr().out) == {"error": [said]}


def test_stopping_is_one_line_and_exit_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.verbs.listing.run", stopped)
    assert main(["list", "levers", "json=true"]) == 130
    printed = capsys.readouterr()
    assert printed.err == "stopped; nothing unfinished was kept\n"
    assert json.loads(printed.out) == {"error": ["stopped; nothing unfinished was kept"]}


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m experiments list parameters | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    """The rows of a list."""
    rows: list[dict[str, object]] = json.loads(heard(capsys, "list", *words, "json=true"))
    return rows


def test_all_questions_are_listed_and_each_arm_is_a_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    questions = listed(capsys, "questions")
    assert [row["ref"] for row in questions] == [f"S{k:02}" for k in range(1, 29)]
    assert all(row["question"] and row["why"] for row in questions)
    scenarios = {row["name"] for row in listed(capsys, "scenarios")}
    assert {"jp_history", "smartphone_first_2010.smartphone"} <= scenarios
    assert "denshi ask smartphone_first_2010" in heard(capsys, "list", "questions")


def test_every_parameter_has_its_provenance(capsys: pytest.CaptureFixture[str]) -> None:
    rows = listed(capsys, "parameters")
    assert len(rows) > 300
    for row in rows:
        assert {"name", "value", "unit", "low", "high", "source", "grade", "mechanism"} <= set(row)
        assert row["source"] and row["grade"] and row["mechanism"] and row["unit"], row["name"]


def test_one_parameter_is_shown_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    text = heard(capsys, "list", "parameters", "name=beta.trust")
    assert "assumptions.beta.trust" in text and "Bélanger and Carter 2008" in text


def test_laws_in_force_depend_on_the_month(capsys: pytest.CaptureFixture[str]) -> None:
    before = {row["id"] for row in listed(capsys, "laws", "on=2009-03")}
    after = {row["id"]: row for row in listed(capsys, "laws", "on=2013-04")}
    assert "consolidation" not in before and "consolidation" in after
    law = after["consolidation"]
    assert {"id", "date", "kind", "levers", "source", "status"} <= set(law)
    assert "disputed start: 2009-04 or 2013-04" in str(law["status"])


def test_a_law_left_out_is_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    everything = {row["id"] for row in listed(capsys, "laws")}
    assert everything - {row["id"] for row in listed(capsys, "laws", "remove=[POL-24]")} == {"consolidation"}


def test_levers_and_populations_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "services.smartphone_ready" in {row["name"] for row in listed(capsys, "levers")}
    weights = {row["name"]: row["weight"] for row in listed(capsys, "populations")}
    assert weights["jp_full"] == 1.0
    assert weights["jp_100k"] == pytest.approx(1261.5)
    assert heard(capsys, "list", "populations").splitlines()[0] == "name     citizens   weight"


@pytest.mark.parametrize(
    "what", ["questions", "scenarios", "policies", "levers", "parameters", "laws", "populations"]
)
def test_a_list_is_there_at_once(what: str) -> None:
    """Under a second of processor time, so that a busy machine does not decide."""
    code = (
        "import sys, time; from experiments.cli import main; main(sys.argv[1:]);"
        "heavy = {'numba','mesa','pandas'} & set(sys.modules);"
        "sys.exit(f'{heavy} {time.process_time():.2f} s' if heavy or time.process_time() > 1.0 else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "list", what], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
