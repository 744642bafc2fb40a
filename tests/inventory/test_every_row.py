"""The inventory, row by row: every ID is represented by something that exists, or left out with a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments.listings import LISTS
from policies.law import history
from policies.levers import LEVERS, UNREAD
from simulation.measured.catalogue import OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
ROWS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "rows.yaml").read_text(encoding="utf-8")
)
SECTIONS = {
    "SYS": 26, "ACT": 17, "REL": 2, "POL": 48, "BAR": 22, "DET": 11, "SHK": 8, "NUM": 23, "LES": 13, "VP": 8,
    "B": 13,
}  # fmt: skip
KEYS = {
    "what", "entries", "levers", "parameters", "outputs", "questions", "tests", "pending", "scoped_out"
}  # fmt: skip
LISTED = {"POL-04", "POL-05", "POL-06", "POL-33", "POL-36"}
"""Rows whose claim is about the lever itself: that it stands, or that it moves nobody."""
ENTRIES = history("policies") | history("shocks")


def names_of(section: str, count: int) -> list[str]:
    if section in ("REL", "VP"):
        return [f"{section}-{number}" for number in range(1, count + 1)]
    if section == "B":
        return [f"B{number}" for number in range(1, count + 1)]
    return [f"{section}-{number:02d}" for number in range(1, count + 1)]


@pytest.fixture(scope="module")
def parameters() -> set[str]:
    return {str(row["name"]) for row in LISTS["parameters"]((), None, None)}


@pytest.fixture(scope="module")
def questions() -> set[str]:
    return {path.stem for path in (ROOT / "configs" / "questions").glob("*.yaml")}


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """Names of all test functions, read from the source and not run."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(node.name)
    return found


@pytest.fixture(scope="module")
def odd() -> str:
    return (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")


def test_every_row_of_the_inventory_is_there_once() -> None:
    wanted = [name for section, count in SECTIONS.items() for name in names_of(section, count)]
    assert sorted(ROWS) == sorted(wanted)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_represented_by_things_that_exist(
    name: str, parameters: set[str], questions: set[str], tests: set[str]
) -> None:
    row = ROWS[name]
    assert set(row) <= KEYS and row["what"]
    missing = {
        "entries": set(row.get("entries", [])) - set(ENTRIES),
        "levers": set(row.get("levers", [])) - set(LEVERS),
        "parameters": set(row.get("parameters", [])) - parameters,
        "outputs": set(row.get("outputs", [])) - set(OUTPUTS),
        "questions": set(row.get("questions", [])) - questions,
        "tests": set(row.get("tests", [])) - tests,
    }
    assert not any(missing.values()), missing


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_checked_or_pending_or_left_out_in_the_odd(name: str, odd: str) -> None:
    row = ROWS[name]
    represented = any(row.get(key) for key in ("entries", "levers", "parameters", "outputs", "tests"))
    assert represented or row.get("pending") or row.get("scoped_out")
    if row.get("scoped_out"):
        assert re.search(rf"\b{name}\b", odd), f"docs/odd.md does not say why {name} is left out"
        assert "pending" not in row
    elif not row.get("pending"):
        assert row.get("tests"), "a row that is not pending has a test of its own claim"


@pytest.mark.parametrize("name", [name for name in ROWS if name.startswith(("POL", "SHK"))])
def test_entries_of_a_law_carry_its_identifier(name: str) -> None:
    """The record and the inventory name each other."""
    stated = {entry for entry in ROWS[name]["entries"] if name in ENTRIES[entry].ids}
    assert stated, f"no entry of {name} states its identifier"
    carrying = {entry for entry, policy in ENTRIES.items() if name in policy.ids}
    assert not {entry for entry in carrying if entry not in ROWS[name]["entries"]} - {"it_basic_law_passed"}


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if "pending" not in row])
def test_a_row_that_is_not_pending_rests_on_a_lever_that_is_read(name: str) -> None:
    levers = set(ROWS[name].get("levers", []))
    assert not levers or levers - UNREAD or ROWS[name].get("parameters") or name in LISTED


def test_the_page_counts_what_is_pending() -> None:
    text = (ROOT / "docs" / "inventory.md").read_text(encoding="utf-8")
    pending = [name for name, row in ROWS.items() if row.get("pending")]
    said = re.search(r"(\d+) of \d+ rows are not complete", text)
    assert (int(said[1]) if said else 0) == len(pending)
