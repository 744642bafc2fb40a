"""Workload W in NumPy with a SciPy matrix of ties: whole arrays, one product a month."""

from __future__ import annotations

import numpy as np
import scipy
import world as w
from scipy.sparse import csr_matrix

clock, asked = w.Clock(), w.asked()
n, luck = asked.people, np.random.default_rng([asked.seed, 3])
p = w.people(n, asked.seed)
indptr, indices = w.neighbours(n, asked.seed)
matrix = csr_matrix((np.ones(indices.size, np.int8), indices, indptr.astype(np.int32)), shape=(n, n))
trust, adopter = p.trust.copy(), p.adopter.copy()
aware = adopter.copy()
fixed = w.INTERCEPT + w.LITERACY * p.literacy + w.CIVIC * p.civic + w.AGE * p.age + w.CHANNEL * p.channel
success = w.SUCCEED + w.BY_LITERACY * p.literacy
unheard = (1 - w.ALONE) * (1 - w.TIE) ** np.arange(128)
clock.start()
for _ in range(asked.months):
    near = matrix @ adopter.astype(np.int8)
    unaware = np.flatnonzero(~aware)
    aware[unaware[luck.random(unaware.size) >= unheard[near[unaware]]]] = True
    needy = np.flatnonzero(aware & (luck.random(n, dtype=np.float32) < w.NEED))
    worth = fixed[needy] + w.TRUST * trust[needy] + w.PEERS * near[needy] / w.DEGREE
    tries = needy[luck.random(needy.size) < 1 / (1 + np.exp(-worth))]
    succeeds = luck.random(tries.size) < success[tries]
    up, down = tries[succeeds], tries[~succeeds]
    trust[up] += w.GAIN * (1 - trust[up])
    trust[down] -= w.LOSS * trust[down]
    adopter[up] = True
clock.report(adopter.mean(), f"NumPy {np.__version__}, SciPy {scipy.__version__}", "one thread")
