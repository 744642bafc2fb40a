"""The citizens as the model handles them: columns, tables of the run, threads, and the kernels' entry points.

The model says what happens in a month; this file carries it to the arrays. Threads own contiguous
runs of chunks and add up integers of their own, so the result is the same for any number of them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numba import config

from agents.channels import FIRST_CHANNELS
from agents.columns import FIELDS, Citizens
from agents.draws import CITIZEN, PERMANENT, PURPOSES, fill_stream_keys, stream_key
from agents.networks import MOST_TIES
from agents.population.population import Population
from agents.population.renewals import Renewals, renewals
from agents.population.trait_tables import trait_tables
from agents.population.traits import renew_traits
from simulation.kernels.ageing import slide_down
from simulation.kernels.codes import PURPOSES_OF_CASE
from simulation.kernels.mean_field import count_cells, meet_the_mean
from simulation.kernels.month import run_chunks
from simulation.kernels.observe import take_stock, watch
from simulation.kernels.push import push_marks, push_marks_explicit
from simulation.kernels.renew import apply_events, start_everybody
from simulation.kernels.tables import Columns, Counts, Month, Person, Place, Scratch, Weights
from simulation.kernels.talk import CELLS
from simulation.measures import FAMILY_STOCKS, FLOWS, PERSON_STOCKS

CHUNK = 8192
"""Slots of a chunk: its working memory stays in the first cache levels (docs/performance.md)."""

PAD = 16
"""Entries between rows of draws, so that rows do not fall on the same lines of the first cache."""

PREFECTURES, BANDS, FAMILIES, ARRIVALS = 47, 18, 8, 6
GENERATION = FIELDS["generation"].shift
CITIZEN_PURPOSES = 1 + max(code for code in PURPOSES.values() if code < 60)
"""Purposes of citizens' draws are below 60; the key table has one row for each."""


def quiet() -> AbstractContextManager[Any]:
    """Without the compiler NumPy warns of wrapping 32-bit words, which is what the draws are made of."""
    return np.errstate(over="ignore") if config.DISABLE_JIT else nullcontext()


def run_keys(seed: int, replicate: int, months: np.ndarray) -> np.ndarray:
    """Stream keys of citizens' draws: (len(months), purposes, 9, 4) uint32."""
    stream_key(seed, replicate, CITIZEN, 0, 0)
    keys = np.zeros((len(months), CITIZEN_PURPOSES, 9, 4), np.uint32)
    purposes = np.arange(CITIZEN_PURPOSES, dtype=np.int64)
    low, high, third = seed & 0xFFFFFFFF, seed >> 32, CITIZEN + 256 * replicate
    fill_stream_keys(low, high, third, months.astype(np.int64), purposes, 9, keys)
    return keys


def compact(place: Place) -> Place:
    """The same groupings in unsigned 16-bit integers, of which an index need not be checked for its sign."""
    small = {name: array.astype(np.uint16) for name, array in place._asdict().items()}
    return Place(**small | {"municipality_start": place.municipality_start})


def new_counts(rows: int, areas: int) -> Counts:
    """Empty counters for R rows of the flow table and A service areas."""
    return Counts(
        flows=np.zeros((rows, BANDS, FAMILIES, len(FLOWS)), np.int64),
        arrivals=np.zeros((areas, ARRIVALS), np.int64),
        area_use=np.zeros((areas, FAMILIES, 2), np.int64),
        cells=np.zeros((CELLS, 6), np.int64),
        issued=np.zeros((PREFECTURES, BANDS, 2), np.int64),
        first=np.zeros((FAMILIES, len(FIRST_CHANNELS)), np.int64),
        work=np.zeros(8, np.int64),
    )


