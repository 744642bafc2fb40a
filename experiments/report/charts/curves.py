"""Use over time: the four kinds of use by scenario, with the spread over the runs as a band."""

from __future__ import annotations

from typing import Any

import altair as alt
from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import percent, plain, say
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, PERCENT, SHADE, WIDE, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import SOFT

KICKER = "Use over time"
WHAT = "Four kinds of use, each counted apart, in per cent; each panel has its own scale."
BANDS = " Lines are means over the runs, bands their 95 % interval."
ONE_RUN = " One run, so there are no bands."


def chart(reading: Reading) -> Chart | Missing:
    """The chart, or why there is none."""
    needs = {"measure": "text", "arm": "text", "month": "month", "mean": "number"}
    part = parts.table(reading.answer, "series", needs, {"low": "number", "high": "number"})
    if not part:
        return Missing(KICKER, part.gaps)
    picture = "Line charts: " + ", ".join(words.measure(name) for name in words.KINDS)
    return build(
        "curves",
        KICKER,
        lambda shelf, narrow: draw(shelf, part.rows, reading, narrow),
        finding(part.rows, reading),
        WHAT + (BANDS if any(row["low"] is not None for row in part.rows) else ONE_RUN),
        picture,
        tables(part.rows, reading),
        part.gaps,
    )


def finding(rows: list[Row], reading: Reading) -> Markup:
    """The level of the measure in question under the reference and the arm in question."""
    levels = {
        row["arm"]: row for row in rows if row["measure"] == reading.measure and row["month"] == reading.when
    }
    said = [
        say(
            "{} under {}",
            percent(levels[arm]["mean"], f"series[{levels[arm]['place']}].mean"),
            reading.quoted(arm),
        )
        for arm in dict.fromkeys((reading.minus, reading.subject))
        if arm in levels
    ]
    if not said:
        return say("{} and the other kinds of use, by scenario", reading.kind())
    return say("{} in {}: {}", reading.kind(), words.month_words(reading.when), Markup(", ").join(said))


def draw(shelf: Shelf, rows: list[Row], reading: Reading, narrow: bool) -> Drawn:
    """The measure in question large, the other kinds of use small below it."""
    order = [reading.measure, *(name for name in words.KINDS if name != reading.measure)]
    present = {row["measure"] for row in rows}
    panels = [name for name in order if name in present] or sorted(present)
    points = [_point(row, reading) for row in rows]
    large = [point for point in points if point["measure"] == panels[0]]
    main = _large(shelf, large, panels[0], reading.when, narrow)
    rest = [point for point in points if point["measure"] in panels[1:]]
    return alt.vconcat(main, _small(shelf, rest, panels[1:], narrow), spacing=26) if rest else main


def _point(row: Row, reading: Reading) -> dict[str, Any]:
    mean = row["mean"]
    low, high = (mean if row[end] is None else row[end] for end in ("low", "high"))
    return {
        "measure": row["measure"],
        "panel": words.capital(words.measure(row["measure"])),
        "arm": reading.title(row["arm"]),
        "key": row["arm"],
        "shade": reading.shade(row["arm"]),
        "year": year_of(row["month"]),
        "month": words.month_words(row["month"]),
        "mean": round(100 * mean, 3),
        "shown": plain(100 * mean, 1),
        "low": round(100 * low, 2),
        "high": round(100 * high, 2),
    }


def _large(shelf: Shelf, points: list[dict[str, Any]], measure: str, when: str | None, narrow: bool) -> Drawn:
    width, height = (NARROW - 50, 190) if narrow else (WIDE - 275, 265)
    top = 1.05 * (max(point["high"] for point in points) or 1.0)
    x = _years(5)
    y, scale = alt.Axis(labelExpr=PERCENT, tickCount=5, title=None), alt.Scale(domain=[0, top], nice=True)
    base = alt.Chart(shelf.put(points)).encode(x=x, color=SHADE, detail="key:N")
    said = tips(("arm", "scenario", ""), ("month", "month", ""), ("mean", "per cent", ".1f"))
    layers = [
        base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q", axis=y, scale=scale), y2="high:Q"),
        base.mark_line(strokeWidth=2.2, strokeCap="round").encode(y=alt.Y("mean:Q", axis=y, scale=scale)),
        base.mark_point(size=130, opacity=0).encode(y="mean:Q", tooltip=said),
    ]
    years = [point["year"] for point in points]
    if when and min(years) <= year_of(when) < max(years):
        rule = alt.Chart(shelf.put([{"year": year_of(when)}])).mark_rule(color=SOFT, strokeDash=[2, 3])
        layers.insert(0, rule.encode(x="year:Q"))
    if not narrow:
        label = alt.Chart(shelf.put(_labels(points, top * 16 / height)))
        mark = label.mark_text(align="left", dx=9, fontSize=11.5, fontWeight=600)
        layers.append(mark.encode(x="year:Q", y="spot:Q", text="label:N", color=SHADE))
    title = words.capital(words.measure(measure))
    return alt.layer(*layers).properties(width=width, height=height, title=title)


