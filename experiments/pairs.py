"""Pairs: the same citizen in two scenarios, counted by what happened to them.

A run keeps one bit per slot for a watched measure and says whose turn it is in the slot. Where the same
person lives in both, the person always has it, gains it, loses it or never has it; all others are "not
in both". Whole countries are compared by streaming over files, some megabytes at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from configs.errors import ScenarioError
from configs.months import month_text
from simulation.folder import pair_file
from simulation.manifest import read_manifest
from simulation.record import Watched

VACANT = 255
BLOCK = 1 << 22
"""Slots compared at a time; a multiple of 8."""


@dataclass(frozen=True)
class Flips:
    """Citizens by what B does to them compared with A.

    always, gained, lost, never : citizens who live in both
    not_in_both : slots that hold different people, or nobody in one of the two
    """

    always: int = 0
    gained: int = 0
    lost: int = 0
    never: int = 0
    not_in_both: int = 0

    def __add__(self, other: Flips) -> Flips:
        pairs = zip(self.counts(), other.counts(), strict=True)
        return Flips(*(mine + theirs for mine, theirs in pairs))

    def counts(self) -> tuple[int, int, int, int, int]:
        """The five counts in the order of the fields."""
        return self.always, self.gained, self.lost, self.never, self.not_in_both

    @property
    def net(self) -> int:
        """Gained less lost."""
        return self.gained - self.lost


def flips(
    before: np.ndarray,
    after: np.ndarray,
    generations_before: np.ndarray,
    generations_after: np.ndarray,
    block: int = BLOCK,
) -> Flips:
    """Count the flips from A (``before``) to B (``after``).

    before, after : (ceil(N / 8),) uint8          one bit per slot (``numpy.packbits``)
    generations_before, generations_after : (N,) uint8   255 vacant
    """
    slots = generations_before.size
    if generations_after.size != slots or before.size != after.size or before.size != -(-slots // 8):
        raise ValueError("the two runs have different numbers of slots; compare runs on one population")
    total = Flips()
    for start in range(0, slots, block):
        stop = min(start + block, slots)
        ours, theirs = generations_before[start:stop], generations_after[start:stop]
        same = ours == theirs
        both = np.packbits(same & (ours != VACANT))
        a, b = (np.asarray(bits[start // 8 : -(-stop // 8)]) & both for bits in (before, after))
        changed = a ^ b
        always, gained, lost = _ones(a & b), _ones(changed & b), _ones(changed & a)
        never = _ones(both) - always - gained - lost
        total += Flips(always, gained, lost, never, int(np.count_nonzero(~same)))
    return total


def flips_of(before: Watched, after: Watched, measure: str) -> Flips:
    """Flips between two records of one month held in memory."""
    return flips(before.bits[measure], after.bits[measure], before.generations, after.generations)


def flips_of_folders(before: str | Path, after: str | Path, measure: str, month: int) -> Flips:
    """Flips between two finished run folders, from their memory-mapped bits."""
    return flips(
        _mapped(before, measure, month),
        _mapped(after, measure, month),
        _mapped(before, "generations", month),
        _mapped(after, "generations", month),
    )


def _mapped(folder: str | Path, measure: str, month: int) -> np.ndarray:
    name = pair_file(measure, month)
    manifest = read_manifest(folder)
    if manifest is None:
        raise ScenarioError(f"{folder}: holds no finished run; name a folder with a manifest.json")
    if name not in manifest["pairs"]:
        raise ScenarioError(
            f"{folder}: '{measure}' was not watched in {month_text(month)}; run again with that month"
        )
    return np.memmap(Path(folder) / "pairs" / name, np.uint8, mode="r")


def _ones(packed: np.ndarray) -> int:
    return int(np.bitwise_count(packed).sum(dtype=np.int64))
