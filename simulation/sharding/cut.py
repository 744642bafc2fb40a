"""Where the country is cut: whole prefectures that follow each other, about equally many slots in each shard.

Households and streets lie inside one prefecture, so only far friendships cross a cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from agents.columns import VACANT
from agents.population import Population
from agents.population.renewals import Renewals
from configs.errors import ScenarioError
from simulation.kernels.tables import Person, Place, Weights


class Setting(NamedTuple):
    """What ``Citizenry`` is given besides the population, in its order."""

    months: np.ndarray
    place: Place
    weights: Weights
    person: Person
    seed: int
    replicate: int
    threads: int
    chunk: int
    explicit: tuple[np.ndarray, np.ndarray] | None
    mean_field: bool
    literacy_of_age_from: int | None


@dataclass(frozen=True)
class Block:
    """The part of a population that one shard holds.

    cuts : (shards + 1,) int64   first slot of every shard, and the number of slots
    number : which shard; low, high : the slots that ``birth`` and ``who`` hold, ``margins`` included
    population : with the events of the own slots only, and without its long columns
    renewals : of the own slots; None where they are worked out as one goes
    """

    cuts: np.ndarray
    number: int
    low: int
    high: int
    birth: np.ndarray
    who: np.ndarray
    population: Population
    renewals: Renewals | None

    @property
    def span(self) -> tuple[int, int]:
        """First and last slot, the last excluded."""
        return int(self.cuts[self.number]), int(self.cuts[self.number + 1])


def cut_points(population: Population, shards: int) -> np.ndarray:
    """First slot of every shard, and the number of slots: (shards + 1,) int64, at borders of prefectures.

    Raises ScenarioError when there are fewer inhabited prefectures than shards.
    """
    prefecture = population.places.prefecture
    starts = population.municipality_start[:-1][np.flatnonzero(np.diff(prefecture, prepend=0))]
    borders = np.unique(np.append(starts, population.slots))
    if shards > borders.size - 1:
        raise ScenarioError(
            f"shards: {shards} asked for, and people live in {borders.size - 1} prefectures; "
            "take at most so many"
        )
    cuts = [0]
    for k in range(1, shards):
        # The border nearest to an equal share of what is left, with a prefecture kept for each later shard.
        goal = cuts[-1] + (population.slots - cuts[-1]) / (shards - k + 1)
        after = int(np.searchsorted(borders, cuts[-1], side="right"))
        free = borders[after : borders.size - (shards - k)]
        cuts.append(int(free[np.abs(free - goal).argmin()]))
    return np.array([*cuts, population.slots], np.int64)


def block(population: Population, cuts: np.ndarray, number: int, chunk: int, known: Renewals | None) -> Block:
    """Cut out shard ``number``.

    chunk : the kernels go by whole chunks, so the slots around the own ones are there too, as vacant ones
    known : renewals of everybody
    """
    first, last = int(cuts[number]), int(cuts[number + 1])
    low = first // chunk * chunk
    # One more tells whether the last household has ended.
    high = min(population.slots, -(-last // chunk) * chunk + 1)
    birth = np.full(high - low, VACANT, np.uint8)
    birth[first - low : last - low] = population.birth[first:last]
    own = np.flatnonzero((population.event_slot >= first) & (population.event_slot < last))
    events = ("event_slot", "event_birth", "event_who", "event_cause")
    shared = ("municipality_start", "block_start", "long_key")
    arrays: dict[str, Any] = {name: locked(np.asarray(getattr(population, name))[own]) for name in events}
    arrays |= {name: locked(np.array(getattr(population, name))) for name in shared}
    part = replace(
        population,
        birth=birth[:0],
        who=np.zeros(0, np.uint32),
        event_start=np.searchsorted(own, population.event_start),
        **arrays,
    )
    renewed = None
    if known is not None:
        mine = np.flatnonzero((known.slot >= first) & (known.slot < last))
        parts = locked(known.slot[mine]), locked(known.word[mine])
        renewed = Renewals(np.searchsorted(mine, known.start), *parts)
    return Block(cuts, number, low, high, birth, np.array(population.who[low:high]), part, renewed)


def locked(array: np.ndarray) -> np.ndarray:
    """The array, read only like one that is mapped from the disk: kernels are compiled for that."""
    array.setflags(write=False)
    return array
