"""The citizens as the model handles them: columns, tables of the run, threads, and the kernels' entry points.

The model says what happens in a month; this file carries it to the arrays. Threads own contiguous
runs of chunks and add up integers of their own, so the result is the same for any number of them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import NamedTuple

import numpy as np

from agents.columns import FIELDS, Citizens
from agents.draws import PERMANENT
from agents.networks import MOST_TIES
from agents.population.population import Population
from agents.population.renewals import Renewals, renewals
from agents.population.trait_tables import trait_tables
from agents.population.traits import renew_traits
from simulation.kernels.ageing import slide_down
from simulation.kernels.mean_field import count_cells, meet_the_mean
from simulation.kernels.month import run_chunks
from simulation.kernels.observe import take_stock, watch
from simulation.kernels.push import push_marks, push_marks_explicit
from simulation.kernels.renew import apply_events, start_everybody
from simulation.kernels.tables import Columns, Counts, Month, Person, Place, Weights
from simulation.kernels.talk import CELLS
from simulation.measures import FAMILY_STOCKS, PERSON_STOCKS
from simulation.workspace import (
    BANDS,
    CHUNK,
    FAMILIES,
    PREFECTURES,
    Meeting,
    Stocks,
    compact,
    new_counts,
    new_scratch,
    quiet,
    run_keys,
)

GENERATION = FIELDS["generation"].shift


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
    span : first and last slot that live here, the last excluded; all of them but in a shard
    """

    span: tuple[int, int]

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
        self.citizens = self._residents()
        self.mean_field = mean_field
        first, last = self.span
        if explicit is not None or mean_field:
            ties = FIELDS["ties"]
            each = np.full(last - first, MOST_TIES) if explicit is None else np.diff(explicit[0])[first:last]
            degree = each.astype(np.uint32) << np.uint32(ties.shift)
            kept = np.uint32(0xFFFFFFFF ^ (((1 << ties.bits) - 1) << ties.shift))
            self.citizens.who[first:last] = (self.citizens.who[first:last] & kept) | degree
        marks = {"starts": np.zeros(self.slots, np.uint8), "stops": np.zeros(self.slots, np.uint8)}
        self.columns = Columns(**{f.name: getattr(self.citizens, f.name) for f in fields(Citizens)}, **marks)
        self.traits = trait_tables(population.seed, population.pc, population.phones_ahead)
        # Kept renewals carry the ties of the population's own network.
        own_ties = explicit is None and not mean_field
        self.renewals = self._renewals() if own_ties else None
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
        self.columns.stops[first:last] = 0
        with quiet():
            start_everybody(
                first, last, self.columns, self.permanent, self.slots, weights, person, self.traits
            )

    def _residents(self) -> Citizens:
        """Columns with the residents of January 2001; says in ``span`` which slots live here."""
        self.span = (0, self.slots)
        citizens = Citizens.vacant(self.slots)
        citizens.birth[:] = self.population.birth
        citizens.who[:] = self.population.who
        return citizens

    def _renewals(self) -> Renewals | None:
        return renewals(self.population)

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
            self.push(np.zeros_like(self.counts[0].work), month.t)
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
        meeting = self.count_cells(work, t)
        self.meet_cells(meeting, t)

    def count_cells(self, work: np.ndarray, t: int) -> Meeting:
        """Who would meet whom on average: cells of the own slots with their users and people."""
        first, last = self.span
        cell = np.zeros(last - first, np.int64)
        users, people = np.zeros((CELLS, FAMILIES), np.int64), np.zeros(CELLS, np.int64)
        year, calendar = 2001 + t // 12, t % 12 + 1
        with quiet():
            count_cells(first, last, year, calendar, self.columns, self.place, cell, users, people, work)
        return Meeting(cell, users, people)

    def meet_cells(self, meeting: Meeting, t: int) -> None:
        """The own slots meet the means of cells."""
        keys = self.keys[t - self.first]
        with quiet():
            meet_the_mean(*self.span, self.slots, keys, self.columns, *meeting)

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
        """Runs ``work(worker, first, last)`` over the own slots, cut at chunk borders among the threads."""
        first, last = self.span
        if self._pool is None:
            work(0, first, last)
            return
        low, high = first // self.chunk, -(-last // self.chunk)
        cuts = [(low + (high - low) * w // self.threads) * self.chunk for w in range(self.threads + 1)]
        edges = [min(last, max(first, cut)) for cut in cuts]
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

    def memory_elsewhere(self) -> int:
        """Bytes of memory that other processes hold for these citizens."""
        return 0

    def close(self) -> None:
        """Lets the threads go."""
        if self._pool is not None:
            self._pool.shutdown()
