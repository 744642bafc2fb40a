"""Workload W in LASER: a LaserFrame of properties, moved by Numba components as its users write them."""

from __future__ import annotations

import numba as nb
import numpy as np
import world as w
from laser.core import LaserFrame
from laser.core import __version__ as laser_version


@nb.njit(parallel=True)
def count_neighbours(adopter, indptr, indices, near):
    """Counts the neighbours who have adopted."""
    for i in nb.prange(adopter.size):
        total = 0
        for e in range(indptr[i], indptr[i + 1]):
            total += adopter[indices[e]]
        near[i] = total


@nb.njit(parallel=True)
def act(trust, fixed, success, aware, adopter, near):
    """Hears, needs, tries."""
    for i in nb.prange(trust.size):
        if not aware[i] and np.random.random() < 1 - (1 - w.ALONE) * (1 - w.TIE) ** near[i]:
            aware[i] = 1
        if aware[i] and np.random.random() < w.NEED:
            worth = fixed[i] + w.TRUST * trust[i] + w.PEERS * near[i] / w.DEGREE
            if np.random.random() < 1 / (1 + np.exp(-worth)):
                if np.random.random() < success[i]:
                    trust[i] += np.float32(w.GAIN) * (np.float32(1) - trust[i])
                    adopter[i] = 1
                else:
                    trust[i] -= np.float32(w.LOSS) * trust[i]


@nb.njit(parallel=True)
def seed_threads(seeds):
    """Numba keeps one generator for each thread."""
    for i in nb.prange(seeds.size):
        np.random.seed(seeds[i])


class Adoption:
    """A LASER component: called once a tick."""

    def __init__(self, people, indptr, indices):
        self.people, self.indptr, self.indices = people, indptr, indices

    def __call__(self, tick):
        """One month."""
        p = self.people
        count_neighbours(p.adopter, self.indptr, self.indices, p.near)
        act(p.trust, p.fixed, p.success, p.aware, p.adopter, p.near)


clock, asked = w.Clock(), w.asked()
nb.set_num_threads(min(asked.threads, nb.config.NUMBA_NUM_THREADS))
given = w.people(asked.people, asked.seed)
frame = LaserFrame(asked.people, asked.people)
for name in ("trust", "fixed", "success"):
    frame.add_scalar_property(name, np.float32)
for name in ("aware", "adopter", "near"):
    frame.add_scalar_property(name, np.uint8)
frame.trust[:] = given.trust
frame.fixed[:] = (
    w.INTERCEPT
    + w.LITERACY * given.literacy
    + w.CIVIC * given.civic
    + w.AGE * given.age
    + w.CHANNEL * given.channel
)
frame.success[:] = w.SUCCEED + w.BY_LITERACY * given.literacy
frame.adopter[:] = frame.aware[:] = given.adopter
adoption = Adoption(frame, *w.neighbours(asked.people, asked.seed))
few = 16
count_neighbours(frame.adopter[:few], np.zeros(few + 1, np.int64), adoption.indices, frame.near[:few])
empty = frame.trust[:0]
act(empty, empty, empty, frame.aware[:0], frame.adopter[:0], frame.near[:0])
seed_threads(np.arange(asked.threads) + 1000 * asked.seed)
clock.start()
for tick in range(asked.months):
    adoption(tick)
clock.report(frame.adopter.mean(), f"laser-core {laser_version}", f"{asked.threads} threads, compiled before")
