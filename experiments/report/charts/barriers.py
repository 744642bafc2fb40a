"""What stands in the way: from all cases, barrier by barrier, down to what was done online and alone.

Each case that was not own use has one binding barrier, so the steps add up to everything there was.
"""

from __future__ import annotations

from typing import Any

import altair as alt
from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Chart, Missing, Table, build
from experiments.report.numbers import percent, places, plain, say
from experiments.report.parts import Row
from experiments.report.reading import Reading
from experiments.report.shelf import NARROW, PERCENT, SHADE, SIGNED, Shelf, tips
from experiments.report.shelf import Chart as Drawn
from experiments.report.theme import GREY, HAIR, INK, OCHRE, WASH

KICKER = "What stands in the way"
WHAT = (
    "Of all cases settled in the last fiscal year, per cent stopped at each barrier, in the order in which"
    " the model checks them; what is left is own online use. Ochre: served, but with or by somebody else;"
    " cases of a proxy count whether filed online or on paper."
)
RIGHT = (
    " Differences to the reference: a bar for the scenario in question, dots for the others;"
    " they carry no interval."
)
SERVED = ("none", "assisted", "proxy")
_ALL = "All cases"
_LABEL, _STEP = 152, 19

Shares = dict[tuple[str, str], float]


def chart(reading: Reading) -> Chart | Missing:
    """The chart, or why there is none."""
    part = parts.table(reading.answer, "funnel", {"arm": "text", "barrier": "text", "share": "number"})
    if not part:
        return Missing(KICKER, part.gaps)
    rows = [{**row, "barrier": words.barrier(row["barrier"])} for row in part.rows]
    shares: Shares = {(row["arm"], row["barrier"]): row["share"] for row in rows}
    return build(
        "barriers",
        KICKER,
        lambda shelf, narrow: draw(shelf, shares, reading, narrow),
        finding(rows, reading),
        WHAT + (RIGHT if reading.others else ""),
        "Waterfall charts and a chart of differences by barrier",
        [table(shares, reading)],
        [*part.gaps, *_sums(shares, reading)],
    )


def _sums(shares: Shares, reading: Reading) -> list[str]:
    """A sentence for every arm whose shares do not add up."""
    totals = {arm: sum(share for (name, _), share in shares.items() if name == arm) for arm, _ in shares}
    return [
        f"The shares under {reading.quoted(arm)} add up to {100 * total:.1f} %, not to 100 %."
        for arm, total in totals.items()
        if abs(total - 1) > 0.005
    ]


def finding(rows: list[Row], reading: Reading) -> Markup:
    """The barrier whose share differs most between the two arms."""
    by = {(row["arm"], row["barrier"]): row for row in rows}
    moved = [
        (abs(by[reading.subject, barrier]["share"] - by[reading.minus, barrier]["share"]), barrier)
        for arm, barrier in by
        if arm == reading.subject and (reading.minus, barrier) in by and barrier not in SERVED
    ]
    if not moved or max(moved)[0] == 0:
        return Markup("What stands between a case and own online use")
    barrier = max(moved)[1]
    ends = [by[arm, barrier] for arm in (reading.minus, reading.subject)]
    digits = places(*(100 * row["share"] for row in ends))
    shown = [percent(row["share"], f"funnel[{row['place']}].share", digits) for row in ends]
    return say(
        "The barrier that differs most: “{}”, {} of cases under {}, {} under {}",
        words.title(barrier, words.BARRIERS),
        shown[0],
        reading.quoted(reading.minus),
        shown[1],
        reading.quoted(reading.subject),
    )


def order(shares: Shares) -> list[str]:
    """The barriers that occur, in the order in which the model checks them, unknown ones last."""
    present = {barrier for _, barrier in shares}
    return [key for key in words.BARRIERS if key in present] + sorted(present - set(words.BARRIERS))


def draw(shelf: Shelf, shares: Shares, reading: Reading, narrow: bool) -> Drawn:
    """Waterfalls of the reference and the arm in question; beside them the differences of all arms."""
    able = reading.among({arm for arm, _ in shares})
    falls = [arm for arm in able if arm.name in (reading.minus, reading.subject)] or able[:1]
    width = NARROW - _LABEL - 24 if narrow else (196 if len(falls) > 1 else 400)
    charts = [
        _fall(shelf, shares, arm.name, reading, width, narrow or place == 0)
        for place, arm in enumerate(falls)
    ]
    others = [arm.name for arm in able if arm.name != reading.minus]
    if others and reading.minus in {arm.name for arm in able}:
        charts.append(_moves(shelf, shares, others, reading, width if narrow else 168, narrow))
    return alt.vconcat(*charts) if narrow else alt.hconcat(*charts, spacing=16)


