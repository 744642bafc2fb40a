"""The page: self-contained, traceable, safe against what an answer may hold, honest about what is missing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from experiments.report import theme
from experiments.report.charts.chart import Missing
from experiments.report.html import render, write_report
from experiments.report.page import CHARTS

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}&amp;"
FETCHING = {"src", "href", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}


class Elements(HTMLParser):
    """Every element with its attributes and the text directly inside it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1][2].append(data)

    def of(self, tag: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of all elements of one kind."""
        return [(attributes, "".join(text)) for name, attributes, text in self.found if name == tag]


@pytest.fixture(scope="module")
def page(report: Path) -> str:
    return report.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    return Elements(page)


def test_the_report_is_one_file_below_three_megabytes(report: Path) -> None:
    assert report.stat().st_size < 3_000_000
    assert [path.name for path in report.parent.iterdir()] == [report.name]


def test_the_same_answer_gives_the_same_bytes(page: str, answer: dict[str, Any]) -> None:
    assert render(answer) == page
    assert render(json.loads(json.dumps(answer))) == page


def test_nothing_on_the_page_can_be_fetched(page: str, elements: Elements) -> None:
    for tag, attributes, _ in elements.found:
        for name in FETCHING & set(attributes):
            assert attributes[name].startswith("#"), (tag, name, attributes[name])
    assert not {tag for tag, _, _ in elements.found} & {"link", "iframe", "object", "embed", "base", "img"}
    for _, style in elements.of("style"):
        assert "@import" not in style
        assert "url(" not in style


def test_only_the_scripts_of_the_report_may_run(elements: Elements) -> None:
    policy = next(
        a["content"] for a, _ in elements.of("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    allowed = policy.partition("script-src ")[2].split(";")[0].split()
    scripts = [
        text for attributes, text in elements.of("script") if attributes.get("type") != "application/json"
    ]
    digests = [hashlib.sha256(text.encode("utf-8")).digest() for text in scripts]
    assert allowed == [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def test_every_chart_has_a_text_alternative_and_a_table(elements: Elements) -> None:
    charts = [a for a, _ in elements.of("div") if a.get("class") == "chart"]
    assert len(charts) == 7
    for attributes in charts:
        assert attributes["role"] == "img"
        assert len(attributes["aria-label"]) > 80
    assert len(elements.of("caption")) >= len(charts)
    assert len(elements.of("summary")) >= len(charts)


def valued(source: str, answer: dict[str, Any]) -> float:
    """The number that a data-source names: places in the answer joined by + - * or /."""

    def place(path: str) -> float:
        found: Any = answer
        for key in re.findall(r"[^.\[\]]+", path):
            found = found[int(key)] if isinstance(found, list) else found[key]
        return float(found)

    def factor(text: str) -> float:
        return float(text) if re.fullmatch(r"\d+", text) else place(text)

    def product(text: str) -> float:
        first, *rest = re.split(r" ([*/]) ", text)
        value = factor(first)
        for operator, part in zip(rest[::2], rest[1::2], strict=True):
            value = value * factor(part) if operator == "*" else value / factor(part)
        return value

    first, *rest = re.split(r" ([+-]) ", source)
    total = product(first)
    for operator, part in zip(rest[::2], rest[1::2], strict=True):
        total += product(part) if operator == "+" else -product(part)
    return total


def read(shown: str) -> tuple[float, float]:
    """The number that is printed, and half a unit of its last digit."""
    scale = 1.0
    for word, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        scale = size if word in shown else scale
    digits = re.sub(r"[^0-9.]", "", shown)
    decimals = len(digits.partition(".")[2])
    return float(digits) * scale, 0.5 * 10**-decimals * scale


def test_every_number_in_the_text_is_the_number_of_the_answer(
    elements: Elements, answer: dict[str, Any]
) -> None:
    numbers = elements.of("data")
    assert len(numbers) > 60
    for attributes, shown in numbers:
        exact = valued(attributes["data-source"], answer)
        assert float(attributes["value"]) == pytest.approx(exact, rel=1e-12)
        printed, half = read(shown)
        size = abs(100 * exact if shown.endswith("%") else exact)
        rounding = (
            half
            if "people" not in attributes["data-source"] and "weight" not in attributes["data-source"]
            else 0
        )
        assert printed == pytest.approx(size, abs=half + rounding, rel=0.051), attributes
        if exact < 0 and shown[0] in "+\u2212":
            assert shown[0] == "\u2212", attributes


def test_the_headline_is_printed_with_its_interval_and_its_kind_of_use(page: str) -> None:
    text = re.sub(r"<[^>]+>", "", page.partition('class="answer"')[2].partition("</p>")[0])
    assert "own online use in March 2021 is 9.4 points higher" in text
    assert "95 % interval 8.8 to 10.0; 8 paired runs" in text
    assert "It is counted apart from assisted use, proxy use and card possession." in page


def test_changes_notes_and_the_warning_about_levels_stand_at_the_head(page: str) -> None:
    head = page.partition('class="answer"')[2].partition("</section>")[0]
    assert "With your changes: <code>beta.trust=1.9</code>." in head
    assert "Note: assumptions.beta.trust: 1.9 lies outside its evidence" in head
    below_figures = head.partition('class="figures"')[2]
    assert "Tuned by hand, not calibrated: read differences, not levels." in below_figures


def test_a_proxy_may_use_paper_and_a_start_may_be_a_ramp(page: str) -> None:
    assert "By proxy, online or paper" in page
    assert "2009-04, and over 24 months from then" in page


def hostile(value: Any) -> Any:
    """The value with every text in it replaced by mark-up that wants to run, months and known words apart."""
    if isinstance(value, dict):
        return {key: hostile(part) for key, part in value.items()}
    if isinstance(value, list):
        return [hostile(part) for part in value]
    if not isinstance(value, str) or re.fullmatch(r"\d{4}-\d{2}", value):
        return value
    kept = ("own_use", "assisted_use", "proxy_use", "possession", "points", "yen")
    return value if value in kept else value + HOSTILE


def test_mark_up_in_an_answer_is_shown_and_never_run(answer: dict[str, Any]) -> None:
    answer["series"] = [row for row in answer["series"] if row["month"] > "2020"]
    answer["prefectures"] = [row for row in answer["prefectures"] if row["prefecture_code"] < 4]
    found = Elements(render(hostile(answer)))
    assert len(found.of("script")) == 4
    assert not found.of("img")
    assert not any(name.startswith("on") for _, attributes, _ in found.found for name in attributes)
    assert any("<script>alert(1)</script>" in text for _, text in found.of("h1"))
    for kind in ("rows", "charts"):
        text = next(text for attributes, text in found.of("script") if attributes.get("id") == kind)
        json.loads(text)


CHART_OF = {
    "series": "curves",
    "funnel": "barriers",
    "prefectures": "prefectures",
    "ages": "ages",
    "cost": "cost",
    "knockout": "determinants",
    "devices": "devices",
}
PARTS = (
    *CHART_OF,
    "question", "arms", "headline", "differences", "cost_note", "variants", "assumptions",
    "not_modelled", "disputed", "redo", "seconds", "version", "weight", "citizens", "window",
    "measured_month", "replicates", "population",
)  # fmt: skip
JUNK: tuple[Any, ...] = (
    None,
    3,
    "text",
    [None, 7],
    [{}],
    {},
    [{"arm": 3, "measure": None, "mean": float("nan")}],
    True,
)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Still pictures left out: they take most of the time and say nothing about gaps."""
    monkeypatch.setattr("experiments.report.vega.still", lambda spec, key: "<svg></svg>")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("part", PARTS)
def test_a_missing_or_broken_part_becomes_a_stated_gap(
    part: str, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = CHART_OF.get(part, "cost" if part == "cost_note" else None)
    for key in CHARTS:
        if key != kept:
            monkeypatch.setitem(CHARTS, key, lambda reading: Missing("left out of this test", []))
    del answer[part]
    for page in (render(answer), *(render({**answer, part: junk}) for junk in JUNK)):
        assert ('class="gap"' in page) or part not in CHART_OF
        assert "left out of this test" in page


@pytest.mark.usefixtures("undrawn")
def test_rows_that_cannot_be_read_are_left_out_and_counted(answer: dict[str, Any]) -> None:
    answer["series"][3]["mean"] = "a lot"
    answer["series"][4]["mean"] = float("nan")
    answer["cost"][1]["low"] = 1e15
    page = render(answer)
    assert "2 of 832 rows of &#39;series&#39; were left out: &#39;mean&#39; cannot be read." in page
    assert "1 cost records were left out: their low end lies above their high end." in page


@pytest.mark.usefixtures("undrawn")
def test_an_empty_answer_still_makes_a_page() -> None:
    page = render({})
    assert "A scenario of digital government in Japan" in page
    assert "script-src &#39;none&#39;" in page
    assert not Elements(page).of("script")


def test_a_report_is_never_seen_half_written(
    tmp_path: Path, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.html"
    target.write_text("the report of last week")

    def stop(source: Any, destination: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_report({"headline": answer["headline"]}, target)
    assert target.read_text() == "the report of last week"
    assert list(tmp_path.iterdir()) == [target]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [theme.INK, theme.SOFT, theme.REFERENCE, theme.SUBJECT, *theme.OTHERS])
def test_colours_that_letters_may_take_stand_out_from_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5