def _labels(points: list[dict[str, Any]], least: float) -> list[dict[str, Any]]:
    """Name and last level of every arm beside the end of its line, moved apart where they would touch."""
    ends = {point["key"]: point for point in sorted(points, key=lambda point: float(point["year"]))}
    spots = apart({key: point["mean"] for key, point in ends.items()}, least)
    return [
        {
            **point,
            "spot": round(spots[key], 3),
            "label": f"{point['shown']} %  {words.shorten(point['arm'], 31)}",
        }
        for key, point in ends.items()
    ]


def _small(shelf: Shelf, points: list[dict[str, Any]], panels: list[str], narrow: bool) -> Drawn:
    base = alt.Chart(shelf.put(points)).encode(x=_years(3), color=SHADE, detail="key:N")
    axis, floor = alt.Axis(labelExpr=PERCENT, tickCount=4, title=None), alt.Scale(domainMin=0)
    titles = [words.capital(words.measure(name)) for name in panels]
    layered = alt.layer(
        base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q", axis=axis, scale=floor), y2="high:Q"),
        base.mark_line(strokeWidth=1.8).encode(y=alt.Y("mean:Q", axis=axis, scale=floor)),
    ).properties(width=NARROW - 50 if narrow else (WIDE - 150) // 3, height=110 if narrow else 125)
    facet = alt.Facet("panel:N", sort=titles, title=None)
    placed = layered.facet(facet=facet, columns=1 if narrow else 3, spacing=46, bounds="flush")
    return placed.resolve_scale(y="independent")


def _years(ticks: int) -> alt.X:
    axis = alt.Axis(format="d", tickCount=ticks, title=None, labelFlush=True)
    return alt.X("year:Q", scale=alt.Scale(nice=False, zero=False), axis=axis)


def year_of(month: str) -> float:
    """2021.25 for ``2021-04``: a number line has no time zones."""
    year, number = month.split("-")
    return round(int(year) + (int(number) - 1) / 12, 4)


def apart(levels: dict[str, float], least: float) -> dict[str, float]:
    """Label positions near ``levels`` that keep at least ``least`` between neighbours, in the same order."""
    order = sorted(levels, key=lambda name: levels[name])
    spots = [levels[name] for name in order]
    for _ in range(80):
        for i in range(len(spots) - 1):
            overlap = least - (spots[i + 1] - spots[i])
            if overlap > 0:
                spots[i] -= overlap / 2
                spots[i + 1] += overlap / 2
    lift = max(0.0, least / 2 - spots[0]) if spots else 0.0
    return {name: spot + lift for name, spot in zip(order, spots, strict=True)}


def tables(rows: list[Row], reading: Reading) -> list[Table]:
    """One table per measure: months down, scenarios across, mean and interval in per cent."""
    made = []
    for measure in dict.fromkeys(row["measure"] for row in rows):
        own = {(row["month"], row["arm"]): row for row in rows if row["measure"] == measure}
        across = reading.among({arm for _, arm in own})
        lines = [
            [month, *(_cell(own.get((month, arm.name))) for arm in across)]
            for month in sorted({month for month, _ in own})
        ]
        caption = f"{words.capital(words.measure(measure))}, per cent (interval)"
        made.append(Table(caption, ["Month", *(arm.title for arm in across)], lines, []))
    return made


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    mean = plain(100 * row["mean"], 1)
    if row["low"] is None or row["high"] is None:
        return mean
    return f"{mean} ({plain(100 * row['low'], 1)}\u2013{plain(100 * row['high'], 1)})"