def new_scratch(chunk: int) -> Scratch:
    """Working memory of one thread."""
    kinds = {
        np.uint8: "age band need hear prompted due busy own family member result filed",
        np.uint16: "place row",
        np.uint32: "identifier least active several hearing ending applying turn talker"
        " case sorted_case reaching case_id",
    }
    arrays = {name: np.zeros(chunk, kind) for kind, names in kinds.items() for name in names.split()}
    return Scratch(
        birthday=(np.arange(chunk + 12) % 12 + 1).astype(np.uint8),
        talk=np.zeros((5, chunk + PAD), np.uint32),
        case_draws=np.zeros((PURPOSES_OF_CASE.size, chunk + PAD), np.uint32),
        family_start=np.zeros(9, np.int64),
        **arrays,
    )


@dataclass(frozen=True)
class Stocks:
    """Counts of people at one moment; shapes as in ``kernels.observe.take_stock``."""

    family: np.ndarray
    person: np.ndarray
    equity: np.ndarray


class Past(NamedTuple):
    """The citizens of a month, to go back to; ``renewals`` is None once levers have moved devices.

    citizens : None where the columns are kept elsewhere
    """

    citizens: Citizens | None
    issued: np.ndarray
    talk_sums: np.ndarray
    renewals: Renewals | None


