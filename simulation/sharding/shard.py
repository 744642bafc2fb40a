"""A shard: the citizens of some prefectures, moved by the same kernels as everybody.

Slots keep their numbers of the whole country, from which luck, birthdays and friends follow. Columns are as
long as the country's, but memory is only taken where people of the shard live.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from agents.columns import Citizens
from agents.population.renewals import Renewals
from simulation.citizenry import Citizenry
from simulation.kernels.cross import list_marked, push_across, push_across_explicit, receive
from simulation.kernels.observe import watch
from simulation.kernels.tables import Columns, Counts, Month
from simulation.kernels.talk import EVERY
from simulation.sharding.cut import Block, Setting
from simulation.sharding.packing import Packed, packed
from simulation.workspace import Meeting, quiet

FAR = 3
"""Far friends of a slot at most: the only ties of the implicit network that cross a cut."""


NOTHING = np.empty(0, np.uint32)


class Marks(NamedTuple):
    """What crosses a cut: (n,) uint32 slots, and the families that a friend of each started and stopped."""

    target: np.ndarray
    begun: np.ndarray
    ended: np.ndarray


class Lived(NamedTuple):
    """What a shard reports of a month.

    counts : of ``Counts``, in its order; marks : one for each shard, or users and people of all cells
    """

    counts: tuple[Packed, ...]
    marks: tuple[Marks, ...]
    cells: tuple[np.ndarray, np.ndarray] | None


class Shard(Citizenry):
    """The citizens of one block."""

    def __init__(self, block: Block, setting: Setting) -> None:
        self.block = block
        self.meeting: Meeting | None = None
        super().__init__(block.population, *setting)
        # Everybody has moved in: the lists of residents are not needed twice.
        self.block = replace(block, birth=block.birth[:0].copy(), who=block.who[:0].copy())

    def _residents(self) -> Citizens:
        block, types = self.block, Citizens.vacant(0)
        self.span = block.span
        # Zeros that nobody touches take no memory.
        citizens = Citizens(
            **{f.name: np.zeros(self.slots, getattr(types, f.name).dtype) for f in fields(Citizens)}
        )
        citizens.birth[block.low : block.high] = block.birth
        citizens.who[block.low : block.high] = block.who
        return citizens

    def _renewals(self) -> Renewals | None:
        return self.block.renewals

    def live(self, month: Month) -> Lived:
        """The month of the shard; its own starts and stops are carried as far as the cut."""
        counts = self.act(month)
        if self.mean_field:
            self.meeting = self.count_cells(counts.work, month.t)
            return Lived(packed_counts(counts), (), self.meeting[1:])
        marks = self.carry(counts.work)
        return Lived(packed_counts(counts), marks, None)

    def act(self, month: Month) -> Counts:
        counts = super().act(month)
        first, last = self.span
        # Chunks that reach over the cut also counted the vacant slots there.
        counts.work[0] = last - first
        counts.work[5] = len(range(first + (month.t - first) % EVERY, last, EVERY))
        return counts

    def push(self, work: np.ndarray, t: int) -> None:
        """As far as the cut, before the first month only: nobody has started anything."""
        if self.mean_field:
            self.count_cells(work, t)
        else:
            self.carry(work)

    def carry(self, work: np.ndarray) -> tuple[Marks, ...]:
        """Changes the counters of neighbours in the shard; returns the marks for each shard."""
        first, last = self.span
        listed = np.empty(list_marked(first, last, self.columns, NOTHING), np.uint32)
        list_marked(first, last, self.columns, listed)
        room = FAR * listed.size
        if self.explicit is not None:
            room = int(np.diff(self.explicit[0])[listed].sum())
        lists = Marks(np.empty(room, np.uint32), np.empty(room, np.uint8), np.empty(room, np.uint8))
        with quiet():
            if self.explicit is not None:
                count = push_across_explicit(listed, first, last, self.columns, *self.explicit, work, *lists)
            else:
                network = self._blocks, self._long_key
                count = push_across(listed, first, last, self.slots, self.columns, *network, work, *lists)
        shard = np.searchsorted(self.block.cuts, lists.target[:count], side="right") - 1
        order = np.argsort(shard, kind="stable")
        edges = np.searchsorted(shard[order], np.arange(self.block.cuts.size))
        return tuple(Marks(*(array[order[a:b]] for array in lists)) for a, b in pairwise(edges))

    def receive(self, all_marks: tuple[Marks, ...]) -> None:
        """Takes in what came over the cut."""
        with quiet():
            for marks in all_marks:
                receive(*marks, self.columns.near)

    def meet(self, t: int, users: np.ndarray, people: np.ndarray) -> None:
        """The means of cells over all shards: (C, 8) and (C,) int64."""
        assert self.meeting is not None, "cells are met after a month"
        self.meet_cells(self.meeting._replace(users=users, people=people), t)

    def stock(self, t: int, by_prefecture: bool) -> tuple[Packed, ...]:
        """Family, person and equity stocks."""
        stocks = self.take_stock(t, by_prefecture)
        return packed(stocks.family), packed(stocks.person), packed(stocks.equity)

    def watched(self, t: int) -> tuple[np.ndarray, np.ndarray]:
        """One byte a slot and measure, (4, n) uint8, and generations (n,) uint8, of the own slots."""
        first, last = self.span
        # Birthdays go by slot modulo twelve, so the kernel starts at a multiple of it.
        start = first // 12 * 12
        columns = Columns(*(column[start:last] for column in self.columns))
        bits = np.zeros((4, last - start), np.uint8)
        generations = np.zeros(last - start, np.uint8)
        with quiet():
            watch(last - start, t % 12 + 1, 2001 + t // 12, columns, bits, generations)
        return bits[:, first - start :], generations[first - start :]

    def column(self, name: str) -> np.ndarray:
        """A copy of a column, of the own slots."""
        first, last = self.span
        found: np.ndarray = getattr(self.citizens, name)[first:last].copy()
        return found

    def fill(self, name: str, values: np.ndarray) -> None:
        """Overwrites a column, of the own slots."""
        first, last = self.span
        getattr(self.citizens, name)[first:last] = values

    def filled(self, plain: bool) -> None:
        """All columns have been overwritten; plain : devices follow from the population alone so far."""
        first, last = self.span
        self.renewals = self._renewals() if plain else None
        self.columns.starts[first:last] = 0
        self.columns.stops[first:last] = 0


def packed_counts(counts: Counts) -> tuple[Packed, ...]:
    """Packed in the order of ``Counts``."""
    return tuple(packed(array) for array in counts)
