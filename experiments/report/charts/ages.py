"""By age: the profile of every scenario, and the paired difference with its interval."""

from __future__ import annotations

import altair as alt
from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import direction, interval, places, plain, points, say
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, PERCENT, SHADE, SIGNED, WIDE, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import INK
from experiments.wording import stands_out

KICKER = "By age"
WHAT = "Own online use in the measured month, per cent of the age group."
RIGHT = (
    " Beside it the paired difference to the reference with its 95 % interval; where the line crosses zero"
    " there is no detectable difference."
)
_KNOWN = ("difference", "low", "high")


def chart(reading: Reading) -> Chart | Missing:
    """The chart, or why there is none."""
    may = {"own_use": "number", "difference": "number", "low": "number", "high": "number"}
    part = parts.table(reading.answer, "ages", {"age_band": "text", "arm": "text"}, may)
    if not any(row["own_use"] is not None for row in part.rows):
        return Missing(KICKER, part.gaps or ["No age group has a value."])
    return build(
        "ages",
        KICKER,
        lambda shelf, narrow: draw(shelf, part.rows, reading, narrow),
        finding(part.rows, reading),
        WHAT + (RIGHT if reading.others else ""),
        "Line chart by age" + (" and a chart of differences with intervals" if reading.others else ""),
        [table(part.rows, reading)],
        part.gaps,
    )


def _differences(rows: list[Row], reading: Reading) -> list[Row]:
    return [
        row for row in rows if row["arm"] == reading.subject and all(row[key] is not None for key in _KNOWN)
    ]


def finding(rows: list[Row], reading: Reading) -> Markup:
    """The age group with the largest difference, named alone only where its interval stands apart."""
    sure = [
        row
        for row in _differences(rows, reading)
        if row["low"] <= row["difference"] <= row["high"]
        and direction(row["low"], row["high"]) in ("higher", "lower")
    ]
    if not sure:
        return say("{} by age", words.capital(words.measure("own_use")))
    top = max(sure, key=lambda row: abs(row["difference"]))
    place, digits = f"ages[{top['place']}]", places(top["difference"], top["low"], top["high"])
    alike = [row for row in sure if (row["difference"] > 0) == (top["difference"] > 0)]
    return say(
        "{} differs {} age {}: {} points ({})",
        words.capital(words.measure("own_use")),
        "most at" if stands_out(top, alike) else "in several age bands, among them",
        top["age_band"].replace("-", "\u2013"),
        points(top["difference"], f"{place}.difference", digits, True),
        interval({**top, "estimate": top["difference"]}, place, True),
    )


def draw(shelf: Shelf, rows: list[Row], reading: Reading, narrow: bool) -> Drawn:
    """Profiles on the left, differences of the arm in question on the right."""
    bands = sorted({row["age_band"] for row in rows}, key=band_start)
    width, height = NARROW - 50 if narrow else (WIDE - 110) // 2, 215
    x = alt.X(
        "band:N", sort=bands, title=None, axis=alt.Axis(labelAngle=-60 if narrow else -45, labelFontSize=11)
    )
    level = [
        {
            "band": row["age_band"],
            "key": row["arm"],
            "arm": reading.title(row["arm"]),
            "shade": reading.shade(row["arm"]),
            "value": round(100 * row["own_use"], 2),
        }
        for row in rows
        if row["own_use"] is not None
    ]
    y = alt.Y(
        "value:Q", axis=alt.Axis(labelExpr=PERCENT, tickCount=5, title=None), scale=alt.Scale(zero=True)
    )
    said = tips(("arm", "scenario", ""), ("band", "age", ""), ("value", "per cent", ".1f"))
    base = alt.Chart(shelf.put(level)).encode(x=x, y=y, color=SHADE, detail="key:N", tooltip=said)
    layered = alt.layer(base.mark_line(strokeWidth=2), base.mark_point(filled=True, size=30, opacity=1))
    title = f"{words.capital(words.measure('own_use'))}, per cent of the age group"
    profile = layered.properties(width=width, height=height, title=title)
    moved = [
        {"band": row["age_band"], **{key: row[key] for key in _KNOWN}} for row in _differences(rows, reading)
    ]
    if not moved:
        return profile
    shade, axis = reading.shade(str(reading.subject)), alt.Axis(labelExpr=SIGNED, tickCount=5, title=None)
    said = tips(
        ("band", "age", ""), ("difference", "points", "+.1f"), ("low", "from", "+.1f"), ("high", "to", "+.1f")
    )
    gap = alt.Chart(shelf.put(moved)).encode(x=x, tooltip=said)
    zero = alt.Chart(shelf.put([{"zero": 0}])).mark_rule(color=INK)
    differences = alt.layer(
        gap.mark_rule(strokeWidth=2, color=shade).encode(y=alt.Y("low:Q", axis=axis), y2="high:Q"),
        gap.mark_point(filled=True, size=46, color=shade, opacity=1).encode(
            y=alt.Y("difference:Q", axis=axis)
        ),
        zero.encode(y=alt.Y("zero:Q", axis=axis)),
    ).properties(
        width=width, height=height, title=alt.Title("Difference to the reference, points", color=shade)
    )
    return alt.vconcat(profile, differences) if narrow else alt.hconcat(profile, differences, spacing=26)


def band_start(band: str) -> tuple[int, str]:
    """Sorting key of an age group: its first year."""
    digits = "".join(c for c in band.split("-")[0] if c.isdigit())
    return (int(digits) if digits else 999, band)


def table(rows: list[Row], reading: Reading) -> Table:
    """Age groups down; level and difference with its interval across."""
    cell = {(row["age_band"], row["arm"]): row for row in rows}
    across = reading.among({arm for _, arm in cell})
    bands = sorted({band for band, _ in cell}, key=band_start)
    lines = [[band, *(_cell(cell.get((band, arm.name))) for arm in across)] for band in bands]
    caption = "Own online use in per cent" + (
        " (difference in points: 95 % interval)" if reading.others else ""
    )
    return Table(caption, ["Age", *(arm.title for arm in across)], lines, [])


def _cell(row: Row | None) -> str:
    if row is None or row["own_use"] is None:
        return ""
    level = plain(100 * row["own_use"], 1)
    if any(row[key] is None for key in _KNOWN):
        return level
    moved, low, high = (plain(row[key], 1, True) for key in _KNOWN)
    return f"{level} ({moved}: {low} to {high})"
