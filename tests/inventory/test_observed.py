"""What is published about the truth: definitions, the web panel and the poll, in a short run."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.observation.panel import web_panel
from simulation.observation.poll import NUMBERS, ask
from simulation.observation.series import SERIES, published
from simulation.observation.truth import years

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def twelve_months(society):
    return society("2020-04", "2021-03")


def test_one_trajectory_gives_both_numbers_of_fy2020(twelve_months) -> None:
    """NUM-16, SYS-02, ACT-12: the same returns over two bases, and nothing else between truth and print."""
    scenario = twelve_months.scenario
    truth = years(twelve_months.recorder.finish(0.0, 0))[2020]
    base = scenario.value("observation.etax_former_base")
    factors = {row.base: scenario.value(f"observation.{row.base}") for row in SERIES.values() if row.base}
    old, new = (SERIES[name].of(truth, factors) for name in ("etax_old", "etax_new"))
    filed = truth.of("etax", "own_use", "assisted_use", "proxy_use")
    everybody = truth.of("etax", "own_use", "assisted_use", "proxy_use", "counter", "mail")
    assert new == pytest.approx(filed / everybody, abs=5e-4)
    assert old == pytest.approx(filed / everybody / base, abs=5e-4) and base < 1.0


def test_national_use_has_three_definitions_each_in_its_years() -> None:
    """NUM-17: two of them overlap in the years in which print changed over."""
    names = ("online_use_first", "online_use_second", "online_use_inventory")
    ranges = [(SERIES[name].first, SERIES[name].last) for name in names]
    assert ranges[0][1] == ranges[1][0] and ranges[1][1] == ranges[2][0] and ranges[2][1] is None
    assert len({SERIES[name].base for name in names}) == 3


def test_nothing_is_printed_before_its_year_has_ended(twelve_months) -> None:
    """ACT-12: a delay, and no number of a year that is not over."""
    assert published(twelve_months.recorder.finish(0.0, 0)) == []
    assert all(row.delay > 0 for row in SERIES.values())


def test_the_poll_of_2020_can_be_repeated_on_the_simulated_panel(society) -> None:
    """NUM-12, NUM-13, trap B9: five numbers of 1,089 answers, each with its sampling error."""
    poll = ask(society("2019-09", "2020-08"))
    assert poll.answers == 1089
    for name in NUMBERS:
        assert 0.0 <= poll.panel[name] <= 1.0 and 0.005 < poll.error[name] < 0.05, name
    assert poll.panel["want"] > poll.panel["used"]


def test_a_web_panel_misses_who_is_offline_and_knows_more_than_all(society) -> None:
    """NUM-14, DET-10: nine in ten of the frame of 2021 have a smartphone; the model's PC is any kind of PC.

    Published: 48 % have a laptop and 26.5 % a desktop, so between 48 and 74.5 % a PC; the frame lies
    just above.
    """
    poll = ask(society("2020-09", "2021-08"))
    assert poll.devices["smartphone"] == pytest.approx(0.89, abs=0.08)
    assert 0.48 <= poll.devices["pc"] <= 0.745 + 0.03


def test_who_has_no_connection_is_asked_by_no_panel(twelve_months) -> None:
    """DET-10."""
    citizens, scenario = twelve_months.citizens, twelve_months.scenario
    frame = web_panel(citizens, 242, scenario.value, 1, 0).slots
    assert citizens.field("net")[frame].all()
    assert (citizens.field("pc") | citizens.field("phone"))[frame].all()


@pytest.mark.parametrize("pattern", [f"VP-{number}" for number in range(1, 9)])
def test_a_pattern_is_judged(pattern: str) -> None:
    """VP-1 to VP-8: the page says of each whether it is met, with its numbers; none is a condition."""
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith(f"| {pattern} |")]
    assert len(rows) == 1
    says, met, numbers = [cell.strip() for cell in rows[0].strip("|").split("|")][1:4]
    assert says and numbers and met in {"yes", "**no**"}
