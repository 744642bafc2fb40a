"""A policymaker's first five minutes: the bare command, the list of questions, an answer, a report."""

from __future__ import annotations

import json
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
ADULTS = 0.856
"""Share of residents of 18 and over in March 2021, from the census tables; shares of use are of adults."""


@pytest.fixture(scope="module")
def asked(terminals: Callable[[str], Terminal]) -> Terminal:
    """A folder in which the first question is asked."""
    return terminals("asked")


@pytest.fixture(scope="module")
def said(asked: Terminal) -> str:
    """What a person reads."""
    return asked.done("ask", QUESTION, *SMALL, "out=out/plain").text


@pytest.fixture(scope="module")
def answer(asked: Terminal) -> dict[str, Any]:
    """What a program reads."""
    return asked.done("ask", QUESTION, *SMALL, "out=out/program", "json=true").json


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


def test_all_28_questions_are_listed_and_say_why_they_matter(denshi: Terminal) -> None:
    questions = denshi.done("list", "questions", "json=true").json
    assert len({question["id"] for question in questions}) == 28
    assert questions[0]["id"] == QUESTION
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
    net = 100.0 * (headline["gained"] - headline["lost"]) / (ADULTS * people)
    assert net == pytest.approx(headline["estimate"], rel=0.03)
    assert headline["replicates"] == answer["replicates"] == 2


def test_an_answer_holds_the_four_arms_the_other_date_and_the_determinants(answer: dict[str, Any]) -> None:
    arms = [arm["name"] for arm in answer["arms"]]
    assert arms == ["history", "smartphone", "smartphone_and_consolidate", "keep_96_only"]
    assert answer["measured_month"] == "2021-03"
    assert answer["variants"] and answer["disputed"] and answer["not_modelled"] and answer["redo"]
    kinds = {"own_use", "assisted_use", "proxy_use", "information_use", "policy_research", "participation"}
    assert {row["measure"] for row in answer["knockout"]} == kinds
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


def test_the_report_is_one_small_file_that_fetches_nothing(asked: Terminal, said: str) -> None:
    assert said.strip().endswith("report.html")
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


def test_asking_again_gives_the_same_answer(asked: Terminal, said: str, answer: dict[str, Any]) -> None:
    """Two runs of one request differ in times and in where they were told to write, and nowhere else."""
    plain = json.loads((asked.folder / "out" / "plain" / "answer.json").read_text(encoding="utf-8"))
    told = {"seconds", "made_at", "redo", "out", "report"}
    assert [key for key in plain if key not in told and plain[key] != answer[key]] == []
    assert plain.keys() - told == answer.keys() - told


def test_an_answer_leaves_its_files_where_it_was_told(asked: Terminal, said: str) -> None:
    top = {Path(name).parts[0] for name in asked.files()}
    assert top <= {"out", "last.html"}
