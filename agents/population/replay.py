"""A population on its own: months go by, people come, go and have birthdays, and nothing else happens.

The engine does the same inside its step; here it serves the fit report, tests and whoever wants to
look at the people of one month without running the model.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from agents.columns import FIELDS, VACANT
from agents.population.population import LEAVES, Population, ages, keep_of_slot
from agents.population.trait_tables import trait_tables
from agents.population.traits import renew_traits


class Replay:
    """The people of the current month.

    population : what is replayed; month : the current month, -1 before January 2001
    birth : (N,) uint8, who : (N,) uint32, generation : (N,) uint16, all after the events of the month
    """

    def __init__(self, population: Population) -> None:
        self.population = population
        self.month = -1
        self.birth = np.array(population.birth)
        self.who = np.array(population.who)
        self.generation = np.zeros(population.slots, np.uint16)
        self._tables = trait_tables(population.seed, population.pc, population.phones_ahead)
        self._start = np.array(population.municipality_start)

    def step(self, renew: bool = True) -> None:
        """The next month: its events and, with ``renew``, its birthdays."""
        self.arrive()
        if renew:
            self.renew()

    def arrive(self) -> None:
        """The next month and its events: who leaves and who comes."""
        self.month += 1
        p, t = self.population, self.month
        these = slice(int(p.event_start[t]), int(p.event_start[t + 1]))
        slot, code = np.asarray(p.event_slot[these]), np.asarray(p.event_birth[these])
        self.birth[slot] = code
        self.who[slot] = (self.who[slot] & np.uint32(keep_of_slot())) | p.event_who[these]
        self.generation[slot[code != LEAVES]] += np.uint16(1)

    def renew(self) -> None:
        """Birthdays of the current month."""
        p = self.population
        with np.errstate(over="ignore"):
            renew_traits(
                0,
                p.slots,
                self.month,
                self.birth,
                self.who,
                self.generation,
                0,
                self._start,
                p.places.size_class,
                1.0,
                1.0,
                self._tables,
                p.slots,
            )

    def until(self, months: list[int], renew: bool = True) -> Iterator[int]:
        """Steps on and yields each of the given months, in rising order, when it is reached."""
        for month in months:
            if not self.month <= month < self.population.months:
                raise ValueError(f"month {month} is past or beyond {self.population.months - 1}")
            while self.month < month:
                self.step(renew)
            yield month

    def ages(self) -> np.ndarray:
        """(N,) int64 ages in whole years, -1 where vacant."""
        return ages(self.birth, self.month)

    def trait(self, name: str) -> np.ndarray:
        """(N,) int64 values of one field of ``who``."""
        f = FIELDS[name]
        return (self.who.astype(np.int64) >> f.shift) & ((1 << f.bits) - 1)

    def cells(self) -> np.ndarray:
        """Residents by prefecture, sex and five-year band: (47, 2, 18) int64."""
        age = self.ages()
        here = self.birth != VACANT
        prefecture = self.population.prefecture_of_slot() - 1
        band = np.minimum(age // 5, 17)
        index = (prefecture * 2 + self.trait("sex")) * 18 + band
        return np.bincount(index[here], minlength=47 * 36).reshape(47, 2, 18)

    def municipal(self) -> np.ndarray:
        """Residents by municipality: (1741,) int64."""
        living = np.concatenate([[0], np.cumsum(self.birth != VACANT)])
        return np.diff(living[self._start])
