"""What it depends on: Nam's determinants, each neutralised in turn for the same people."""

from __future__ import annotations

import altair as alt
from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import direction, interval, places, points, say
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, SIGNED, WIDE, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import HAIR, INK, SUBJECT, WASH

KICKER = "What it depends on"
WHAT = (
    "Each of Nam’s determinants is neutralised in turn and the same people live through the same years:"
    " paired effect in points with its 95 % interval. Open circle: built in, the effect follows from an"
    " assumed weight. Filled diamond: emergent, it arises from the interplay of mechanisms."
)
_NATURES = {
    "built-in": ("circle", "#ffffff"),
    "emergent": ("diamond", SUBJECT),
    "not stated": ("square", HAIR),
}


def chart(reading: Reading) -> Chart | Missing:
    """The chart, or why there is none."""
    needs = {"determinant": "text", "measure": "text", "estimate": "number"}
    part = parts.table(
        reading.answer, "knockout", needs, {"low": "number", "high": "number", "nature": "text"}
    )
    if not part:
        return Missing(KICKER, part.gaps)
    return build(
        "determinants",
        KICKER,
        lambda shelf, narrow: draw(shelf, part.rows, narrow),
        finding(part.rows, reading),
        WHAT + _said_besides(part.rows, reading),
        "Dots with intervals by determinant and kind of use",
        [table(part.rows)],
        part.gaps,
    )


def _panels(rows: list[Row]) -> list[str]:
    """Kinds of use that at least one determinant moves, or all when none does."""
    present = {row["measure"] for row in rows}
    order = [name for name in words.KINDS if name in present] + sorted(present - set(words.KINDS))
    moved = [name for name in order if any(row["estimate"] != 0 for row in rows if row["measure"] == name)]
    return moved or order[:1]


def _said_besides(rows: list[Row], reading: Reading) -> str:
    """Kinds of use that nothing moves, and the population the panel was computed on."""
    still = sorted(
        {words.measure(row["measure"]) for row in rows} - {words.measure(n) for n in _panels(rows)}
    )
    population = parts.text(reading.answer.get("knockout_population"))
    zero = f" No determinant moves {' or '.join(still)}: exactly zero." if still else ""
    return zero + (f" Computed on {population}." if population else "")


def finding(rows: list[Row], reading: Reading) -> Markup:
    """The determinant whose neutralising moves the measure most, if any interval leaves zero out."""
    sure = [
        row
        for row in rows
        if row["measure"] == reading.measure
        and row["low"] is not None
        and row["high"] is not None
        and row["low"] <= row["estimate"] <= row["high"]
        and direction(row["low"], row["high"]) in ("higher", "lower")
    ]
    if not sure:
        return Markup("What each determinant carries")
    top = max(sure, key=lambda row: abs(row["estimate"]))
    place, digits = f"knockout[{top['place']}]", places(top["estimate"], top["low"], top["high"])
    return say(
        "Without “{}”, {} changes most: {} points ({}); {}",
        words.title(top["determinant"], words.DETERMINANTS),
        words.measure(reading.measure),
        points(top["estimate"], f"{place}.estimate", digits, True),
        interval(top, place, True),
        top["nature"] or "nature not stated",
    )


def draw(shelf: Shelf, rows: list[Row], narrow: bool) -> Drawn:
    """One panel per kind of use, one line per determinant."""
    measures = _panels(rows)
    dots = [
        {
            "panel": words.capital(words.measure(row["measure"])),
            "line": words.title(row["determinant"], words.DETERMINANTS),
            "estimate": row["estimate"],
            "nature": row["nature"] if row["nature"] in _NATURES else "not stated",
            "low": row["estimate"] if row["low"] is None else row["low"],
            "high": row["estimate"] if row["high"] is None else row["high"],
        }
        for row in rows
        if row["measure"] in measures
    ]
    label, across = 150, min(3, max(1, len(measures)))
    width = NARROW - label - 16 if narrow else min(360, (WIDE - label - 12) // across - 24)
    said = tips(
        ("line", " ", ""),
        ("nature", "nature", ""),
        ("estimate", "points", "+.1f"),
        ("low", "from", "+.1f"),
        ("high", "to", "+.1f"),
    )
    axis = alt.Axis(labelLimit=label, labelColor=INK, grid=True, gridColor=WASH)
    lines = list(dict.fromkeys(dot["line"] for dot in dots))
    base = alt.Chart(shelf.put(dots)).encode(
        y=alt.Y("line:N", sort=lines, title=None, axis=axis), tooltip=said
    )
    x = alt.X(
        "low:Q",
        axis=alt.Axis(title="points", labelExpr=SIGNED, tickCount=4),
        scale=alt.Scale(zero=True, nice=True),
    )
    names = list(_NATURES)
    shape = alt.Scale(domain=names, range=[_NATURES[name][0] for name in names])
    fill = alt.Scale(domain=names, range=[_NATURES[name][1] for name in names])
    layered = alt.layer(
        base.mark_rule(color=INK).encode(x=alt.datum(0), y=alt.value(0), y2=alt.value("height")),
        base.mark_rule(strokeWidth=2, color=SUBJECT).encode(x=x, x2="high:Q"),
        base.mark_point(size=70, stroke=SUBJECT, strokeWidth=1.8, opacity=1).encode(
            x="estimate:Q",
            shape=alt.Shape("nature:N", scale=shape, legend=None),
            fill=alt.Fill("nature:N", scale=fill, legend=None),
        ),
    ).properties(width=width, height=alt.Step(27))
    facet = alt.Facet("panel:N", sort=[words.capital(words.measure(name)) for name in measures], title=None)
    placed = layered.facet(facet=facet, columns=1 if narrow else across, spacing=20)
    return placed.resolve_scale(x="independent")


def table(rows: list[Row]) -> Table:
    """One line per determinant and kind of use."""
    lines = []
    for row in rows:
        place, digits = f"knockout[{row['place']}]", places(row["estimate"], row["low"], row["high"])
        known = row["low"] is not None and row["high"] is not None
        lines.append(
            [
                words.title(row["determinant"], words.DETERMINANTS),
                words.measure(row["measure"]),
                points(row["estimate"], f"{place}.estimate", digits, True),
                interval(row, place, True) if known else "not stated",
                row["nature"] or "not stated",
            ]
        )
    header = ["Determinant", "Kind of use", "Effect", "95 % interval", "Nature"]
    return Table("Paired effect of neutralising, in points", header, lines, [])
