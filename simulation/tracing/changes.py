"""Changes: what could have been otherwise for one citizen in one month, one thing at a time.

Some are the citizen's own (skill, a device, a neighbour who files online), some are the government's (every
lever of the catalogue, what the municipality offers, the queue at the office). Each says where it stands, how
far it can go and in which steps, and puts itself into the month; the engine then says what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from agents.columns import FIELDS
from policies.levers import LEVERS
from simulation.kernels.tables import Month
from simulation.tracing.facing import Faced
from simulation.tracing.halt import Halt
from simulation.tracing.lived import Lived, Row, field_of, nibble_of, with_field

CITIZEN, GOVERNMENT, OFFICE = "citizen", "government", "office"
GRAINS = {
    "documents": 1.0, "yen": 100.0, "cases a year": 1000.0, "two hours": 1.0 / 24.0, "months": 1.0,
    "level": 1.0, "order": 1.0, "generation": 1.0, "desks": 1.0, "events": 1.0, "numbers": 1.0,
}  # fmt: skip
"""Smallest step of a lever by its unit; five minutes of an hour. Others move by hundredths of their range."""
HUNDREDTHS = 100.0
LONGEST_WAIT = 4.0
"""Waiting at the office up to eight hours, in units of two hours: the range of ``Month.wait_time``."""


@dataclass(frozen=True)
class Otherwise:
    """A citizen's month with something changed: the row, the levers of that kind of person, the tables."""

    start: Row
    levers: tuple[tuple[str, float], ...] = ()
    patches: tuple[Callable[[Month], Month], ...] = ()

    def live(self, halt: Halt, slot: int, row: int, family: int) -> Lived:
        """What the engine makes of it; row : of the month's tables; family : whose levers are meant."""
        return halt.live(slot, self.start, self.month(halt, row, family))

    def month(self, halt: Halt, row: int, family: int) -> Month:
        """The tables with everything changed; good until another month is prepared."""
        month = halt.under(dict(self.levers), row, family) if self.levers else halt.month
        for patch in self.patches:
            month = patch(month)
        return month


@dataclass(frozen=True)
class Change:
    """One thing that could have been otherwise.

    name : of a lever, of a field of ``agents.columns``, or of something in the month
    by : ``citizen``, ``government`` or ``office``, whose it is to change
    now, low, high : where it stands and between which ends it can; grain : smallest step; all in ``unit``
    put : lays a level over a month
    """

    name: str
    by: str
    unit: str
    now: float
    low: float
    high: float
    grain: float
    put: Callable[[Otherwise, float], Otherwise]

    def steps(self, sign: int) -> int:
        """Number of steps from where it stands to the end in one direction."""
        room = self.high - self.now if sign > 0 else self.now - self.low
        return max(int(np.ceil(room / self.grain - 1e-9)), 0)

    def level(self, sign: int, step: int) -> float:
        """Where it stands after so many steps."""
        return min(max(self.now + sign * step * self.grain, self.low), self.high)

    def size(self, level: float) -> float:
        """The move as a share of the whole range, 0 to 1."""
        return abs(level - self.now) / (self.high - self.low)


def changes_for(halt: Halt, row: Row, faced: Faced, family: int) -> list[Change]:
    """Everything that could have been otherwise for a case of ``family`` of the citizen in ``row``."""
    return [
        *_of_the_citizen(row, family),
        *_of_the_office(halt, faced, family),
        *_of_the_government(halt, faced, family),
    ]


