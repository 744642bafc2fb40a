"""Everybody, in shards: answers like ``Citizenry``, and has others move the citizens.

The model asks for a month and gets its counts, whoever has lived it. Only counts and marks travel; a column
is fetched when somebody looks at it, which a run does at its end or where a month is watched.
"""

from __future__ import annotations

import pickle
import weakref

import numpy as np

from agents.columns import Citizens
from agents.draws import PERMANENT
from agents.population.population import Population
from agents.population.renewals import renewals
from simulation.citizenry import Past
from simulation.kernels.tables import Columns, Counts, Month, Person, Place, Weights
from simulation.kernels.talk import CELLS
from simulation.measures import FAMILY_STOCKS, PERSON_STOCKS
from simulation.sharding.choice import check
from simulation.sharding.crew import Crew
from simulation.sharding.cut import Setting, cut_points
from simulation.sharding.executor import Land, executor_named
from simulation.sharding.gathered import Gathered
from simulation.sharding.packing import add
from simulation.sharding.shard import Lived
from simulation.workspace import (
    BANDS,
    CHUNK,
    FAMILIES,
    PREFECTURES,
    Stocks,
    compact,
    new_counts,
    quiet,
    run_keys,
)

SAVE_EVERY = 60
"""Months between two saves, and so the most that is lived again when a worker dies."""


