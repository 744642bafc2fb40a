"""Devices and internet: whether the simulated society owns what the tables say it owned."""

from __future__ import annotations

import altair as alt
from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.ages import band_start
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import places, plain, say, traced
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, PERCENT, WIDE, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import REFERENCE, SOFT, SUBJECT

KICKER = "Devices and internet"
WHAT = "Grey line: table the population is drawn from. Dots: simulated society. Per cent of the age group."


def chart(reading: Reading) -> Chart | Missing:
    """The chart, or why there is none."""
    needs = {"year": "number", "age_band": "text", "device": "text", "table": "number", "simulated": "number"}
    part = parts.table(reading.answer, "devices", needs)
    if not part:
        return Missing(KICKER, part.gaps)
    return build(
        "devices",
        KICKER,
        lambda shelf, narrow: draw(shelf, part.rows, narrow),
        finding(part.rows),
        WHAT,
        "Small line charts by device and year",
        [table(part.rows)],
        part.gaps,
    )


def finding(rows: list[Row]) -> Markup:
    """The largest distance between the simulated society and the table it is drawn from."""
    far = max(rows, key=lambda row: abs(row["simulated"] - row["table"]))
    gap, place = 100 * (far["simulated"] - far["table"]), f"devices[{far['place']}]"
    source = f"100 * {place}.simulated - 100 * {place}.table"
    return say(
        "Devices follow their tables to within {} points (farthest: {}, age {}, {})",
        traced(gap, plain(abs(gap), places(gap)), source),
        _lower(words.title(far["device"], words.DEVICES)),
        far["age_band"].replace("-", "\u2013"),
        int(far["year"]),
    )


def _lower(title: str) -> str:
    """The title inside a sentence; PC stays PC."""
    return title[:1].lower() + title[1:]


def draw(shelf: Shelf, rows: list[Row], narrow: bool) -> Drawn:
    """A grid of devices by year, at most four years (two on a telephone)."""
    bands = sorted({row["age_band"] for row in rows}, key=band_start)
    years = sorted({int(row["year"]) for row in rows})
    present = {row["device"] for row in rows}
    kinds = [key for key in words.DEVICES if key in present] + sorted(present - set(words.DEVICES))
    most = 2 if narrow else 4
    if len(years) > most:
        years = [years[round(i * (len(years) - 1) / (most - 1))] for i in range(most)]
    dots = [
        {
            "band": row["age_band"],
            "year": int(row["year"]),
            "device": words.title(row["device"], words.DEVICES),
            "table": round(100 * row["table"], 2),
            "simulated": round(100 * row["simulated"], 2),
        }
        for row in rows
        if int(row["year"]) in years
    ]
    said = tips(
        ("band", "age", ""), ("table", "table, per cent", ".1f"), ("simulated", "simulated, per cent", ".1f")
    )
    x = alt.X("band:N", sort=bands, title=None, axis=alt.Axis(labelAngle=-60, labelFontSize=10))
    axis, scale = alt.Axis(labelExpr=PERCENT, values=[0, 50, 100], title=None), alt.Scale(domain=[0, 100])
    base = alt.Chart(shelf.put(dots)).encode(x=x, tooltip=said)
    layered = alt.layer(
        base.mark_line(color=REFERENCE, strokeWidth=2.5, opacity=0.65).encode(
            y=alt.Y("table:Q", scale=scale, axis=axis)
        ),
        base.mark_point(filled=True, color=SUBJECT, size=28, opacity=1).encode(
            y=alt.Y("simulated:Q", scale=scale, axis=axis)
        ),
    ).properties(
        width=(NARROW - 60) // len(years) - 12 if narrow else (WIDE - 190) // len(years) - 16, height=88
    )
    head = alt.Header(labelOrient="top")
    if not narrow:
        head = alt.Header(labelOrient="left", labelAngle=0, labelAnchor="middle", labelAlign="left")
    titles = [words.title(kind, words.DEVICES) for kind in kinds]
    return layered.facet(
        row=alt.Row("device:N", sort=titles, title=None, header=head),
        column=alt.Column("year:O", title=None, header=alt.Header(labelColor=SOFT, labelFontWeight="normal")),
        spacing={"row": 22, "column": 16},
    )


def table(rows: list[Row]) -> Table:
    """Table against simulation, one line per year, device and age group."""
    lines = [
        [
            str(int(row["year"])),
            words.title(row["device"], words.DEVICES),
            row["age_band"],
            plain(100 * row["table"], 1),
            plain(100 * row["simulated"], 1),
        ]
        for row in rows
    ]
    return Table("Per cent of the age group", ["Year", "Device", "Age", "Table", "Simulated"], lines, [])
