"""Cost: yen by scenario and payer, from the low to the high assumption."""

from __future__ import annotations

import altair as alt
from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import say, yen
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, WIDE, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import INK

KICKER = "Cost"
WHAT = "Total over the window, from the low to the high assumption, by who pays."
_PER_USER = {"arm": "text", "low": "number", "high": "number"}
REFERENCE = "reference"
"""Kind of the row that only says which arm the others are counted from."""
REFERENCE = "reference"
"""Kind of the row that only says from which arm the others are counted."""
UNKNOWN = "Cost not stated: no scenario of this question has a cost record."


def _rows(reading: Reading) -> parts.Part:
    needs = {"arm": "text", "low": "number", "high": "number"}
    part = parts.table(reading.answer, "cost", needs, {"payer": "text", "kind": "text"})
    real = [row for row in part.rows if row["kind"] != REFERENCE]
    fit = [row for row in real if row["low"] <= row["high"]]
    lost = len(real) - len(fit)
    gaps = [f"{lost} cost records were left out: their low end lies above their high end."] if lost else []
    return parts.Part(fit, [*part.gaps, *gaps])


def chart(reading: Reading) -> Chart | Missing:
    """The chart, or why there is none."""
    part = _rows(reading)
    if not part:
        return Missing(KICKER, [UNKNOWN])
    return build(
        "cost",
        KICKER,
        lambda shelf, narrow: draw(shelf, part.rows, reading, narrow),
        finding(part.rows, reading),
        parts.text(reading.answer.get("cost_note")) or WHAT,
        "Range bars by scenario and payer",
        [table(part.rows, reading)],
        part.gaps,
    )


def _total(rows: list[Row], arm: str | None) -> Markup | None:
    """Sum of an arm's records, ``61 billion yen to 610 billion yen``; None without a record."""
    own = [row for row in rows if row["arm"] == arm]
    if not own:
        return None
    sums = {end: sum(row[end] for row in own) for end in ("low", "high")}
    shown = [
        yen(total, " + ".join(f"cost[{row['place']}].{end}" for row in own)) for end, total in sums.items()
    ]
    return shown[0] if sums["low"] == sums["high"] else say("{} to {}", *shown)


def _beyond(reading: Reading) -> str | None:
    """The arm beyond which the others are costed; None when the sums are whole."""
    rows = parts.table(reading.answer, "cost", {"arm": "text", "kind": "text"}).rows
    return next((row["arm"] for row in rows if row["kind"] == REFERENCE), None)


def finding(rows: list[Row], reading: Reading) -> Markup:
    """What the arm in question costs in all."""
    arm, beyond = reading.minus if reading.single else reading.subject, _beyond(reading)
    total = _total(rows, arm)
    if not total:
        return Markup("Cost by scenario and payer")
    tail = say(" beyond {}", reading.quoted(beyond)) if beyond else Markup("")
    return say("{} costs {}{}", reading.quoted(arm), total, tail)


def sentences(reading: Reading) -> list[Markup]:
    """One sentence per arm; an arm without a record says so instead of seeming free."""
    part, beyond = _rows(reading), _beyond(reading)
    if not part:
        return []
    each = {row["arm"]: row for row in parts.table(reading.answer, "per_user", _PER_USER).rows}
    said = []
    for arm in reading.arms:
        if arm.name == beyond:
            continue
        line = say("“{}”: {}", arm.title, _total(part.rows, arm.name) or "cost not stated")
        if arm.name in each:
            line += say(", {} for each added own user", _per_user(each[arm.name]))
        said.append(line + Markup("."))
    return said


def _per_user(row: Row) -> Markup:
    return say("{} to {}", *(yen(row[end], f"per_user[{row['place']}].{end}") for end in ("low", "high")))


def draw(shelf: Shelf, rows: list[Row], reading: Reading, narrow: bool) -> Drawn:
    """One bar per record, arm by arm, on one scale."""
    label = 126 if narrow else 150
    width = NARROW - label - 70 if narrow else WIDE - label - 90
    able = reading.among({row["arm"] for row in rows})
    ends = [0.0, *(row[end] / 1e9 for row in rows for end in ("low", "high"))]
    scale = alt.Scale(domain=[min(ends), max(ends)] if max(ends) > min(ends) else [0, 1], nice=True)
    y = alt.Y(
        "line:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=label, minExtent=label, labelColor=INK, grid=False),
    )
    said = tips(("line", " ", ""), ("low", "low, billion yen", "~g"), ("high", "high, billion yen", "~g"))
    charts = []
    for arm in able:
        last, shade = arm is able[-1], reading.shade(arm.name)
        axis = alt.Axis(
            title="billion yen" if last else None,
            tickCount=5,
            grid=True,
            labels=last,
            ticks=last,
            domain=last,
        )
        base = alt.Chart(shelf.put(_bar(row) for row in rows if row["arm"] == arm.name)).encode(y=y)
        layered = alt.layer(
            base.mark_bar(height=8, opacity=0.5, color=shade).encode(
                x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", tooltip=said
            ),
            base.mark_tick(thickness=3, height=14, color=shade).encode(x="low:Q"),
            base.mark_tick(thickness=3, height=14, color=shade).encode(x="high:Q"),
            base.mark_text(align="left", dx=8, fontSize=11).encode(x="high:Q", text="label:N"),
        )
        title = alt.Title(words.shorten(arm.title, 44), color=shade)
        charts.append(layered.properties(width=width, height=alt.Step(22), title=title))
    return alt.vconcat(*charts, spacing=10)


def _bar(row: Row) -> dict[str, object]:
    names = (words.title(row["payer"] or "", words.PAYERS), words.spaced(row["kind"] or ""))
    ends = [f"{row[end] / 1e9:,.3g}" for end in ("low", "high")]
    return {
        "line": ", ".join(name for name in names if name) or "not stated",
        "low": round(row["low"] / 1e9, 6),
        "high": round(row["high"] / 1e9, 6),
        "label": "\u2013".join(dict.fromkeys(ends)),
    }


def table(rows: list[Row], reading: Reading) -> Table:
    """One line per cost record."""
    lines = [
        [
            reading.title(row["arm"]),
            words.title(row["payer"] or "not stated", words.PAYERS),
            words.spaced(row["kind"] or ""),
            *(yen(row[end], f"cost[{row['place']}].{end}") for end in ("low", "high")),
        ]
        for row in rows
    ]
    return Table("Cost over the window", ["Scenario", "Who pays", "Kind", "Low", "High"], lines, [])
