"""The report in a real browser, network off: everything is drawn, nothing is asked for, all can use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = (
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
DRAWN = """
    document.querySelectorAll('.chart.drawn .live svg').length === document.querySelectorAll('.chart').length
"""
CONTRAST = """() => {
    const channel = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    const light = rgb => { const [r, g, b] = rgb.match(/[0-9.]+/g).map(Number);
        return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
    const behind = element => { for (let e = element; e; e = e.parentElement) {
        const colour = getComputedStyle(e).backgroundColor;
        if (!/rgba\\(.*, 0\\)/.test(colour)) { return colour; } } return 'rgb(255, 255, 255)'; };
    const weak = [];
    for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        const shown = element.getClientRects().length && !['SCRIPT', 'STYLE'].includes(element.tagName);
        if (!own || !shown) { continue; }
        const style = getComputedStyle(element);
        const ink = element instanceof SVGElement ? style.fill : style.color;
        const [a, b] = [light(ink), light(behind(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) { weak.push([element.tagName, element.textContent.slice(0, 40), ink, ratio]); }
    }
    return weak;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium under Playwright; skipped with the reason where missing, unless that is forbidden."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    if not Path(path).exists():
        reason = (
            "Chromium is not installed (apt-get install chromium): the report was not opened in a browser"
        )
        if os.environ.get("DENSHI_REQUIRE_BROWSER") == "1":
            pytest.fail(reason + ", and DENSHI_REQUIRE_BROWSER=1 forbids the skip")
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


class Visit:
    """One page opened with the network off, and what it said and asked for."""

    def __init__(self, browser: Any, report: Path, width: int, **context: Any) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **context)
        self.context.set_offline(True)
        self.context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(report.as_uri())


@pytest.fixture(scope="module")
def desk(browser: Any, report: Path) -> Iterator[Visit]:
    visit = Visit(browser, report, 1280)
    visit.page.wait_for_function(DRAWN, timeout=30_000)
    yield visit
    visit.context.close()


def test_all_charts_are_drawn_without_a_word_on_the_console(desk: Visit) -> None:
    assert desk.page.locator(".chart.drawn .live svg").count() == 7
    assert desk.said == []


def test_the_page_asks_for_nothing_but_itself(desk: Visit, report: Path) -> None:
    assert desk.asked == [report.as_uri()]


def test_all_letters_stand_out_from_what_is_behind_them(desk: Visit) -> None:
    assert desk.page.evaluate(CONTRAST) == []


def test_each_chart_is_one_picture_with_a_name(desk: Visit) -> None:
    for chart in desk.page.locator(".chart").all():
        assert chart.get_attribute("role") == "img"
        assert len(chart.get_attribute("aria-label") or "") > 80
        assert chart.locator("svg:visible").count() == 1


def test_the_keyboard_reaches_the_numbers_and_the_commands(desk: Visit) -> None:
    reached = set()
    desk.page.evaluate("document.activeElement.blur()")
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        reached.add(
            desk.page.evaluate(
                "document.activeElement.tagName + ' ' + document.activeElement.textContent.trim()"
            )
        )
    assert "A Skip to the answer" in reached
    assert "SUMMARY Numbers of this chart" in reached
    assert "BUTTON Copy" in reached
    desk.page.locator("summary").first.focus()
    desk.page.keyboard.press("Enter")
    assert desk.page.locator("details[open] table").first.is_visible()
    desk.page.keyboard.press("Enter")


def test_a_telephone_shows_all_charts_and_never_scrolls_sideways(browser: Any, report: Path) -> None:
    visit = Visit(browser, report, 390)
    visit.page.wait_for_function(DRAWN, timeout=30_000)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    widths = visit.page.evaluate(
        "[...document.querySelectorAll('.live svg')].map(s => s.getBoundingClientRect().width)"
    )
    assert max(widths) <= 354
    assert visit.said == []
    visit.context.close()


def test_without_scripts_the_still_pictures_stand_in(browser: Any, report: Path) -> None:
    visit = Visit(browser, report, 1280, java_script_enabled=False)
    assert visit.page.locator(".still svg").count() == 7
    assert all(picture.is_visible() for picture in visit.page.locator(".still svg").all())
    visit.context.close()


def test_the_essentials_fill_the_first_two_printed_pages(desk: Visit, tmp_path: Path) -> None:
    """Printed without the detail, two sheets of A4 are enough; with it there are more."""
    sheets = []
    for style in ("", ".detail, footer { display: none !important; }"):
        desk.page.add_style_tag(content=style or "html { }")
        desk.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        sheets.append((tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n"))
    assert sheets[1] == 2 < sheets[0]


def test_a_long_name_of_a_scenario_stays_inside_its_key_figure(browser: Any, report: Path) -> None:
    visit = Visit(browser, report, 1280)
    spills = """name => [...document.querySelectorAll('.figures dt')].map(label => {
        label.textContent = `own online use under “${name}”`;
        return label.scrollWidth - label.clientWidth;
    })"""
    beyond = visit.page.evaluate(spills, "smartphone_first_2010.smartphone_and_consolidate")
    assert len(beyond) == 5
    assert max(beyond) <= 0
    visit.context.close()
