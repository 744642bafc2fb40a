"""The section of docs/validation.md with the scores of the right world, and the picture beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from experiments.validation.argued import WHY
from experiments.validation.checks import Check, beside, checks
from experiments.validation.life import Life
from experiments.validation.patterns import patterns, pct
from experiments.validation.records import month_before, national_cards
from simulation.observation import SERIES
from simulation.observation.cards import ISSUED, POPULATION, base_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, PICTURE = DOCS / "validation.md", DOCS / "pictures" / "right_world.svg"
BEGIN, END = "<!-- right world: begin -->", "<!-- right world: end -->"


def section(lived: Sequence[Life], population: str) -> str:
    """The section: checks, patterns, what stands beside, why some do not hold."""
    found, seen = checks(lived), patterns(lived)
    held, shown = sum(row.met for row in found), sum(row.met for row in seen)
    lines = [
        f"Scored on {datetime.now(UTC):%Y-%m-%d} with {population}, mean of {len(lived)} lives: **{held} of "
        f"{len(found)} checks and {shown} of {len(seen)} patterns hold.** Numbers in percent.",
        "",
        "| check | data | model | tolerance | met | source |",
        "|---|---|---|---|---|---|",
        *(_row(row) for row in found),
        "",
        "| pattern | says | met | model (data) |",
        "|---|---|---|---|",
        *(f"| {row.name} | {row.says} | {_word(row.met)} | {row.numbers} |" for row in seen),
        "",
        "Beside the checks, no condition:",
        "",
        "| series | data | model | source |",
        "|---|---|---|---|",
        *(f"| {row.title} | {pct(row.data)} | {pct(row.model)} | {row.source} |" for row in beside(lived)),
        "",
        *_of_poll(lived),
    ]
    missing = [row.name for row in found if not row.met] + [row.name for row in seen if not row.met]
    if missing:
        lines += ["", "What does not hold, and why as far as we see:", ""]
        lines += [f"- `{name}`: {WHY.get(name, 'not argued yet')}" for name in missing]
    return "\n".join(lines)


def _row(row: Check) -> str:
    if row.at_least:
        return f"| {row.title} | above {row.data:g} | {row.model:.2f} | | {_word(row.met)} | {row.source} |"
    cells = (row.title, pct(row.data), pct(row.model), pct(row.tolerance), _word(row.met), row.source)
    return f"| {' | '.join(cells)} |"


def _word(met: bool) -> str:
    return "yes" if met else "**no**"


def _of_poll(lived: Sequence[Life]) -> list[str]:
    """The poll in its several readings."""
    parts = {
        "panel, n = 1,089": "panel",
        "the panel's frame, no sampling error": "frame",
        "one answer each": "single",
        "everybody of 20 and over": "everybody",
        "standard error": "error",
    }
    names = list(lived[0].poll.panel)
    lines = [
        "The poll of August 2020, read in other ways:",
        "",
        f"| who | {' | '.join(name.replace('_', ' ') for name in names)} |",
        "|---|" + "---|" * len(names),
    ]
    for title, part in parts.items():
        values = [float(np.mean([getattr(life.poll, part)[name] for life in lived])) for name in names]
        lines.append(f"| {title} | {' | '.join(pct(value) for value in values)} |")
    phone, pc = (float(np.mean([x.poll.devices[name] for x in lived])) for name in ("smartphone", "pc"))
    lines += [
        "",
        f"Devices in the frame: smartphone {pct(phone)} %, PC {pct(pc)} % (a web poll of 2021: smartphone "
        "89 %, laptop 48 % and desktop 26.5 %, so PC between 48 and 74.5 %).",
    ]
    return lines


def curves(lived: Sequence[Life]) -> list[dict[str, object]]:
    """Rows of the picture: series, year, share, model or data."""
    rows: list[dict[str, object]] = []
    shown = ("etax_old", "online_use_first", "online_use_second", "corporate_old")
    for name in shown:
        for year in sorted({y for s, y in lived[0].printed if s == name}):
            value = float(np.mean([life.printed[name, year] for life in lived]))
            rows.append({"panel": SERIES[name].title, "year": year, "share": value, "who": "model"})
    for check in [*checks(lived), *beside(lived)]:
        name, _, of_year = check.name.rpartition("_")
        if name in shown:
            title = SERIES[name].title
            rows.append({"panel": title, "year": int(of_year), "share": check.data, "who": "data"})
    title = "cards issued"
    for date, share in national_cards().items():
        when = int(date[:4]) + (int(date[5:7]) - 1) / 12
        rows.append({"panel": title, "year": when, "share": share, "who": "data"})
        month = month_before(date)
        model = []
        for life in lived:
            issued, base = (
                life.record.stock_months.index(month),
                life.record.stock_months.index(base_of(month)),
            )
            stocks = life.record.person_stocks
            model.append(stocks[issued][..., ISSUED].sum() / stocks[base][..., POPULATION].sum())
        rows.append({"panel": title, "year": when, "share": float(np.mean(model)), "who": "model"})
    return rows


def draw(lived: Sequence[Life], path: Path = PICTURE) -> Path:
    """Write the picture: model as lines, data as points."""
    import altair as alt
    import vl_convert

    rows = alt.Data(values=[row for row in curves(lived) if row["share"] == row["share"]])
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d"))
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"))
    plot = alt.Chart().encode(x=x, y=y)
    line = plot.mark_line(color="#1f5fa8").transform_filter("datum.who == 'model'")
    points = plot.mark_point(color="#c2410c", filled=True, size=28).transform_filter("datum.who == 'data'")
    panels = alt.layer(line, points, data=rows).properties(width=260, height=150)
    chart = panels.facet(alt.Facet("panel:N", title=None), columns=2).resolve_scale(x="independent")
    chart = chart.properties(title="Model (lines) and what was published (points)")
    path.write_text(vl_convert.vegalite_to_svg(chart.to_json()), encoding="utf-8")
    return path


def write(lived: Sequence[Life], population: str) -> None:
    """Put section and picture where docs/validation.md shows them."""
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has no {BEGIN} ... {END}")
    PAGE.write_text(f"{before}{BEGIN}\n{section(lived, population)}\n{END}{after}", encoding="utf-8")
    draw(lived)
