"""A policymaker's first five minutes: the bare command, the list of questions, an answer, a report."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

QUESTION = "smartphone_first_2010"
SMALL = ("population=jp_10k", "replicates=2")
OWN_WORDS = re.compile(r"own (online )?use", re.IGNORECASE)
LARGEST_REPORT = 3_000_000


@pytest.fixture(scope="module")
def asked(terminals: Callable[[str], Terminal]) -> Terminal:
    """A folder in which the first question has been asked twice: once for people, once for programs."""
    terminal = terminals("asked")
    terminal.done("ask", QUESTION, *SMALL, "out=out/plain")
    terminal.done("ask", QUESTION, *SMALL, "out=out/program", "json=true")
    return terminal


@pytest.fixture(scope="module")
def said(asked: Terminal, terminals: Callable[[str], Terminal]) -> str:
    """What the person reads."""
    return terminals("read").done("ask", QUESTION, *SMALL, "out=answer").text


@pytest.fixture(scope="module")
def answer(terminals: Callable[[str], Terminal]) -> dict[str, Any]:
    """What the program reads."""
    return terminals("program").done("ask", QUESTION, *SMALL, "out=answer", "json=true").json


def test_the_bare_command_shows_three_ways_in_under_a_second(denshi: Terminal) -> None:
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        said = denshi.done()
        taken.append(time.perf_counter() - began)
    for way in ("denshi list questions", f"denshi ask {QUESTION}", "denshi run"):
        assert way in said.text
    assert "Traceback" not in said.text + said.errors
    assert min(taken) < 1.0
    assert denshi.files() == []


def test_every_listed_question_says_why_it_matters(denshi: Terminal) -> None:
    questions = denshi.done("list", "questions", "json=true").json
    assert QUESTION in [question["id"] for question in questions]
    assert all(question["question"].endswith("?") and question["why"] for question in questions)
    shown = denshi.done("list", "questions").text
    assert all(question["id"] in shown for question in questions)


def test_an_answer_names_the_kind_of_use_the_interval_and_who_gains(said: str) -> None:
    lines = [line for line in said.splitlines() if line.strip()]
    assert OWN_WORDS.search(said)
    assert "95 %" in said
    assert "March 2021" in said
    assert re.search(r"\bgain", said) and re.search(r"\blose|\blost", said)
    assert "ssumption" in said
    assert len(lines) <= 40


def test_the_text_and_the_json_give_the_same_numbers(said: str, answer: dict[str, Any]) -> None:
    headline = answer["headline"]
    shown = said.replace("\N{MINUS SIGN}", "-")
    for name in ("estimate", "low", "high"):
        assert f"{abs(headline[name]):.1f}" in shown, name
    for name in ("gained", "lost"):
        assert re.search(rf"\b{round(headline[name]):,}\b", shown), name
    assert str(answer["assumptions"]["count"]) in shown


def test_the_interval_holds_the_estimate_and_agrees_with_who_gained(answer: dict[str, Any]) -> None:
    headline = answer["headline"]
    assert headline["measure"] == "own_use"
    assert headline["low"] <= headline["estimate"] <= headline["high"]
    people = sum(headline[name] for name in ("gained", "lost", "always", "never"))
    net = 100.0 * (headline["gained"] - headline["lost"]) / people
    assert net == pytest.approx(headline["estimate"], abs=1.0)
    assert headline["replicates"] == answer["replicates"] == 2


def test_an_answer_holds_the_four_arms_the_other_date_and_the_determinants(answer: dict[str, Any]) -> None:
    arms = [arm["name"] for arm in answer["arms"]]
    assert arms == ["history", "smartphone", "smartphone_and_consolidate", "keep_96_only"]
    assert answer["measured_month"] == "2021-03"
    assert answer["variants"] and answer["disputed"] and answer["not_modelled"] and answer["redo"]
    assert {row["measure"] for row in answer["knockout"]} == {"own_use", "assisted_use", "proxy_use"}
    assert {row["nature"] for row in answer["knockout"]} == {"built-in", "emergent"}


def test_shares_of_barriers_add_up_to_everybody(answer: dict[str, Any]) -> None:
    for arm in (arm["name"] for arm in answer["arms"]):
        assert sum(row["share"] for row in answer["funnel"] if row["arm"] == arm) == pytest.approx(
            1.0, abs=1e-6
        )


class Page(HTMLParser):
    """What a page would fetch, and which pictures say what they show."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.charts = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        for name in ("src", "href", "srcset", "action", "data"):
            target = given.get(name) or ""
            fetched = tag != "a" and re.match(r"(?:https?:)?//", target)
            if fetched:
                self.outside.append(f"{tag} {name}={target}")
        if given.get("role") in {"img", "figure"} or tag in {"img", "figure"}:
            self.charts += 1


def test_the_report_is_one_small_file_that_fetches_nothing(asked: Terminal) -> None:
    text = asked.done("report", "last", "out=last.html").text
    path = asked.folder / "last.html"
    assert "last.html" in text
    source = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(source)
    assert path.stat().st_size < LARGEST_REPORT
    assert page.outside == []
    assert "@import" not in source and not re.search(r"url\(\s*['\"]?https?:", source)
    assert page.charts >= 4
    assert source.count("aria-label") + source.count("alt=") + source.count("figcaption") >= 4
    assert "denshi ask" in source


def test_asking_again_gives_the_same_answer(asked: Terminal) -> None:
    """Two runs of one request differ in times and names of machines, and nowhere else."""
    import json

    one, other = (
        json.loads((asked.folder / "out" / name / "answer.json").read_text(encoding="utf-8"))
        for name in ("plain", "program")
    )
    for key in ("seconds", "made_at", "redo"):
        one.pop(key), other.pop(key)
    assert one == other


def test_an_answer_leaves_its_files_where_it_was_told(asked: Terminal) -> None:
    top = {Path(name).parts[0] for name in asked.files()}
    assert top <= {"out", "last.html"}
