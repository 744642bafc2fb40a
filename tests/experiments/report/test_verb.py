"""``denshi report``: of an answer, of a run, of the last of either, and what it refuses."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from agents.columns import AGE_BANDS, BARRIERS
from configs.errors import ScenarioError
from experiments.report import parts
from experiments.report.run_folder import answer_of_run
from experiments.verbs import report as verb
from simulation.schema import TABLES
from simulation.tables import arrow_schema

MARCHES = (date(2020, 3, 1), date(2021, 3, 1))


def write_table(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """A table of a run folder with the columns it must have; counts that no row gives are 0."""
    zeros = {column.name: 0 for column in TABLES[name] if column.kind in ("integer", "number")}
    pq.write_table(
        pa.Table.from_pylist([{**zeros, **row} for row in rows], arrow_schema(name)),
        folder / f"{name}.parquet",
    )


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    """A finished run of two years in two prefectures, small enough to check by hand."""
    folder = tmp_path / "runs" / "a"
    folder.mkdir(parents=True)
    use = [
        {
            "month": month,
            "prefecture_code": code,
            "age_band": "30-34",
            "service": "etax",
            "own_use": own,
            "barrier_device": 30,
            "barrier_unaware": 60,
        }
        for month, own in zip(MARCHES, (1000, 10), strict=True)
        for code in (1, 47)
    ]
    people = [
        {
            "month": month,
            "prefecture_code": code,
            "sex": "male",
            "age_band": band,
            "population": 100,
            "adults": 100,
            "own_use_any_12m": own,
            "connected": 80,
        }
        for month in (*MARCHES, date(2020, 9, 1))
        for code, own in ((1, 10), (47, 30))
        for band in ("30-34", "65-69")
    ]
    measures = [{"month": month, "measure": "own_use", "value": 0.2} for month in MARCHES]
    measures += [
        {"month": date(2021, 2, 1), "measure": "own_use", "value": 0.9},
        {"month": MARCHES[0], "measure": "trust", "value": 0.5},
    ]
    costs = [
        {"month": month, "policy": "p", "payer": "state", "kind": "running", "low": 1e9, "high": 2e9}
        for month in MARCHES
    ]
    for name, rows in (("use", use), ("people", people), ("measures", measures), ("costs", costs)):
        write_table(folder, name, rows)
    record = {
        "value": 0.8,
        "unit": "logits",
        "low": 0.2,
        "high": 1.6,
        "grade": "C",
        "source": "s",
        "meaning": "m",
    }
    dispute = {"id": "B1", "text": "date of the cut", "default": "2009-04", "alternative": "2013-04"}
    scenario = {
        "assumptions": {"beta.trust": record},
        "institutions": {"stock.kinds": {**record, "grade": "E"}},
        "policies": {"consolidation": {"start": "2013-04", "disputed": [dispute]}, "other": {}},
    }
    (folder / "scenario.yaml").write_text(json.dumps(scenario))
    manifest = {
        "status": "finished",
        "run_key": "abc",
        "scenario": "jp_history",
        "seed": 7,
        "months": {"first": "2019-04", "last": "2021-03", "count": 24},
        "population": {"name": "jp_10k", "citizens": 10_000},
        "weight": 12614.6,
        "versions": {"denshi": "0.1.0"},
        "provenance": {
            "made_at": "2026-11-25T00:00:00+00:00",
            "seconds": 1.5,
            "command": "/home/somebody/bin/denshi run seed=7 beta.trust=0.9 out=runs/a json=true",
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_a_run_is_read_from_its_tables(run_folder: Path) -> None:
    found = answer_of_run(run_folder)
    assert found["measured_month"] == "2021-03"
    assert [row["month"] for row in found["series"]] == ["2020-03", "2021-03"]
    funnel = {row["barrier"]: row["share"] for row in found["funnel"]}
    assert tuple(funnel) == BARRIERS
    assert funnel["none"] == pytest.approx(0.1), "the last fiscal year alone"
    assert sum(funnel.values()) == pytest.approx(1.0)
    assert [(row["name"], row["own_use"]) for row in found["prefectures"]] == [
        ("Hokkaido", 0.1),
        ("Okinawa", 0.3),
    ]
    assert [(row["age_band"], row["own_use"]) for row in found["ages"]] == [("30-34", 0.2), ("65-69", 0.2)]
    assert all(row["age_band"] in AGE_BANDS for row in found["ages"])
    assert [(row["low"], row["high"]) for row in found["cost"]] == [(2e9, 4e9)]
    internet = [row for row in found["devices"] if row["device"] == "net"]
    assert [(row["year"], row["age_band"], row["simulated"]) for row in internet] == [
        (2020, "30-39", 0.8),
        (2020, "60-69", 0.8),
    ]
    assert found["assumptions"]["by_grade"] == {"C": 1, "E": 1}
    assert [row["name"] for row in found["assumptions"]["listed"]] == [
        "assumptions.beta.trust",
        "institutions.stock.kinds",
    ]
    assert [(row["id"], row["name"], row["used"]) for row in found["disputed"]] == [
        ("B1", "consolidation", "2013-04")
    ]
    assert found["redo"][0] == "denshi run seed=7 beta.trust=0.9", "nothing of the machine that ran it"
    assert found["changes"] == ["beta.trust=0.9"]


def test_the_report_of_a_run_compares_nothing(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.run([str(run_folder)], None) == 0
    path = run_folder / "report.html"
    assert capsys.readouterr().out == f"Report: {path}\n"
    page = path.read_text(encoding="utf-8")
    assert "One run of “jp history”" in page
    assert "It compares nothing, so it states no effect." in page
    assert "What it depends on" not in page
    assert page.count('class="still"') == 6


def test_the_report_of_a_summary_says_what_it_needs(run_folder: Path) -> None:
    path = run_folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "record": "summary"}))
    found = answer_of_run(run_folder)
    said = [parts.table({**found, key: []}, key, {}).gaps[0] for key in ("prefectures", "ages", "devices")]
    assert all("needs record=full" in gap for gap in said)


def test_a_folder_without_a_manifest_is_no_run(run_folder: Path) -> None:
    (run_folder / "manifest.json").unlink()
    with pytest.raises(ScenarioError, match=r"holds neither answer\.json nor manifest\.json"):
        verb.run([str(run_folder)], None)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that is quick to draw, and a working directory of its own."""
    monkeypatch.chdir(tmp_path)
    return {"question": answer["question"], "headline": answer["headline"], "arms": answer["arms"]}


