"""The first question asked of a few thousand citizens and two short years, with the real engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.answers import build_answer
from experiments.effects import difference, flips_between, mean_flips, of_arm, values
from experiments.inquiry import Findings, Inquiry, carry_out, prepare
from experiments.output import write_answer
from experiments.plain import age_line, barrier_line, lines
from experiments.questions import question
from experiments.verbs import compare
from experiments.verbs import run as run_verb
from simulation.measures import conserved
from simulation.results import Results

SMALL = [
    "population=jp_10k",
    "population.citizens=3000",
    "calendar.start=2009-01",
    "calendar.end=2011-03",
    "seed=3",
]


@pytest.fixture(scope="module")
def inquiry() -> Inquiry:
    return prepare(question("smartphone_first_2010"), SMALL, replicates=2)


@pytest.fixture(scope="module")
def findings(inquiry: Inquiry) -> Findings:
    return carry_out(inquiry, quiet=True)


@pytest.fixture(scope="module")
def answer(inquiry: Inquiry, findings: Findings) -> dict[str, Any]:
    made = build_answer(inquiry, findings)
    return made | {"text": lines(made)}


def test_an_answer_is_plain_json_without_holes(answer: dict[str, Any]) -> None:
    again = json.loads(json.dumps(answer, allow_nan=False))
    assert again["question"]["ref"] == "S01"
    assert again["replicates"] == 2
    assert again["citizens"] == 3000
    assert again["measured_month"] == "2011-03"
    assert again["arms"][0]["name"] == "history"
    assert "without consolidation" in again["arms"][1]["changes"][0]


def test_gained_less_lost_is_the_difference(
    inquiry: Inquiry, findings: Findings, answer: dict[str, Any]
) -> None:
    records, month = findings.main, inquiry.month
    flips = flips_between(records, "smartphone", "history", "own_use", month)
    adults = [float(r.counts(month).persons("adults")) for r in of_arm(records, "history")]
    net = np.mean([100 * one.net / people for one, people in zip(flips, adults, strict=True)])
    found = answer["headline"]
    assert found["estimate"] == pytest.approx(net, abs=1e-9)
    assert found["gained"] == mean_flips(flips).gained
    assert found["not_in_both"] == 0, "the population stays factual in all arms"
    total = found["always"] + found["gained"] + found["lost"] + found["never"]
    assert total == pytest.approx(
        float(of_arm(records, "history")[0].counts(month).persons("population")), abs=2
    )


def test_every_funnel_sums_to_one_and_every_case_is_kept(findings: Findings, answer: dict[str, Any]) -> None:
    for arm in ("history", "smartphone"):
        shares = [row["share"] for row in answer["funnel"] if row["arm"] == arm]
        assert len(shares) == 12
        assert sum(shares) == pytest.approx(1.0, abs=1e-9)
    assert all(conserved(flows) for record in findings.main.values() for flows in record.flows)


def test_shapley_parts_add_up_to_the_joint_effect(
    inquiry: Inquiry, findings: Findings, answer: dict[str, Any]
) -> None:
    whole = difference(findings.main, "smartphone", "history", "own_use", inquiry.month)
    assert len(answer["shares"]) == 2
    assert sum(row["estimate"] for row in answer["shares"]) == pytest.approx(whole.estimate, abs=1e-9)


def test_the_panel_covers_five_determinants_and_six_kinds_of_use(answer: dict[str, Any]) -> None:
    kinds = {"own_use", "assisted_use", "proxy_use", "information_use", "policy_research", "participation"}
    assert {row["measure"] for row in answer["knockout"]} == kinds
    rows = [row for row in answer["knockout"] if row["measure"] in ("own_use", "assisted_use", "proxy_use")]
    assert len({row["determinant"] for row in rows}) == 5
    assert {row["nature"] for row in rows} == {"built-in", "emergent"}
    moved = {row["determinant"] for row in rows if row["measure"] == "own_use" and row["estimate"] != 0.0}
    assert "socio_demographics" in moved
    assert all(row["estimate"] == 0.0 for row in rows if row["determinant"] == "civic")


def test_the_other_date_is_answered_and_labelled_with_its_size(answer: dict[str, Any]) -> None:
    (variant,) = answer["variants"]
    assert variant["value"] == "2013-04"
    assert variant["headline"]["replicates"] == 2
    assert "2 paired runs" in variant["label"]
    used = {row["id"]: row["used"] for row in answer["disputed"]}
    assert used["B1"] == "2009-04"


def test_devices_are_shown_beside_the_table_they_come_from(answer: dict[str, Any]) -> None:
    rows = [row for row in answer["devices"] if row["year"] == 2010]
    assert {row["device"] for row in rows} == {"net", "pc", "smartphone"}
    assert all(abs(row["table"] - row["simulated"]) < 0.15 for row in rows)


def test_cost_names_every_arm_and_the_reference_costs_nothing(answer: dict[str, Any]) -> None:
    by_arm: dict[str, float] = {}
    for row in answer["cost"]:
        by_arm[row["arm"]] = by_arm.get(row["arm"], 0.0) + row["high"]
        assert row["low"] <= row["high"]
    assert by_arm["history"] == 0.0
    assert by_arm["smartphone"] > by_arm["smartphone_and_consolidate"] > 0.0
    kinds = {(row["arm"], row["kind"]) for row in answer["cost"]}
    assert ("keep_96_only", "upkeep") in kinds
    assert ("keep_96_only", "redesign") not in kinds


def test_numbers_on_the_screen_are_those_of_the_json(answer: dict[str, Any]) -> None:
    text = "\n".join(answer["text"])
    found = answer["headline"]
    assert found["text"] in text
    size = re.search(r"is (\d+\.\d+) points (higher|lower)", found["text"])
    if size:
        digits = len(size[1].partition(".")[2])
        assert float(size[1]) == round(abs(found["estimate"]), digits)
    assert f"{found['gained']:,} of {found['adults']:,} simulated adults gain own online use" in text
    assert f"Rests on {answer['assumptions']['count']} assumptions" in text
    assert "Not modelled" in text
    assert 10 <= len([line for line in answer["text"] if line]) <= 17


def test_gained_less_lost_over_adults_is_the_difference_within_rounding(answer: dict[str, Any]) -> None:
    found = answer["headline"]
    net = 100 * (found["gained"] - found["lost"]) / found["adults"]
    assert net == pytest.approx(found["estimate"], abs=101 / found["adults"]), (
        "each count is rounded by up to a half"
    )
    assert found["adults"] < found["residents"]


def test_changes_and_notes_are_in_the_answer_and_on_the_screen() -> None:
    asked = prepare(question("S01"), [*SMALL, "beta.trust=3"], replicates=1, arms=["history", "smartphone"])
    made = build_answer(asked, carry_out(asked, quiet=True))
    said = lines(made)
    assert made["changes"] == ["calendar.start=2009-01", "calendar.end=2011-03", "beta.trust=3"]
    assert said[1] == "With your changes: calendar.start=2009-01, calendar.end=2011-03, beta.trust=3."
    assert any(note.startswith("assumptions.beta.trust: 3 lies outside") for note in made["notes"])
    assert all(f"Note: {note}" in said for note in made["notes"])
    assert "In 1 paired run" in "\n".join(said) and "1 paired runs" not in "\n".join(said)
    assert made["redo"][0].endswith("arms=history,smartphone")


def test_every_key_of_an_answer_is_on_the_page_of_results(answer: dict[str, Any]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
    section = page.partition("\n## answer.json")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `(\w+)`", section, re.M))
    assert set(answer) | {"out", "report"} == documented


def row(low: float, high: float, band: str) -> dict[str, Any]:
    """An age band of the arm 'smartphone'."""
    return {"arm": "smartphone", "age_band": band, "difference": (low + high) / 2, "low": low, "high": high}


def test_an_age_band_is_named_alone_only_where_its_interval_stands_apart(answer: dict[str, Any]) -> None:
    alone = age_line({**answer, "ages": [row(1.0, 2.0, "20-24"), row(2.2, 3.0, "25-29")]})
    assert alone == "Biggest gain by age: 25-29, +2.6 points (2.2 to 3.0)."
    among = age_line({**answer, "ages": [row(1.0, 2.0, "20-24"), row(1.8, 3.0, "25-29")]})
    assert among == "Biggest gain by age: several bands, among them 25-29, +2.4 points (1.8 to 3.0)."


def test_a_barrier_that_does_not_move_is_not_called_most_moved(answer: dict[str, Any]) -> None:
    base = [row for row in answer["funnel"] if row["arm"] == "history"]
    same = [{**row, "arm": "smartphone", "share": row["share"] + 1e-6} for row in base]
    assert "most moved" not in barrier_line({**answer, "funnel": base + same})
    assert "most moved" in barrier_line(answer)


def test_disputed_dates_come_with_the_other_reading_and_their_ramp(answer: dict[str, Any]) -> None:
    text = "\n".join(answer["text"])
    assert "online offer 2003 from 2001-04 and over 24 months (other reading 2003-04)" in text


def test_the_redo_command_asks_the_same(answer: dict[str, Any]) -> None:
    command = answer["redo"][0].split()
    assert command[:3] == ["denshi", "ask", "smartphone_first_2010"]
    words = [word for word in command[3:] if not word.startswith("replicates=")]
    again = prepare(question("S01"), words, replicates=2)
    first = prepare(question("S01"), SMALL, replicates=2)
    assert again.arms["smartphone"].resolved() == first.arms["smartphone"].resolved()


@pytest.fixture
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


SHORT = ["population=jp_10k", "population.citizens=2000", "calendar.start=2009-10", "calendar.end=2010-03"]


def test_two_names_of_one_scenario_do_not_differ_in_anything(
    in_an_empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["smartphone_first_2010.smartphone_and_consolidate", "smartphone_first_2010.history"]
    assert compare.run([*names, *SHORT, "replicates=2", "json=true", "out=here"], None) == 0
    found = json.loads(capsys.readouterr().out)
    assert json.loads(Path("here/answer.json").read_text(encoding="utf-8")) == found
    assert found["changes"] == SHORT[2:] and found["notes"]
    assert all(row["estimate"] == row["low"] == row["high"] == 0.0 for row in found["differences"])
    assert all(row["identical"] for row in found["differences"])
    assert "every column of every citizen is equal" in "\n".join(found["text"])


def test_one_name_may_stand_twice(in_an_empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.run(["jp_history", "jp_history", *SHORT, "replicates=1"], None) == 0
    said = capsys.readouterr().out
    assert "No difference between 'jp_history (2)' and 'jp_history'" in said
    assert list(in_an_empty_folder.iterdir()) == []


def test_run_writes_the_folder_and_one_json_object(
    in_an_empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_verb.run([*SHORT, "out=here/a", "record=summary", "json=true"], None) == 0
    found = json.loads(capsys.readouterr().out)
    keys = {"run_key", "out", "citizens", "weight", "months", "seconds", "peak_memory_bytes", "summary"}
    keys |= {"scenario", "changes", "notes"}
    assert set(found) == keys
    assert found["months"] == 6
    assert found["changes"] == SHORT[2:]
    manifest = json.loads((in_an_empty_folder / "here" / "a" / "manifest.json").read_text())
    assert manifest["run_key"] == found["run_key"]


def test_ask_replaces_an_earlier_answer_and_names_the_report(
    in_an_empty_folder: Path, inquiry: Inquiry, answer: dict[str, Any]
) -> None:
    folder = in_an_empty_folder / "runs" / "x"
    folder.mkdir(parents=True)
    (folder / "answer.json").write_text("an earlier answer")
    write_answer(answer, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["answer.json", "report.html"]
    assert (folder / "report.html").stat().st_size < 3_000_000
    assert json.loads((folder / "answer.json").read_text())["headline"] == answer["headline"]


def test_months_of_a_table_are_dates_that_pandas_can_reckon_with(findings: Findings) -> None:
    table = Results(findings.main["history", 0]).table("measures")
    assert table["month"].dtype.kind == "M"
    assert str(table["month"].max().date()) == "2011-03-01"


def test_levels_agree_with_their_records(
    inquiry: Inquiry, findings: Findings, answer: dict[str, Any]
) -> None:
    rows = {(row["measure"], row["arm"], row["month"]): row for row in answer["series"]}
    for arm in inquiry.arms:
        mean = np.mean(values(findings.main, arm, "own_use", inquiry.month))
        assert rows["own_use", arm, "2011-03"]["mean"] == pytest.approx(mean)
