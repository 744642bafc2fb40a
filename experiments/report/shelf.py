"""What all charts share: widths, axis labels, tooltips, and the shelf on which their rows are laid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import altair as alt

Chart = Any
WIDE, NARROW = 760, 330
PERCENT = "datum.value + ' %'"
SIGNED = "(datum.value > 0 ? '+' : '') + format(datum.value, '~f')"
SHADE = alt.Color("shade:N", scale=None)


class Shelf:
    """Rows laid aside under a name made from their content: the page holds each once."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}

    def put(self, rows: Iterable[Any]) -> alt.NamedData:
        """Keep the rows and return the reference that a chart takes as its data."""
        kept = list(rows)
        name = "rows-" + hashlib.sha256(json.dumps(kept, sort_keys=True).encode("utf-8")).hexdigest()[:12]
        self.rows[name] = kept
        return alt.NamedData(name=name)


def tips(*fields: tuple[str, str, str]) -> list[alt.Tooltip]:
    """Tooltip entries from (field, title, number format; empty for text)."""
    return [
        alt.Tooltip(f"{field}:Q", title=title, format=form)
        if form
        else alt.Tooltip(f"{field}:N", title=title)
        for field, title, form in fields
    ]