def _of_the_citizen(row: Row, family: int) -> Iterator[Change]:
    def fields(name: str, unit: str, *names: str, to: int = 1, also: str = "") -> Change:
        """A thing one has or has not: several fields at once, and one that must be there when it is had."""

        def put(o: Otherwise, level: float) -> Otherwise:
            start = o.start
            for field in names:
                start = with_field(start, field, to if level else 0)
            return replace(o, start=with_field(start, also, 1) if also and level else start)

        has = all(field_of(row, field) == to for field in names) and (not also or field_of(row, also) == 1)
        return Change(name, CITIZEN, unit, float(has), 0.0, 1.0, 1.0, put)

    def level(name: str) -> Change:
        top = (1 << FIELDS[name].bits) - 1
        return Change(
            name, CITIZEN, "level", field_of(row, name), 0.0, top, 1.0,
            lambda o, v: replace(o, start=with_field(o.start, name, round(v))),
        )  # fmt: skip

    def column(name: str) -> Change:
        return Change(
            name, CITIZEN, "percent", row[name] / 2.55, 0.0, 100.0, 1.0,
            lambda o, v: replace(o, start={**o.start, name: round(v * 2.55)}),
        )  # fmt: skip

    bit = 1 << family
    yield Change(
        "awareness", CITIZEN, "yes or no", float(bool(row["aware"] & bit)), 0.0, 1.0, 1.0,
        lambda o, v: replace(o, start={**o.start, "aware": o.start["aware"] & ~bit | (bit if v else 0)}),
    )  # fmt: skip
    yield fields("phone", "yes or no", "phone", also="net")
    yield fields("pc", "yes or no", "pc", also="net")
    yield fields("net", "yes or no", "net")
    yield fields("helper", "yes or no", "helper")
    yield fields("substitute", "yes or no", "substitute")
    yield _card(row)
    yield from (level(name) for name in ("literacy", "habit", "since_use"))
    yield from (column(name) for name in ("usefulness", "ease", "trust"))
    ties, at = field_of(row, "ties"), 4 * family
    if ties:
        yield Change(
            "ties", CITIZEN, "people", nibble_of(row, "near", family), 0.0, ties, 1.0,
            lambda o, v: replace(
                o, start={**o.start, "near": o.start["near"] & ~(15 << at) | (round(v) << at)}
            ),
        )  # fmt: skip


def _card(row: Row) -> Change:
    """A card with a working credential."""

    def put(o: Otherwise, level: float) -> Otherwise:
        start = with_field(o.start, "possession", 2 if level else 0)
        return replace(o, start=with_field(start, "credential", 1 if level else 0))

    has = field_of(row, "possession") == 2 and field_of(row, "credential") == 1
    return Change("card", CITIZEN, "yes or no", float(has), 0.0, 1.0, 1.0, put)


def _of_the_office(halt: Halt, faced: Faced, family: int) -> Iterator[Change]:
    m, word, bit = faced.municipality, faced.bundle >> 6, np.uint64(1 << (faced.bundle & 63))

    def offer(month: Month, level: float) -> Month:
        offered, families = month.offered.copy(), month.family_offered.copy()
        offered[m, word] = offered[m, word] | bit if level else offered[m, word] & ~bit
        if level:
            families[m] |= 1 << family
        return month._replace(offered=offered, family_offered=families)

    def wait(month: Month, level: float) -> Month:
        waits = month.wait_time.copy()
        waits[halt.place.area[m]] = level
        return month._replace(wait_time=waits)

    def reader(month: Month, level: float) -> Month:
        readers = month.reader.copy()
        readers[faced.row] = level
        return month._replace(reader=readers)

    def form(month: Month, level: float) -> Month:
        harder = month.place_complexity.copy()
        harder[m, family] = level
        return month._replace(place_complexity=harder)

    def patched(patch: Callable[[Month, float], Month]) -> Callable[[Otherwise, float], Otherwise]:
        return lambda o, v: replace(o, patches=(*o.patches, lambda month: patch(month, v)))

    month = halt.month
    yield Change("offer", OFFICE, "yes or no", float(faced.found), 0.0, 1.0, 1.0, patched(offer))
    waits = float(month.wait_time[halt.place.area[m]])
    yield Change(
        "waiting", OFFICE, "two hours", waits, min(0.0, waits), max(LONGEST_WAIT, waits), GRAINS["two hours"],
        patched(wait),
    )  # fmt: skip
    yield Change(
        "reader", OFFICE, "share", float(month.reader[faced.row]), 0.0, 1.0, 1.0 / HUNDREDTHS, patched(reader)
    )
    own = float(month.place_complexity[m, family])
    if faced.local and own:
        yield Change(
            "own_form", OFFICE, "share", own, min(0.0, own), max(0.0, own), 1.0 / HUNDREDTHS, patched(form)
        )


def _of_the_government(halt: Halt, faced: Faced, family: int) -> Iterator[Change]:
    def lever(name: str) -> Callable[[Otherwise, float], Otherwise]:
        return lambda o, v: replace(o, levers=(*(pair for pair in o.levers if pair[0] != name), (name, v)))

    for name, row in LEVERS.items():
        if not halt.felt(name, faced.row, family):
            continue
        now = halt.lever(name, faced.row, family)
        low, high = min(row.low, now), max(row.high, now)
        grain = GRAINS.get(row.unit, (row.high - row.low) / HUNDREDTHS)
        yield Change(name, GOVERNMENT, row.unit, now, low, high, grain, lever(name))
