"""The command line: help, lists, refusals, and how long they take."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.cli import main
from experiments.failure import keeping
from experiments.help import CATALOGUE, VERBS

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
            "denshi list: name one of questions, scenarios, policies, levers, parameters, laws, mechanisms, "
            "series, shorthands, populations, profiles, services, as in denshi list questions",
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


def test_the_list_says_which_questions_can_be_asked_and_why_not_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = {row["ref"]: row for row in listed(capsys, "questions")}
    words = [row["askable"] for row in rows.values()]
    counted = {"questions": len(rows), "whole": words.count("yes"), "part": words.count("in part")}
    assert counted == CATALOGUE
    for row in rows.values():
        assert (row["askable"] == "yes") == (row["reason"] == "") == (row["askable_arms"] == row["arms"])
    assert rows["S28"]["askable"] == "yes"
    assert f"{counted['whole']} can be asked today" in heard(capsys)


def test_the_list_names_the_arms_that_can_be_asked_where_one_waits_for_a_lever(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.shorthand.asked.UNREAD", frozenset({"legacy.fax"}))
    (row,) = (row for row in listed(capsys, "questions") if row["ref"] == "S20")
    assert row["askable"] == "in part" and "legacy.fax" in str(row["reason"])
    assert "arms=history,seal_only_2005" in heard(capsys, "list", "questions")


@pytest.mark.parametrize("what", ["questions", "scenarios", "populations", "levers"])
def test_a_list_that_takes_no_changes_refuses_them(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", what, "nmae=x"]) == 2
    assert capsys.readouterr().err == f"denshi list {what}: nmae: no such option; did you mean 'name'?\n"
    assert main(["list", what, "beta.trust=0.8"]) == 2


def test_mechanisms_are_listed_with_what_they_read(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(heard(capsys, "list", "mechanisms", "json=true"))
    steps = [row["step"] for row in rows]
    assert steps == sorted(steps) and {"need", "hear", "choose", "attempt", "learn", "card"} <= {
        row["name"] for row in rows
    }
    read = [name for row in rows for name in row["reads"]]
    parameters = {row["name"] for row in json.loads(heard(capsys, "list", "parameters", "json=true"))}
    assert sorted(read) == sorted(parameters)
    assert all((ROOT / name).is_file() for row in rows for name in row["files"])


def test_series_are_listed_with_the_years_of_their_definition(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["name"]: row for row in json.loads(heard(capsys, "list", "series", "json=true"))}
    assert rows["etax_old"]["last"] == 2020 and rows["etax_new"]["first"] == 2017
    parameters = {row["name"] for row in json.loads(heard(capsys, "list", "parameters", "json=true"))}
    assert {row["base"] for row in rows.values()} - {""} <= parameters


def test_a_question_brings_its_own_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "S01", "scenario=jp_history"]) == 2
    assert capsys.readouterr().err.startswith("scenario: a question brings its own scenarios")


def test_a_question_that_cannot_run_in_full_is_refused_with_the_arms_that_can(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.shorthand.asked.UNREAD", frozenset({"legacy.fax"}))
    assert main(["ask", "S20", "population=jp_10k"]) == 2
    assert "arms=[history,seal_only_2005,never]" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["run", "compare", "ask", "attribute", "ensemble"])
def test_the_place_for_results_is_tried_out_before_anything_is_computed(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "answer.json").write_text("{}")
    names = {"compare": ["jp_history", "jp_history"], "ask": ["S01"], "attribute": ["S01.smartphone"]}.get(
        verb, []
    )
    for out, said in (
        ("file/a", "cannot write to"),
        ("old", "finished answer"),
        ("x" * 300, "cannot write to"),
    ):
        assert main([verb, *names, "population=jp_10k", f"out={out}"]) == 2
        assert said in capsys.readouterr().err
    assert main([verb, *names, "population=jp_10k", "out="]) == 2
    assert "out: has no value" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old"]


@pytest.mark.parametrize(("begun", "code"), [(False, 2), (True, 1)])
def test_what_the_file_system_refuses_is_one_line(
    begun: bool, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> int:
        error = OSError(28, "No space left on device", "out/a")
        if not begun:
            raise error
        with keeping():
            raise error

    monkeypatch.setattr("experiments.verbs.listing.run", full)
    assert main(["list", "levers"]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("out/a: No space left on device")


def test_a_population_in_another_encoding_is_refused_before_it_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("municipality_code,birth_year,sex\n01100,1950,男\n".encode("shift_jis"))
    assert main(["run", f"population.file={file}"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("population.file: ") and "line 2" in said and "UTF-8" in said


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
    "what",
    [
        "questions",
        "scenarios",
        "policies",
        "levers",
        "parameters",
        "laws",
        "populations",
        "profiles",
        "services",
    ],
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