def _fall(shelf: Shelf, shares: Shares, arm: str, reading: Reading, width: int, labelled: bool) -> Drawn:
    keys = order(shares)
    left = 100 * sum(shares.get((arm, key), 0.0) for key in keys)
    bars = [_bar(_ALL, 0.0, left, HAIR, f"{left:.0f}")]
    shade = {"none": reading.shade(arm), "assisted": OCHRE, "proxy": OCHRE}
    for key in keys:
        size = 100 * shares.get((arm, key), 0.0)
        bars.append(
            _bar(words.title(key, words.BARRIERS), left - size, left, shade.get(key, GREY), f"{size:.1f}")
        )
        left -= size
    axis = alt.Axis(labels=labelled, labelLimit=_LABEL, labelColor=INK, grid=False)
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 114], nice=False),
        axis=alt.Axis(values=[0, 50, 100], labelExpr=PERCENT, title=None),
    )
    base = alt.Chart(shelf.put(bars)).encode(y=alt.Y("step:N", sort=_steps(shares), title=None, axis=axis))
    said = tips(("step", " ", ""), ("size", "per cent of cases", ".1f"))
    return alt.layer(
        base.mark_bar(height=12).encode(x=x, x2="to:Q", color=SHADE, tooltip=said),
        base.mark_text(align="left", dx=4, fontSize=11).encode(x="to:Q", text="label:N"),
    ).properties(
        width=width,
        height=alt.Step(_STEP),
        title=alt.Title(words.shorten(reading.title(arm), 30), color=reading.shade(arm)),
    )


def _bar(step: str, start: float, stop: float, shade: str, label: str) -> dict[str, Any]:
    return {
        "step": step,
        "from": round(start, 3),
        "to": round(stop, 3),
        "size": round(stop - start, 3),
        "shade": shade,
        "label": label,
    }


def _steps(shares: Shares) -> list[str]:
    return [_ALL, *(words.title(key, words.BARRIERS) for key in order(shares))]


def _moves(
    shelf: Shelf, shares: Shares, others: list[str], reading: Reading, width: int, labelled: bool
) -> Drawn:
    """Differences to the reference by barrier: a bar for the arm in question, a dot for each other arm."""
    moves: list[dict[str, Any]] = [
        {
            "step": words.title(key, words.BARRIERS),
            "arm": reading.title(arm),
            "shade": reading.shade(arm),
            "move": round(100 * (shares[arm, key] - shares[str(reading.minus), key]), 3),
            "subject": arm == reading.subject,
        }
        for arm in others
        for key in order(shares)
        if (arm, key) in shares and (reading.minus, key) in shares
    ]
    steps = _steps(shares)
    axis = alt.Axis(labels=labelled, labelLimit=_LABEL, labelColor=INK, grid=True, gridColor=WASH)
    y = alt.Y("step:N", sort=steps, title=None, scale=alt.Scale(domain=steps), axis=axis)
    x = alt.X("move:Q", axis=alt.Axis(labelExpr=SIGNED, tickCount=4, title=None), scale=alt.Scale(nice=True))
    said = tips(("arm", "scenario", ""), ("step", " ", ""), ("move", "points", "+.1f"))
    bars = alt.Chart(shelf.put(move for move in moves if move["subject"])).encode(y=y)
    dots = alt.Chart(shelf.put(move for move in moves if not move["subject"] and abs(move["move"]) >= 0.05))
    zero = alt.Chart(shelf.put([{"zero": 0}])).mark_rule(color=INK)
    return alt.layer(
        bars.mark_bar(height=12).encode(x=x, color=SHADE, tooltip=said),
        dots.mark_point(filled=True, size=42, opacity=0.9).encode(x=x, y=y, color=SHADE, tooltip=said),
        zero.encode(x="zero:Q"),
    ).properties(width=width, height=alt.Step(_STEP), title="Difference to the reference, points")


def table(shares: Shares, reading: Reading) -> Table:
    """Barriers down, scenarios across, per cent of cases."""
    across = reading.among({arm for arm, _ in shares})
    lines = [
        [
            words.title(key, words.BARRIERS),
            *(plain(100 * shares[arm.name, key], 1) if (arm.name, key) in shares else "" for arm in across),
        ]
        for key in order(shares)
    ]
    return Table("Per cent of cases settled", ["Barrier", *(arm.title for arm in across)], lines, [])
