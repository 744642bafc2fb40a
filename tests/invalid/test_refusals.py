"""Malformed scenarios: each file says in its first lines what must be said against it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.cli import main

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
IDS = [file.stem for file in FILES]


class RanAtAll(Exception):
    """The engine was reached."""


@pytest.fixture(autouse=True)
def watched_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever begins to simulate is caught."""

    def caught(*arguments: object, **names: object) -> None:
        raise RanAtAll

    monkeypatch.setattr("simulation.model.DenshiModel.__init__", caught)
    monkeypatch.setattr("simulation.model.load_population", caught)
    monkeypatch.chdir(tmp_path)


def expected(file: Path) -> list[str]:
    """The lines that the file asks for."""
    said = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# says: ")]
    return [line.removeprefix("# says: ").replace("{file}", str(file)) for line in said]


def test_there_are_at_least_ten_ways_to_be_wrong() -> None:
    assert len(FILES) >= 10
    assert all(expected(file) for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_a_malformed_scenario_is_refused_in_these_words_and_nothing_runs(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["run", f"scenario={file}", "population=jp_10k", "out=here"])
    printed = capsys.readouterr()
    assert code == 2
    assert printed.err.splitlines() == expected(file)
    assert printed.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_programs_get_the_same_lines_as_one_json_object(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", f"scenario={file}", "json=true"]) == 2
    assert json.loads(capsys.readouterr().out) == {"error": expected(file)}


def test_a_right_scenario_does_reach_the_engine(tmp_path: Path) -> None:
    file = tmp_path / "right.yaml"
    file.write_text("policies:\n  consolidation: {start: 2013-04}\n", encoding="utf-8")
    with pytest.raises(RanAtAll):
        main(["run", f"scenario={file}", "population=jp_10k", "out=here"])


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("run", []),
        ("compare", ["jp_history", "smartphone_first_2010.smartphone"]),
        ("ask", ["smartphone_first_2010"]),
        ("attribute", ["smartphone_first_2010.smartphone"]),
        ("ensemble", []),
    ],
)
def test_every_verb_that_simulates_refuses_a_misspelt_name_before_it_runs(
    verb: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([verb, *words, "population=jp_10k", "services.*.smartfone_ready=0.9"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "services.*.smartfone_ready: no such setting; did you mean 'smartphone_ready'?"
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["int(a)", "'", "tag(a,1)", "nothing(3)", "~", "{a:[}", "range(1,2)"])
def test_a_value_outside_the_grammar_is_refused_in_one_line(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", f"seed={value}", "population=jp_10k"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("seed: ")


@pytest.mark.parametrize("where", ["scenario file", "folder"])
def test_a_file_in_another_encoding_is_refused_with_its_line_and_the_right_encoding(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scenario" / "mine.yaml"
    file.parent.mkdir()
    file.write_bytes("policies:\n  # 電子政府\n  consolidation: {strength: 0.5}\n".encode("shift_jis"))
    words = [f"scenario={file}"] if where == "scenario file" else ["--config-dir", str(tmp_path)]
    assert main(["run", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "mine.yaml" in line and "line 2" in line and "UTF-8" in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "# @package _global_\ndefaults:\n  - /scenario: jp_history\n  - _self_\nseed: 4\n",
            "defaults: scenario=mine names a group inside itself and never ends; "
            "in a file of a group write the other option alone, as in '- jp_history'",
        ),
        (
            "defaults:\n  - jp_history\nseed: 4\n",
            "scenario: a file of this group was read as a setting of that name; "
            "let it begin with the line '# @package _global_'",
        ),
    ],
)
def test_an_own_scenario_that_does_not_build_on_another_rightly_is_told_how(
    text: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scenario" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert main(["run", "scenario=mine", "--config-dir", str(tmp_path), "population=jp_10k"]) == 2
    assert capsys.readouterr().err.splitlines() == [line]


def test_a_fault_that_was_typed_is_not_blamed_on_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("policies:\n  consolidation: {strength: 0.5}\n", encoding="utf-8")
    assert main(["run", f"scenario={file}", "consolidation.strength=7"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == "policies.consolidation.strength: must lie in [0, 1.5], got 7"
