"""Where: the 47 prefectures as a map, and beside it all of them from north to south, on one colour scale."""

from __future__ import annotations

from typing import Any

import altair as alt
from markupsafe import Markup

from experiments.report import japan, parts, words
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import plain, say
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, PERCENT, SIGNED, WIDE, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import COLD, DIVERGING, HAIR, INK, SOFT, WARM

KICKER = "Where"
WHAT = (
    "Single prefectures are small samples without an interval: they differ by chance as well, so they are not"
    " ranked. Okinawa and Amami are moved to the upper left, at the same scale; the"
    " Ogasawara islands are not drawn."
)
_MAP = 500


def chart(reading: Reading) -> Chart | Missing:
    """The difference of the arm in question; its level where there is no difference."""
    needs = {"prefecture_code": "number", "name": "text", "arm": "text"}
    part = parts.table(reading.answer, "prefectures", needs, {"own_use": "number", "difference": "number"})
    known = [row for row in part.rows if row["prefecture_code"] in range(1, 48)]
    rows, column = _of(known, reading.subject, "difference"), "difference"
    if not rows:
        rows, column = _of(known, reading.minus, "own_use"), "own_use"
    if not rows:
        return Missing(KICKER, part.gaps or ["No prefecture has a value for the scenario in question."])
    gaps = [f"{47 - len(rows)} prefectures have no value."] if len(rows) < 47 else []
    return build(
        "prefectures",
        KICKER,
        lambda shelf, narrow: draw(shelf, rows, column, narrow),
        finding(column),
        WHAT,
        "Map of the 47 prefectures and a list of them from north to south",
        [table(known, reading)],
        [*part.gaps, *gaps],
    )


def _of(rows: list[Row], arm: str | None, column: str) -> list[Row]:
    return [row for row in rows if row["arm"] == arm and row[column] is not None]


def finding(column: str) -> Markup:
    """What is drawn, without naming any prefecture: none has an interval that would allow it."""
    name = words.measure("own_use")
    return say("{} by prefecture", words.capital(name) if column == "own_use" else f"Difference in {name}")


def draw(shelf: Shelf, rows: list[Row], column: str, narrow: bool) -> Drawn:
    """The map, and the list beside or below it."""
    times = 100 if column == "own_use" else 1
    value = {int(row["prefecture_code"]): round(times * row[column], 4) for row in rows}
    tint = alt.Color("value:Q", scale=_scale(min(value.values()), max(value.values())), legend=None)
    sheet = _sheet(shelf, value, tint, column, NARROW if narrow else _MAP)
    strip = _listed(shelf, rows, value, tint, column, NARROW - 90 if narrow else WIDE - _MAP - 110)
    return alt.vconcat(sheet, strip) if narrow else alt.hconcat(sheet, strip, spacing=10)


def _scale(lowest: float, highest: float) -> alt.Scale:
    """White is zero when both signs occur; otherwise one colour from the value nearest to zero."""
    if lowest < 0 < highest:
        bound = max(-lowest, highest)
        return alt.Scale(domain=[-bound, -bound / 2, 0, bound / 2, bound], range=list(DIVERGING))
    steps = [lowest + (highest - lowest or 1.0) * i / 4 for i in range(5)]
    return alt.Scale(domain=steps, range=list(WARM) if highest > 0 or lowest == 0 else list(reversed(COLD)))


def _said(column: str) -> list[alt.Tooltip]:
    heading, form = ("per cent", ".1f") if column == "own_use" else ("points", "+.1f")
    return tips(("name", " ", ""), ("name_ja", " ", ""), ("value", heading, form))


def _sheet(shelf: Shelf, value: dict[int, float], tint: alt.Color, column: str, width: int) -> Drawn:
    flat: dict[str, Any] = {"type": "identity", "scale": width / japan.UNIT, "translate": [0, 0]}
    shapes = [
        {**feature, "value": value[feature["prefecture_code"]]}
        for feature in japan.outline()
        if feature["prefecture_code"] in value
    ]
    blank = [feature for feature in japan.outline() if feature["prefecture_code"] not in value]
    frame = alt.Chart(shelf.put([japan.frame()])).mark_geoshape(filled=False, stroke=SOFT, strokeWidth=0.8)
    layers = [frame.project(**flat)]
    if blank:
        empty = alt.Chart(shelf.put(blank)).mark_geoshape(fill=HAIR, stroke="#ffffff", strokeWidth=0.4)
        layers.append(empty.project(**flat))
    filled = alt.Chart(shelf.put(shapes)).mark_geoshape(stroke="#ffffff", strokeWidth=0.4)
    layers.append(filled.encode(color=tint, tooltip=_said(column)).project(**flat))
    x, y = (spot * width / japan.UNIT for spot in japan.frame()["geometry"]["coordinates"][0])
    label = alt.Chart(shelf.put([{"label": "Okinawa and Amami"}])).mark_text(
        align="left", fontSize=11, color=SOFT
    )
    layers.append(label.encode(text="label:N", x=alt.value(round(x + 4)), y=alt.value(round(y - 9))))
    return alt.layer(*layers).properties(width=width, height=round(japan.HEIGHT * width / japan.UNIT))


def _listed(
    shelf: Shelf, rows: list[Row], value: dict[int, float], tint: alt.Color, column: str, width: int
) -> Drawn:
    listed = [
        {"name": row["name"], "name_ja": "", "value": value[int(row["prefecture_code"])], "zero": 0}
        for row in sorted(rows, key=lambda row: int(row["prefecture_code"]))
    ]
    axis = alt.Axis(labelFontSize=9.5, labelColor=INK, grid=False, labelPadding=4, labelOverlap=False)
    y = alt.Y("name:N", sort=[row["name"] for row in listed], title=None, axis=axis)
    level = column == "own_use"
    top = alt.Axis(
        labelExpr=PERCENT if level else SIGNED,
        tickCount=4,
        title="own online use" if level else "difference, points",
        orient="top",
        grid=True,
    )
    x = alt.X("value:Q", axis=top, scale=alt.Scale(zero=True))
    base = alt.Chart(shelf.put(listed)).encode(y=y, tooltip=_said(column))
    dot = base.mark_point(filled=True, size=36, opacity=1, stroke=SOFT, strokeWidth=0.4)
    return alt.layer(
        base.mark_rule(color=HAIR, strokeWidth=1).encode(x=alt.X("zero:Q", axis=top), x2="value:Q"),
        dot.encode(x=x, color=tint),
    ).properties(width=width, height=alt.Step(11.5))


def table(rows: list[Row], reading: Reading) -> Table:
    """Prefectures down; level in per cent and difference in points of every scenario across."""
    cell = {(int(row["prefecture_code"]), row["arm"]): row for row in rows}
    across = reading.among({arm for _, arm in cell})
    name = {int(row["prefecture_code"]): row["name"] for row in rows}
    lines = [
        [f"{code} {name[code]}", *(_cell(cell.get((code, arm.name))) for arm in across)]
        for code in sorted(name)
    ]
    caption = "Own online use in per cent" + (" (difference in points)" if reading.others else "")
    return Table(caption, ["Prefecture", *(arm.title for arm in across)], lines, [])


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    level = "" if row["own_use"] is None else plain(100 * row["own_use"], 1)
    return level if row["difference"] is None else f"{level} ({plain(row['difference'], 1, True)})"
