"""Halt: a month stopped before its citizens act, in which one citizen's month can be lived on its own.

The compiled month of ``simulation.kernels.month`` is called for a chunk of one slot, on columns that hold
nobody else. What is lived unchanged is compared with what the run then does; a difference is an error of
this program, never a result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from agents.columns import VACANT, Citizens
from policies.levers import LEVERS, POSITION
from simulation.kernels.ageing import slide_down
from simulation.kernels.month import run_chunks
from simulation.kernels.renew import birthdays
from simulation.kernels.scan import municipality_of
from simulation.kernels.tables import Columns, Month, Weights
from simulation.model import DenshiModel
from simulation.month_tables import empty_tables
from simulation.tracing.lived import Lived, Row
from simulation.workspace import new_counts, new_scratch, quiet

BY_ROW_INSIDE = ("terms", "cuts", "proxy", "hear", "online")
BY_ROW = ("need", "heterogeneity", "reader", "on_phone", "repair")
"""Tables of ``Month`` that a case reads, by the axis on which the row of the citizen stands."""
NAMES = tuple(f.name for f in fields(Citizens))


class Halt:
    """One month of a model, its citizens not yet moved.

    month : the tables as everybody finds them; weights : the assumptions that stages read
    """

    def __init__(self, model: DenshiModel, blank: Columns, counts: Any, scratch: Any, spare: Any) -> None:
        self.model = model
        self._spare = spare
        self.t = model.t
        self.month: Month = model._prepare()
        self.weights: Weights = model.citizenry.weights
        self.blank, self._counts, self._scratch = blank, counts, scratch
        self._lived: dict[int, Lived] = {}
        self._felt: dict[tuple[str, int, int], bool] = {}
        self._under: tuple[Any, Month] | None = None

    @property
    def place(self) -> Any:
        """The grouping of places."""
        return self.model.citizenry.place

    def municipality(self, slot: int) -> int:
        """Row of the municipality that the slot belongs to."""
        return int(municipality_of(slot, self.place.municipality_start))

    def row(self, slot: int) -> dict[str, int]:
        """The citizen in the slot as the month finds them, before birthdays."""
        columns = self.model.citizenry.columns
        return {name: int(getattr(columns, name)[slot]) for name in NAMES}

    def start(self, slot: int) -> dict[str, int]:
        """The citizen at the head of the month's kernel, before a birthday."""
        home = self.model.citizenry
        if not home._by_age(self.t):
            return self.row(slot)
        self.put(slot, self.row(slot))
        with quiet():
            slide_down(slot, slot + 1, self.blank, self.month, home._literacy_a_year())
        return self.take(slot)

    def ready(self, slot: int, start: Row) -> Row:
        """The citizen after a birthday in this month, before any need."""
        if slot % 12 + 1 != self.month.calendar:
            return start
        self.put(slot, start)
        person = self.model.citizenry.person
        with quiet():
            birthdays(slot, slot + 1, self.blank, self.place, self.month, self.weights, person, self._counts)
        return self.take(slot)

    def live(
        self,
        slot: int,
        start: Row | None = None,
        month: Month | None = None,
        weights: Weights | None = None,
    ) -> Lived:
        """The month of one slot, by the engine's own stages.

        start, month, weights : in place of the citizen, the tables and the assumptions as they stand
        """
        as_it_stands = start is None and month is None and weights is None
        if as_it_stands and slot in self._lived:
            return self._lived[slot]
        row = self.start(slot) if start is None else start
        ready = self.ready(slot, row)
        self.put(slot, row)
        for array in self._counts:
            array[...] = 0
        home = self.model.citizenry
        with quiet():
            run_chunks(
                slot,
                slot + 1,
                1,
                self.blank,
                self.place,
                self.month if month is None else month,
                self.weights if weights is None else weights,
                home.person,
                self._counts,
                self._scratch,
            )
        flows = self._counts.flows.sum(axis=(0, 1))
        first = self._counts.first.copy()
        lived = Lived(slot, self.t, dict(row), dict(ready), self.take(slot), flows, first)
        if as_it_stands:
            self._lived[slot] = lived
        return lived

    def prepared(self, levers: np.ndarray | None = None, lever_weights: Any = None) -> Month:
        """The month as the model prepares it under other levers or weights; good until the next call."""
        model = self.model
        kept = model.levers, model.lever_weights, model.tables
        model.levers = kept[0] if levers is None else levers
        model.lever_weights = kept[1] if lever_weights is None else lever_weights
        model.tables = self._spare
        self._under = None
        try:
            return model._prepare()
        finally:
            model.levers, model.lever_weights, model.tables = kept

    def lever(self, name: str, row: int, family: int) -> float:
        """A lever as it stands for a row of the month's tables."""
        zone, kind = divmod(row, self.month.kinds)
        return float(self.model.levers[zone, kind, POSITION[name], family if LEVERS[name].family else 0])

    def under(self, values: Mapping[str, float], row: int, family: int) -> Month:
        """The month with levers moved for one row of the tables; a family's lever for that family only."""
        key = (tuple(sorted(values.items())), row, family)
        if self._under is not None and self._under[0] == key:
            return self._under[1]
        zone, kind = divmod(row, self.month.kinds)
        levers = self.model.levers.copy()
        for name, value in values.items():
            which = family if LEVERS[name].family else slice(None)
            levers[zone, kind, POSITION[name], which] = value
        month = self.prepared(levers=levers)
        self._under = (key, month)
        return month

    def felt(self, name: str, row: int, family: int) -> bool:
        """Whether moving a lever to either end changes anything that a case of that row can meet."""
        key = (name, row, family)
        if key not in self._felt:
            lever = LEVERS[name]
            ends = (self.under({name: end}, row, family) for end in (lever.low, lever.high))
            self._felt[key] = any(_differ(month, self.month, row) for month in ends)
        return self._felt[key]

    def put(self, slot: int, row: Row) -> None:
        """Writes a row into the columns that hold nobody else."""
        for name in NAMES:
            getattr(self.blank, name)[slot] = row[name]
        self.blank.starts[slot] = 0
        self.blank.stops[slot] = 0

    def take(self, slot: int) -> dict[str, int]:
        """The row that stands in those columns."""
        return {name: int(getattr(self.blank, name)[slot]) for name in NAMES}

    def check(self) -> None:
        """What was lived as it stood is what the run did. Raises RuntimeError where it is not."""
        for slot, lived in self._lived.items():
            done = self.row(slot)
            if done["birth"] != VACANT and done != lived.end:
                differing = [name for name in NAMES if done[name] != lived.end[name]]
                raise RuntimeError(
                    f"slot {slot} in month {self.t}: the month lived again differs from the run in "
                    f"{', '.join(differing)}; please report this"
                )


