"""Renewals: which words of traits change in which month, worked out once for everybody who asks again.

Without policies on networks and devices, birthdays bring the same devices, incomes and occupations in
every run: they follow from the population and the month alone. A population on disk keeps them beside
its arrays as a list by month, so that runs, replicates and arms look up what one of them worked out.
Writing a word down costs eight bytes; working it out costs seven draws and as many tables.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit

from agents.population.population import Population
from agents.population.replay import Replay

MOST_SLOTS = 2_600_000
"""Slots up to which renewals are kept, about two million citizens: some 200 MB on disk."""
FOLDER = "renewals"
READ = ("birth", "who", "municipality_start", "event_start", "event_slot", "event_birth", "event_who")
"""Arrays of the population from which renewals follow."""


@dataclass(frozen=True)
class Renewals:
    """Words of traits that the birthdays of a month change, while every month so far had plain levers.

    start : (months + 1,) int64  renewals of month t are [start[t], start[t + 1])
    slot : (R,) uint32      rising within a month
    word : (R,) uint32      the whole ``who`` of the slot after the renewal
    """

    start: np.ndarray
    slot: np.ndarray
    word: np.ndarray

    def apply(self, t: int, who: np.ndarray) -> None:
        """Renew the traits of month ``t``, after its events: writes ``who`` (N,) uint32."""
        _apply(int(self.start[t]), int(self.start[t + 1]), self.slot, self.word, who)


@njit(cache=True, nogil=True, _nrt=False)
def _apply(first, last, slot, word, who):
    for e in range(first, last):
        who[slot[e]] = word[e]


def work_out(population: Population) -> Renewals:
    """Renewals of all months, by living through them with both levers at 1."""
    replay = Replay(population)
    slots, words = [], []
    for _ in range(population.months):
        replay.arrive()
        before = replay.who.copy()
        replay.renew()
        changed = np.flatnonzero(before != replay.who)
        slots.append(changed.astype(np.uint32))
        words.append(replay.who[changed])
    start = np.concatenate([[0], np.cumsum([changed.size for changed in slots])])
    return Renewals(start, np.concatenate(slots), np.concatenate(words))


def renewals(population: Population) -> Renewals | None:
    """The renewals of a population on disk, read or made; None where they must be worked out as one goes.

    That is so for a population that is not an artefact, for very large ones, and when nothing can be written.
    """
    home = _home(population)
    if home is None or population.slots > MOST_SLOTS:
        return None
    folder = home / FOLDER
    if not folder.exists():
        try:
            _save(work_out(population), folder)
        except OSError:
            return None
    return Renewals(*(np.asarray(np.load(folder / f"{n}.npy", mmap_mode="r")) for n in _NAMES))


_NAMES = ("start", "slot", "word")


def _home(population: Population) -> Path | None:
    """The folder from which all arrays in ``READ`` were mapped into memory."""
    homes = set()
    for name in READ:
        array = getattr(population, name)
        filename = getattr(array, "filename", None)
        homes.add(Path(filename).parent if filename and Path(filename).stem == name else None)
    return homes.pop() if len(homes) == 1 else None


def _save(made: Renewals, folder: Path) -> None:
    """Writes ``folder`` in one step; one that another run has made in the meantime is kept."""
    scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        for name in _NAMES:
            np.save(scratch / f"{name}.npy", getattr(made, name))
        try:
            scratch.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