class Citizenry:
    """Everybody, and what the kernels need to move them.

    population : the slots and their events; months : (t,) int64 months of the run, in order;
    place : grouping of places; weights, person : tables of the run; threads, chunk : how work is cut.
    ``explicit`` (indptr, indices) replaces the implicit network; None uses the population's own ties.
    literacy_of_age_from : month from which literacy belongs to age and no longer to the year of birth
    mean_field : everybody meets the share of users of the own cell in place of ties
    """

    def __init__(
        self,
        population: Population,
        months: np.ndarray,
        place: Place,
        weights: Weights,
        person: Person,
        seed: int,
        replicate: int,
        threads: int = 1,
        chunk: int = CHUNK,
        explicit: tuple[np.ndarray, np.ndarray] | None = None,
        mean_field: bool = False,
        literacy_of_age_from: int | None = None,
    ) -> None:
        self.population = population
        self.place = compact(place)
        self.weights = weights
        self.literacy_of_age_from = literacy_of_age_from
        self.person = person
        self.explicit = explicit
        self.threads = max(1, threads)
        self.chunk = chunk
        self.slots = int(population.slots)
        self.citizens = Citizens.vacant(self.slots)
        self.citizens.birth[:] = population.birth
        self.citizens.who[:] = population.who
        self.mean_field = mean_field
        if explicit is not None or mean_field:
            ties = FIELDS["ties"]
            each = np.full(self.slots, MOST_TIES) if explicit is None else np.diff(explicit[0])
            degree = each.astype(np.uint32) << np.uint32(ties.shift)
            kept = np.uint32(0xFFFFFFFF ^ (((1 << ties.bits) - 1) << ties.shift))
            self.citizens.who[:] = (self.citizens.who & kept) | degree
        marks = {"starts": np.zeros(self.slots, np.uint8), "stops": np.zeros(self.slots, np.uint8)}
        self.columns = Columns(**{f.name: getattr(self.citizens, f.name) for f in fields(Citizens)}, **marks)
        self.traits = trait_tables(population.seed, population.pc, population.phones_ahead)
        # Kept renewals carry the ties of the population's own network.
        own_ties = explicit is None and not mean_field
        self.renewals = renewals(population) if own_ties else None
        # Plain views: the compiler takes longer to look at arrays that are mapped into memory.
        self._events = tuple(
            np.asarray(a) for a in (population.event_slot, population.event_birth, population.event_who)
        )
        self._blocks, self._long_key = np.asarray(population.block_start), np.asarray(population.long_key)
        with quiet():
            self.first = int(months[0])
            self.keys = run_keys(seed, replicate, months)
            self.permanent = run_keys(seed, replicate, np.array([PERMANENT]))[0]
        areas = int(place.area.max()) + 1
        rows = int(place.flow_row.max()) + 1
        self.counts = [new_counts(rows, areas) for _ in range(self.threads)]
        self.scratch = [new_scratch(chunk) for _ in range(self.threads)]
        self.issued = np.zeros((PREFECTURES, BANDS, 2), np.int64)
        self.talk_sums = np.zeros((3, CELLS, 6), np.int64)
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None
        # A run that starts later begins with the residents of that month, all of them new to online services.
        for earlier in range(self.first):
            self.renew(earlier, 1.0, 1.0)
        self.columns.stops[:] = 0
        with quiet():
            start_everybody(
                0, self.slots, self.columns, self.permanent, self.slots, weights, person, self.traits
            )

    def renew(self, t: int, coverage: float, smartphone: float) -> tuple[int, int]:
        """Departures and arrivals of month ``t``; returns how many left and came."""
        p = self.population
        first, last = int(p.event_start[t]), int(p.event_start[t + 1])
        weights = self.weights
        if self._by_age(t):
            later = (t - int(self.literacy_of_age_from or 0)) / 12.0 * self._literacy_a_year()
            weights = weights._replace(literacy_level=weights.literacy_level - later)
        with quiet():
            moved = apply_events(
                first,
                last,
                *self._events,
                self.columns,
                self.permanent,
                self.slots,
                weights,
                self.person,
                self.traits,
            )
            if coverage != 1.0 or smartphone != 1.0:
                self.renewals = None
            if self.renewals is not None:
                self.renewals.apply(t, self.columns.who)
            else:
                self._renew_traits(t, coverage, smartphone)
        return int(moved[0]), int(moved[1])

    def _by_age(self, t: int) -> bool:
        return self.literacy_of_age_from is not None and t >= self.literacy_of_age_from

    def _literacy_a_year(self) -> float:
        """Logits of literacy that a year of birth is worth."""
        return float(self.weights.literacy_decade) / 10.0

    def _renew_traits(self, t: int, coverage: float, smartphone: float) -> None:
        p = self.population
        self._spread(
            lambda w, a, b: renew_traits(
                a,
                b,
                t,
                self.columns.birth,
                self.columns.who,
                self.columns.recent,
                GENERATION,
                self.place.municipality_start,
                p.places.size_class,
                coverage,
                smartphone,
                self.traits,
                self.slots,
            )
        )

    def act(self, month: Month) -> Counts:
        """The citizens' month: birthdays, needs, choices, learning, talk and the card; returns the sums."""
        with quiet():
            for counts in self.counts:
                for array in counts:
                    array[...] = 0
            if self._by_age(month.t):
                self._spread(lambda w, a, b: slide_down(a, b, self.columns, month, self._literacy_a_year()))
            self._spread(lambda w, a, b: self._chunks(w, a, b, month))
        total = self.counts[0]
        for other in self.counts[1:]:
            for mine, theirs in zip(total, other, strict=True):
                mine += theirs
        self.issued += total.issued
        self.talk_sums[month.t % 3] = total.cells
        return total

    def _chunks(self, worker: int, first: int, last: int, month: Month) -> None:
        run_chunks(
            first // self.chunk,
            -(-last // self.chunk),
            self.chunk,
            self.columns,
            self.place,
            month,
            self.weights,
            self.person,
            self.counts[worker],
            self.scratch[worker],
        )

    def load_kernels(self, month: Month) -> None:
        """Calls the kernels of a month on no slots at all: they are read from the cache, or compiled."""
        empty = (0, 0)
        with quiet():
            self._chunks(0, *empty, month)
            self.push(np.zeros(8, np.int64), month.t)
        self.take_stock(month.t)
        self.watched(month.t)

    def push(self, work: np.ndarray, t: int) -> None:
        """Carries the starts and stops of month ``t`` to the neighbours."""
        with quiet():
            if self.mean_field:
                self._meet_cells(work, t)
            elif self.explicit is not None:
                push_marks_explicit(self.slots, self.columns, *self.explicit, work)
            else:
                push_marks(self.slots, self.columns, self._blocks, self._long_key, work)

    def _meet_cells(self, work: np.ndarray, t: int) -> None:
        cell = np.zeros(self.slots, np.int64)
        users, people = np.zeros((CELLS, FAMILIES), np.int64), np.zeros(CELLS, np.int64)
        year, calendar = 2001 + t // 12, t % 12 + 1
        count_cells(self.slots, year, calendar, self.columns, self.place, cell, users, people, work)
        keys = self.keys[t - self.first]
        meet_the_mean(self.slots, self.slots, keys, self.columns, cell, users, people)

    def take_stock(self, t: int, by_prefecture: bool = True) -> Stocks:
        """Counts everybody at the end of month ``t``, by prefecture or in one row for the nation."""
        calendar, year = t % 12 + 1, 2001 + t // 12
        rows = PREFECTURES if by_prefecture else 1
        parts = [
            Stocks(
                np.zeros((rows, BANDS, FAMILIES, len(FAMILY_STOCKS)), np.int64),
                np.zeros((rows, BANDS, 2, len(PERSON_STOCKS)), np.int64),
                np.zeros((BANDS, 3, 3, 5), np.int64),
            )
            for _ in range(self.threads)
        ]
        with quiet():
            self._spread(
                lambda w, a, b: take_stock(
                    a,
                    b,
                    calendar,
                    year,
                    self.columns,
                    self.place,
                    parts[w].family,
                    parts[w].person,
                    parts[w].equity,
                )
            )
        total = parts[0]
        for part in parts[1:]:
            for name in ("family", "person", "equity"):
                getattr(total, name)[...] += getattr(part, name)
        # Every adult is eligible for every family; the kernel counts them once.
        total.family[:, :, 1:, 0] = total.family[:, :, :1, 0]
        issued = self.issued if by_prefecture else self.issued.sum(axis=0, keepdims=True)
        total.person[:, :, :, PERSON_STOCKS.index("cards_issued_cumulative")] = issued
        return total

    def watched(self, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Bits (4, ceil(N / 8)) uint8 of the watched measures and generations (N,) uint8; 255 = vacant."""
        bits = np.zeros((4, self.slots), np.uint8)
        generations = np.zeros(self.slots, np.uint8)
        with quiet():
            watch(self.slots, t % 12 + 1, 2001 + t // 12, self.columns, bits, generations)
        return np.packbits(bits, axis=1), generations

    def _spread(self, work: Callable[[int, int, int], object]) -> None:
        """Runs ``work(worker, first, last)`` over all slots, cut at chunk borders among the threads."""
        chunks = -(-self.slots // self.chunk)
        edges = [min(self.slots, (chunks * w // self.threads) * self.chunk) for w in range(self.threads + 1)]
        if self._pool is None:
            work(0, 0, self.slots)
            return
        tasks = [
            self._pool.submit(work, w, edges[w], edges[w + 1])
            for w in range(self.threads)
            if edges[w] < edges[w + 1]
        ]
        for task in tasks:
            task.result()

    def snapshot(self, columns: bool = True) -> Past:
        """A copy of everything that changes from month to month, with or without the columns."""
        citizens = self.citizens.copy() if columns else None
        return Past(citizens, self.issued.copy(), self.talk_sums.copy(), self.renewals)

    def restore(self, saved: Past) -> None:
        """Back to a snapshot; the arrays stay the same objects."""
        if saved.citizens is not None:
            self.citizens.restore(saved.citizens)
        self.issued[...] = saved.issued
        self.talk_sums[...] = saved.talk_sums
        self.renewals = saved.renewals
        self.columns.starts[:] = 0
        self.columns.stops[:] = 0

    def close(self) -> None:
        """Lets the threads go."""
        if self._pool is not None:
            self._pool.shutdown()
