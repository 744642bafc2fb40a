"""The fit report as a picture: the tables as lines and bars, the simulated people as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


def fit_figure(table: pd.DataFrame) -> alt.VConcatChart:
    """Residents, devices, education, births and deaths of a ``fit.fit_table``, each beside its table."""
    import altair as alt

    residents = table[
        (table.part == "population") & (table.year == table.year[table.part == "population"].max())
    ]
    devices = table[table.part == "devices"]
    education = table[(table.part == "education") & (table.group != "Japan") & (table.year == 2020)]
    events = table[table.part == "events"]
    names = list(dict.fromkeys(residents.group))
    bands = list(dict.fromkeys(devices.group))
    tips = ["measure", "group", "year", "table", "simulated"]

    people = alt.Chart(residents, title="Residents, October 2020", width=560, height=180)
    axis = alt.X("group:N", sort=names, title="sex and age")
    bars = people.mark_bar(color="#c9c9c9").encode(axis, y=alt.Y("table:Q", title="persons"), tooltip=tips)
    dots = people.mark_point(color="#b2182b", filled=True).encode(axis, y="simulated:Q", tooltip=tips)

    shares = alt.Chart(devices).encode(
        alt.X("group:N", sort=bands, title="age"), color="year:N", tooltip=tips
    )
    lines = shares.mark_line().encode(y=alt.Y("table:Q", title="share of persons"))
    marks = shares.mark_point(filled=True).encode(y="simulated:Q")
    by_device = alt.layer(lines, marks).properties(width=170, height=160).facet(column="measure:N")

    schools = (
        alt.Chart(education, title="Education by prefecture, 2020", width=240, height=200)
        .mark_point(filled=True, size=18)
        .encode(
            alt.X("table:Q", title="table"),
            alt.Y("simulated:Q", title="simulated"),
            color="measure:N",
            tooltip=tips,
        )
    )
    years = alt.Chart(events, title="Births and deaths", width=240, height=200).encode(
        alt.X("year:Q", axis=alt.Axis(format="d"), title=None), color="measure:N", tooltip=tips
    )
    vital = alt.layer(
        years.mark_line().encode(y=alt.Y("table:Q", title="persons a year")),
        years.mark_point(filled=True, size=18).encode(y="simulated:Q"),
    )
    note = "Lines and bars: tables. Dots: simulated."
    below = alt.hconcat(schools, vital).resolve_scale(color="independent")
    return alt.vconcat(alt.layer(bars, dots), by_device, below, title=note).resolve_scale(color="independent")