def _differ(one: Month, other: Month, row: int) -> bool:
    """Whether two months differ in what a case of ``row`` of their tables can meet."""
    return any(
        not np.array_equal(getattr(one, name)[:, row], getattr(other, name)[:, row]) for name in BY_ROW_INSIDE
    ) or any(not np.array_equal(getattr(one, name)[row], getattr(other, name)[row]) for name in BY_ROW)


def halts(model: DenshiModel, first: int, last: int) -> Iterator[Halt]:
    """Runs ``model`` to the end of month ``last`` and stops in every month from ``first`` on.

    Whoever takes the next month lets the citizens of this one act. The model ends as if it had just been run.
    """
    home = model.citizenry
    like = home.columns._asdict()
    blank = Columns(**{name: np.zeros_like(array) for name, array in like.items()})
    counts = new_counts(int(home.place.flow_row.max()) + 1, int(home.place.area.max()) + 1)
    scratch = new_scratch(1)
    panel = model.timeline.panel
    spare = empty_tables(panel.shape[1], panel.shape[2], model.services.family_of.size)
    while model.t < min(first, last + 1):
        model.step()
    while model.t <= last:
        model.apply_policies()
        model.act_of_government()
        model.age_and_renew()
        halt = Halt(model, blank, counts, scratch, spare)
        yield halt
        model.need_hear_choose_attempt()
        halt.check()
        model.serve()
        model.learn()
        model.observe()
