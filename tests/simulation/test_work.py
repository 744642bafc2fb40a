"""Counts of work: what the stages had to do is the same whoever does it, and belongs to the run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simulation import simulate
from simulation.counts import FLOWS
from simulation.results import Results
from simulation.work import work_by_month, work_of

SHORT = ["calendar.start=2019-01", "calendar.end=2019-06"]
ENDS = ("own_use", "assisted_use", "proxy_use", "counter", "mail", "unmet")


@pytest.fixture(scope="module")
def half_a_year() -> Results:
    return simulate("jp_history", population="jp_10k", record="summary", overrides=SHORT)


def test_everybody_is_scanned_once_a_month(half_a_year: Results) -> None:
    counted = work_by_month(half_a_year.record)["scanned"]
    assert counted.tolist() == [half_a_year.record.population.slots] * 6


def test_cases_and_tries_are_those_of_the_tables(half_a_year: Results) -> None:
    work, cases = work_of(half_a_year.record), half_a_year.record.cases
    assert work["cases"] == cases[:, :, [FLOWS.index(name) for name in ENDS]].sum()
    assert work["attempted"] == cases[:, :, FLOWS.index("attempts")].sum() > 0
    assert work["heard"] == cases[:, :, FLOWS.index("newly_aware")].sum()
    assert work["attempted"] <= work["weighed"] <= work["cases"]
    assert work["pushed"] == work["started"] + work["stopped"] > 0


def test_whoever_has_a_case_is_on_the_list_of_the_scan(half_a_year: Results) -> None:
    work = work_of(half_a_year.record)
    assert work["cases"] <= work["active"] < work["scanned"]


def test_threads_do_the_same_work(half_a_year: Results) -> None:
    two = simulate("jp_history", population="jp_10k", record="summary", threads=2, overrides=SHORT)
    assert np.array_equal(two.record.work, half_a_year.record.work)


def test_a_longer_run_did_the_work_of_the_shorter_one_first(half_a_year: Results) -> None:
    longer = simulate(
        "jp_history", population="jp_10k", record="summary", overrides=[*SHORT, "calendar.end=2019-07"]
    )
    assert np.array_equal(longer.record.work[:6], half_a_year.record.work)
    assert longer.record.work[6, 0] == half_a_year.record.work[0, 0]


def test_the_manifest_holds_the_sums(half_a_year: Results, tmp_path: Path) -> None:
    folder = half_a_year.write(tmp_path / "run")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["work"] == work_of(half_a_year.record)
    assert manifest["work"]["scanned"] == 6 * manifest["population"]["slots"]