class Sharded:
    """The citizens of a run in ``shards`` workers; the other arguments are those of ``Citizenry``.

    executor : ``local`` or ``ray``; save_every : months between two saves of the shards
    handed : marks that have crossed a cut so far
    Raises ScenarioError where the number or the executor is not possible.
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
        *,
        shards: int,
        executor: str = "local",
        save_every: int = SAVE_EVERY,
    ) -> None:
        check(shards, executor)
        self.population = population
        self.slots = int(population.slots)
        self.place, self.weights, self.person = compact(place), weights, person
        self.explicit, self.mean_field = explicit, mean_field
        self.threads, self.chunk = max(1, threads), chunk
        self.first, self.last = int(months[0]), int(months[-1])
        with quiet():
            self.keys = run_keys(seed, replicate, months)
            self.permanent = run_keys(seed, replicate, np.array([PERMANENT]))[0]
        self.counts = [new_counts(int(place.flow_row.max()) + 1, int(place.area.max()) + 1)]
        self.issued = np.zeros((PREFECTURES, BANDS, 2), np.int64)
        self.talk_sums = np.zeros((3, CELLS, 6), np.int64)
        self.renewals = renewals(population) if explicit is None and not mean_field else None
        self.cuts = cut_points(population, shards)
        setting = Setting(
            months, place, weights, person, seed, replicate, self.threads, chunk, explicit, mean_field,
            literacy_of_age_from,
        )  # fmt: skip
        land = Land(population, self.renewals, setting, self.cuts)
        self.crew = Crew(executor_named(executor, land), shards)
        self._close = weakref.finalize(self, self.crew.close)
        self.citizens = Gathered(self.slots, self._fetch)
        self.save_every = save_every
        self.handed = 0
        self._lived: list[Lived] = []
        self._carried = np.zeros(2, np.int64)

    @property
    def columns(self) -> Columns:
        """All columns, fetched, with marks of nothing: they are carried at once."""
        found = {name: getattr(self.citizens, name) for name in Columns._fields[:-2]}
        return Columns(**found, starts=np.zeros(self.slots, np.uint8), stops=np.zeros(self.slots, np.uint8))

    def renew(self, t: int, coverage: float, smartphone: float) -> tuple[int, int]:
        """Departures, arrivals and birthdays of month ``t``; returns how many left and came."""
        if coverage != 1.0 or smartphone != 1.0:
            self.renewals = None
        self.citizens.forget()
        moved = self.crew.ask("renew", t, coverage, smartphone, moves=True)
        return sum(left for left, _ in moved), sum(came for _, came in moved)

    def act(self, month: Month) -> Counts:
        """The citizens' month; returns the sums over all shards."""
        self.citizens.forget()
        tables = self.crew.executor.share(pickle.dumps(month, protocol=5))
        self._lived = self.crew.ask("live", tables, moves=True)
        total = self.counts[0]
        for k, array in enumerate(total):
            array[...] = 0
            for lived in self._lived:
                add(array, lived.counts[k])
        # Starts and stops have been carried as far as the cuts; they count when the others are told.
        self._carried = total.work[6:8].copy()
        total.work[6:8] = 0
        self.issued += total.issued
        self.talk_sums[month.t % 3] = total.cells
        return total

    def push(self, work: np.ndarray, t: int) -> None:
        """Hands the marks of month ``t`` over the cuts."""
        work[6:8] += self._carried
        self.citizens.forget()
        if self.mean_field:
            users = sum(lived.cells[0] for lived in self._lived if lived.cells)
            people = sum(lived.cells[1] for lived in self._lived if lived.cells)
            self.crew.tell_each("meet", [(t, users, people)] * len(self._lived))
        else:
            given = [lived.marks for lived in self._lived]
            taken = [(tuple(marks[k] for j, marks in enumerate(given) if j != k),) for k in range(len(given))]
            self.crew.tell_each("receive", taken)
            self.handed += sum(marks.target.size for others in given for marks in others)
        self._lived = []
        if (t - self.first + 1) % self.save_every == 0 and t < self.last:
            self.crew.save(self.renewals is not None)

    def take_stock(self, t: int, by_prefecture: bool = True) -> Stocks:
        """Counts everybody at the end of month ``t``, by prefecture or in one row for the nation."""
        rows = PREFECTURES if by_prefecture else 1
        total = Stocks(
            np.zeros((rows, BANDS, FAMILIES, len(FAMILY_STOCKS)), np.int64),
            np.zeros((rows, BANDS, 2, len(PERSON_STOCKS)), np.int64),
            np.zeros((BANDS, 3, 3, 5), np.int64),
        )
        for parts in self.crew.ask("stock", t, by_prefecture):
            for whole, part in zip((total.family, total.person, total.equity), parts, strict=True):
                add(whole, part)
        issued = self.issued if by_prefecture else self.issued.sum(axis=0, keepdims=True)
        total.person[:, :, :, PERSON_STOCKS.index("cards_issued_cumulative")] = issued
        return total

    def watched(self, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Bits (4, ceil(N / 8)) uint8 of the watched measures and generations (N,) uint8; 255 = vacant."""
        bits, generations = zip(*self.crew.ask("watched", t), strict=True)
        return np.packbits(np.concatenate(bits, axis=1), axis=1), np.concatenate(generations)

    def load_kernels(self, month: Month) -> None:
        """Every worker calls its kernels once; the first compiles them for the others where need be."""
        tables = self.crew.executor.share(pickle.dumps(month, protocol=5))
        self.crew.ask_one(0, "load", tables)
        self.crew.ask("load", tables)

    def snapshot(self, columns: bool = True) -> Past:
        """A copy of everything that changes from month to month, with or without the columns."""
        citizens = self.citizens.copy() if columns else None
        return Past(citizens, self.issued.copy(), self.talk_sums.copy(), self.renewals)

    def restore(self, saved: Past) -> None:
        """Back to a snapshot; without columns, what was written into fetched ones goes back to the shards."""
        source = self.citizens.held if saved.citizens is None else whole(saved.citizens)
        self.renewals = saved.renewals
        self.issued[...] = saved.issued
        self.talk_sums[...] = saved.talk_sums

        def pieces(name: str) -> list[np.ndarray] | None:
            column = source.get(name)
            return None if column is None else np.split(column, self.cuts[1:-1])

        self.crew.fill(pieces, self.renewals is not None)
        self.citizens.forget()

    def memory_elsewhere(self) -> int:
        """Largest memory of all workers so far, bytes; what they share is counted in each."""
        return sum(int(about["memory"]) for about in self.crew.ask("who"))

    def close(self) -> None:
        """Ends the workers."""
        self._close()

    def _fetch(self, name: str) -> np.ndarray:
        return np.concatenate(self.crew.ask("column", name))


def whole(citizens: Citizens) -> dict[str, np.ndarray]:
    """All columns by name."""
    return {name: getattr(citizens, name) for name in Columns._fields[:-2]}
