"""Forecast: how long a run will take and how much memory it will need, said before it starts.

The constants were measured once, on the machine named beside them; another machine is faster or slower
by its own factor, and memory is the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.counts import FAMILY_STOCKS, FLOWS, PERSON_STOCKS, SHAPES


@dataclass(frozen=True)
class Calibration:
    """What a run costs.

    base_bytes : of the interpreter, compiled code and tables that every run holds
    full_bytes : besides, to write the tables of a full record
    slot_bytes : per slot: columns, marks, the population and its events, bits of the last month
    renewal_bytes : per slot besides, in populations whose renewals are kept
    slots_per_citizen : slots of a population over its citizens
    start_seconds : until the first month
    month_seconds : per month, whatever the population: institutions, queues, tables
    citizen_month_seconds : per citizen and month, one thread
    record_seconds, stock_seconds : per month of a full record and per citizen of each count of stocks
    """

    measured: str
    machine: str
    base_bytes: float
    full_bytes: float
    slot_bytes: float
    renewal_bytes: float
    slots_per_citizen: float
    start_seconds: float
    month_seconds: float
    citizen_month_seconds: float
    record_seconds: float
    stock_seconds: float


CALIBRATION = Calibration(
    measured="2026-11-25",
    machine="two cores of an AMD EPYC at 2.6 GHz with AVX-512 (docs/scaling.md)",
    base_bytes=335e6,
    full_bytes=75e6,
    slot_bytes=47.0,
    renewal_bytes=36.0,
    slots_per_citizen=1.07,
    start_seconds=0.1,
    month_seconds=0.0007,
    citizen_month_seconds=37e-9,
    record_seconds=0.001,
    stock_seconds=14e-9,
)


@dataclass(frozen=True)
class Forecast:
    """Seconds and bytes expected, and how they are said."""

    seconds: float
    bytes: float

    def __str__(self) -> str:
        return f"about {said_seconds(self.seconds)} and {self.bytes / 1e9:.1f} GB of memory"


def forecast(
    citizens: int,
    months: int,
    record: str = "full",
    threads: int = 1,
    runs: int = 1,
    slots: int | None = None,
) -> Forecast:
    """What ``runs`` runs one after another need.

    citizens : simulated in October 2020; months : simulated; record : full or summary
    slots : of the population where already known
    """
    from agents.population.renewals import MOST_SLOTS

    c = CALIBRATION
    rows = slots if slots is not None else citizens * c.slots_per_citizen
    each = c.slot_bytes + (c.renewal_bytes if rows <= MOST_SLOTS else 0.0)
    full = record == "full"
    stocks = months if full else months / 3
    seconds = c.start_seconds + months * c.month_seconds
    seconds += (months * c.citizen_month_seconds + stocks * c.stock_seconds) * citizens / max(1, threads)
    seconds += months * c.record_seconds if full else 0.0
    held = c.base_bytes + (c.full_bytes if full else 0.0) + rows * each
    return Forecast(seconds * runs, held + record_bytes(citizens, months, record) * runs)


def record_bytes(citizens: int, months: int, record: str) -> float:
    """Memory of the counts that a run keeps; larger populations have larger numbers."""
    width = 1 if citizens < 50_000 else 2 if citizens < 10_000_000 else 4
    bands, families, _ = SHAPES["flows"]
    flows, stocks = (
        bands * families * len(FLOWS),
        bands * (families * len(FAMILY_STOCKS) + 2 * len(PERSON_STOCKS)),
    )
    if record == "full":
        return float(months * 47 * (flows + stocks) * width)
    return float((months / 12 * flows + months / 3 * stocks) * 4)


def said_seconds(seconds: float) -> str:
    """``8 s``, ``4 min``, ``2.5 h``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
