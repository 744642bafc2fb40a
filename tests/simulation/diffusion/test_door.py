"""At the door of one innovation: what it reads is checked, what it would ignore is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configs.errors import ScenarioError
from configs.reader import compose
from experiments.cli import main
from simulation.diffusion.scenario import assemble
from simulation.scenario import load

ONE = "scenario=single_innovation"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("beta.trust=0.5", "assumptions: scenario=single_innovation does not read this section"),
        ("network=cell", "network: scenario=single_innovation does not read this section"),
        ("services.etax.complexity=0.2", "services: scenario=single_innovation does not read"),
        ("diffusion.need=1.5", r"diffusion.need: value must lie in \[0, 1\]"),
        ("diffusion.ties.degree=7", "even number of at least 2, got 7"),
        ("diffusion.ties.degree=14", "fit"),
        ("diffusion.succeed.alone=0.9", "must not exceed 1 together"),
        ("diffusion.choose.age=-0.2", "may reach"),
        ("checkpoint.every=12", "keeps no checkpoints"),
        ("population.file=people.csv", "have random traits"),
        ("diffusion.hear.tei=0.1", "did you mean"),
    ],
)
def test_what_is_wrong_or_without_effect_is_refused(word: str, message: str) -> None:
    words = [word, "diffusion.ties.rewired=0.2"] if word.endswith("=14") else [word]
    if word.endswith("=14"):
        message = "more than 15 ties"
    with pytest.raises(ScenarioError, match=message):
        assemble(compose([ONE, *words]))


def test_verbs_of_the_society_refuse_it_by_name() -> None:
    with pytest.raises(ScenarioError, match="only 'denshi run' takes it"):
        load([ONE])


def test_every_number_carries_its_grade() -> None:
    numbers = assemble(compose([ONE])).numbers
    assert len(numbers) == 17
    assert {record.grade for record in numbers.values()} == {"E"}


def test_denshi_run_writes_a_folder_that_runs_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a"
    words = [ONE, "population=synthetic_2000", "calendar.end=2002-12", "json=true"]
    assert main(["run", *words, f"out={out}"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["citizens"] == 2000 and said["months"] == 24
    assert said["work"]["scanned"] == 48_000
    assert sorted(path.name for path in out.iterdir()) == [
        "diffusion.parquet",
        "manifest.json",
        "scenario.yaml",
    ]
    assert main(["run", f"scenario={out / 'scenario.yaml'}", "json=true", f"out={tmp_path / 'b'}"]) == 0
    again = json.loads(capsys.readouterr().out)
    first, second = (json.loads((folder / "manifest.json").read_text()) for folder in (out, tmp_path / "b"))
    assert again["summary"] == said["summary"]
    assert first["digest"] == second["digest"] and first["tables"] == second["tables"]
    assert main(["run", *words, f"out={out}"]) == 2
    assert "finished run" in capsys.readouterr().err
