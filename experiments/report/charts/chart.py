"""What a chart of the report is: a finding, a picture for desk and telephone, its words and its table.

The title says what there is to see, in numbers, as a good newspaper does; the line below it says what is
plotted; the table below holds every value. A chart without material becomes a stated gap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from experiments.report import theme, vega
from experiments.report.shelf import Chart as Drawn
from experiments.report.shelf import Shelf

Draw = Callable[[Shelf, bool], Drawn]
"""Draws the chart on a shelf; True for the narrow form."""


@dataclass(frozen=True)
class Table:
    """A table ready to print: the first column is the row's header."""

    caption: str
    header: list[str]
    rows: list[list[Any]]
    gaps: list[str]


@dataclass(frozen=True)
class Chart:
    """One chart as the template needs it.

    still : SVG for print and for readers without scripts; wide, narrow : Vega-Lite; rows : their data
    """

    kicker: str
    finding: Markup
    what: str
    alt: str
    still: Markup
    wide: dict[str, Any]
    narrow: dict[str, Any]
    rows: dict[str, list[Any]]
    tables: list[Table]
    gaps: list[str]


@dataclass(frozen=True)
class Missing:
    """A chart that cannot be drawn, and why."""

    kicker: str
    gaps: list[str]


def spec(drawn: Drawn) -> dict[str, Any]:
    """The Vega-Lite form of a chart in the look of the report, without its rows."""
    form: dict[str, Any] = drawn.to_dict(validate=False)
    form.pop("$schema", None)
    form["config"] = theme.config()
    return form


def build(
    key: str,
    kicker: str,
    draw: Draw,
    finding: Markup,
    what: str,
    picture: str,
    tables: list[Table],
    gaps: list[str],
) -> Chart:
    """Draw both forms and the still picture.

    picture : what kind of picture it is, for those who cannot see it
    """
    shelf = Shelf()
    wide, narrow = spec(draw(shelf, False)), spec(draw(shelf, True))
    still = Markup(vega.still({**wide, "datasets": shelf.rows}, key))
    alt = f"{picture}. {finding.striptags()}. {what} All values stand in the table below the chart."
    return Chart(kicker, finding, what, alt, still, wide, narrow, shelf.rows, tables, gaps)
