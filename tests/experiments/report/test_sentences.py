"""No sentence says more than its interval, and no number loses its size on the way to the page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.report import gains, numbers, text
from experiments.report.charts import cost, determinants, prefectures
from experiments.report.charts.chart import Chart
from experiments.report.reading import Reading

SIZES = st.floats(-60, 60).map(lambda x: round(x, 3))


def answer_with(**headline: Any) -> dict[str, Any]:
    """The smallest answer that has a headline."""
    known = {"measure": "own_use", "arm": "b", "minus": "a", "unit": "points", "replicates": 8, **headline}
    arms = [{"name": "a", "title": "As it was"}, {"name": "b", "title": "Otherwise"}]
    return {"arms": arms, "headline": known, "measured_month": "2021-03"}


def sentence(**headline: Any) -> str:
    return str(text.headline(Reading.of(answer_with(**headline))).striptags())


@given(st.lists(SIZES, min_size=3, max_size=3).map(sorted))
def test_no_headline_contradicts_its_interval(sizes: list[float]) -> None:
    low, estimate, high = sizes
    said = sentence(low=low, estimate=estimate, high=high)
    assert ("higher" in said) == (low > 0)
    assert ("lower" in said) == (high < 0)
    assert ("No detectable difference" in said) == (low <= 0 <= high and not low == high == 0)
    assert ("do not differ" in said) == (low == high == 0)
    assert "own online use in March 2021" in said
    assert "8 paired runs" in said


@given(st.lists(SIZES, min_size=3, max_size=3, unique=True).map(sorted))
def test_an_estimate_outside_its_interval_gives_no_size(sizes: list[float]) -> None:
    estimate, low, high = sizes
    said = sentence(low=low, estimate=estimate, high=high)
    assert "no size is stated" in said
    assert not any(character.isdigit() for character in said)


def test_one_run_has_a_size_and_no_interval() -> None:
    said = sentence(estimate=3.2, low=None, high=None, replicates=1)
    assert "+3.2 points" in said
    assert "may be chance" in said
    assert "higher" not in said


@pytest.mark.parametrize("measure", ["own_use", "assisted_use", "proxy_use", "possession"])
def test_the_page_says_which_kind_of_use_is_meant(measure: str) -> None:
    reading = Reading.of(answer_with(measure=measure, low=1.0, estimate=2.0, high=3.0))
    names = {"own_use": "own online use", "possession": "card possession"}
    name = names.get(measure, measure.replace("_", " "))
    assert name in text.headline(reading)
    assert text.kind_meant(reading).lower().startswith(f"{name} means: ")


@given(st.floats(1e-4, 1e4), st.sampled_from([-1, 1]))
def test_a_number_that_is_not_zero_is_not_printed_as_zero(size: float, sign: int) -> None:
    shown = numbers.plain(sign * size, numbers.places(size))
    assert any(digit in shown for digit in "123456789")
    assert shown.startswith("\u2212") == (sign < 0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (12_345, "12,300"),
        (999_950, "1 million"),
        (1_261_460, "1.26 million"),
        (6.1e10, "61 billion"),
        (-2.5e12, "\u22122.5 trillion"),
    ],
)
def test_large_numbers_keep_three_digits(value: float, shown: str) -> None:
    assert numbers.large(value) == shown


@given(st.lists(st.tuples(SIZES, SIZES, SIZES), min_size=1, max_size=6))
def test_an_age_group_is_named_as_gaining_only_where_its_interval_says_so(
    rows: list[tuple[float, ...]],
) -> None:
    ages: list[dict[str, Any]] = []
    for i, row in enumerate(rows):
        low, moved, high = sorted(row)
        ages.append(
            {
                "arm": "b",
                "age_band": f"{20 + 5 * i}-{24 + 5 * i}",
                "difference": moved,
                "low": low,
                "high": high,
            }
        )
    said = str(gains.sentences(Reading.of(answer_with(low=1, estimate=2, high=3) | {"ages": ages})))
    assert ("Biggest gain" in said) == any(row["low"] > 0 for row in ages)
    assert ("Biggest loss" in said) == any(row["high"] < 0 for row in ages)
    assert ("No age band is shown to lose" in said) == (not any(row["high"] < 0 for row in ages))


def test_an_arm_without_a_cost_record_is_not_called_free(answer: dict[str, Any]) -> None:
    said = [str(line.striptags()) for line in cost.sentences(Reading.of(answer))]
    assert said == [
        "“Smartphone-first, nothing pruned”: 61 billion yen to 610 billion yen.",
        "“Smartphone-first, pruned all the same”: 10 billion yen to 155 billion yen.",
        "“96 % kept online, no phone design”: cost not stated.",
    ]


def test_the_determinant_named_first_is_one_whose_interval_leaves_zero_out(answer: dict[str, Any]) -> None:
    for row in answer["knockout"]:
        if row["determinant"] == "usefulness_ease":
            row.update(low=-20.0, high=4.0)
    part = [{**row, "place": i} for i, row in enumerate(answer["knockout"])]
    assert "Information channels" in determinants.finding(part, Reading.of(answer))


def by_age(*intervals: tuple[float, float]) -> str:
    """What is said of age bands with these intervals."""
    ages = [
        {
            "arm": "b",
            "age_band": f"{20 + 5 * i}-{24 + 5 * i}",
            "difference": (low + high) / 2,
            "low": low,
            "high": high,
        }
        for i, (low, high) in enumerate(intervals)
    ]
    said = gains.sentences(Reading.of(answer_with(low=1, estimate=2, high=3) | {"ages": ages}))
    return " ".join(str(line.striptags()) for line in said)


def test_an_age_band_is_named_alone_only_where_its_interval_stands_apart() -> None:
    apart, together = by_age((1.0, 2.0), (2.1, 3.0)), by_age((1.0, 2.2), (2.1, 3.0))
    assert "Biggest gain by age: age 25\u201329, +2.5 points" in apart.replace("+2.55", "+2.5")
    assert "several bands, among them age 25\u201329" in together
    assert "95 % interval" in together


def test_prefectures_are_neither_named_nor_ranked(answer: dict[str, Any]) -> None:
    reading = Reading.of(answer)
    said = " ".join(str(line) for line in gains.sentences(reading))
    assert "By prefecture" in said
    assert not any(row["name"] in said for row in answer["prefectures"])
    drawn = prefectures.chart(reading)
    assert isinstance(drawn, Chart)
    assert drawn.finding == "Difference in own online use by prefecture"
    assert "rank" not in drawn.alt.replace("not ranked", "")


def test_the_tiles_count_adults_so_that_gained_less_lost_is_the_net(answer: dict[str, Any]) -> None:
    found = answer["headline"]
    figures = text.key_figures(Reading.of(answer))
    said = [str(figure.note.striptags()) for figure in figures if figure.label.startswith(("gain", "lose"))]
    assert all("of 84,480 simulated adults (mean of the runs)" in note for note in said) and len(said) == 2
    net = 100 * (found["gained"] - found["lost"]) / found["adults"]
    assert net == pytest.approx(found["estimate"], abs=0.01)