def put(answer: dict[str, Any], folder: str, question: str, time: int) -> None:
    """An answer in a folder of the working directory, made at ``time``."""
    path = Path(folder) / "answer.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({**answer, "question": {"question": question}}))
    os.utime(path, (time, time))


def test_last_means_the_newest_answer_or_run(
    small: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    put(small, "runs/old", "An old question?", 1_000_000)
    put(small, "out/new", "A new question?", 2_000_000)
    put(small, "runs/.new.part-1", "An unfinished question?", 3_000_000)
    assert verb.run(["last", "out=made/page.html", "json=true"], None) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["report"] == "made/page.html"
    assert said["source"] == "out/new/answer.json"
    assert "<h1>A new question?</h1>" in Path("made/page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["last"], "no answer and no run below out or runs"),
        (["nowhere"], "nowhere: no such file or folder"),
        (["here"], "holds neither answer.json nor manifest.json"),
        (["broken.json"], "broken.json: is not JSON"),
        (["list.json"], "list.json: is not an answer"),
        (["good.json", "lang=ja"], "English only so far, got 'ja'"),
        (["good.json", "oout=x"], "no such option; did you mean 'out'?"),
        (["good.json", "json=maybe"], "json: is true or false, got 'maybe'"),
        (["good.json", "other.json"], "one answer or run at a time"),
        (["good.json", "out=here"], "'here' is a folder; name a file"),
        (["good.json", "out=page.pdf"], "got 'page.pdf'; name it page.html"),
        (["good.json", "out="], "out: has no value"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_one_line(
    small: dict[str, Any], options: list[str], message: str
) -> None:
    Path("here").mkdir()
    Path("broken.json").write_text("{")
    Path("list.json").write_text("[]")
    Path("good.json").write_text(json.dumps(small))
    with pytest.raises(ScenarioError) as refused:
        verb.run(options, None)
    assert len(refused.value.lines) == 1
    assert message in refused.value.lines[0]
    assert not list(Path().glob("**/*.html"))
