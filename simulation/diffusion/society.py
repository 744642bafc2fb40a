"""People, numbers and threads of one innovation, and the loop over its months.

Each thread owns a run of slots. It scans and acts there, tells its own slots of what started, and leaves
messages for the others, who read them once all have finished; additions commute, so neither the number of
threads nor the size of chunks changes a bit.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from agents.draws import CITIZEN, PERMANENT, SYNTHESIS, purpose, stream_key, threshold
from agents.exact import logistic
from agents.networks.small_world import SmallWorld, small_world
from simulation.diffusion.kernel import ADOPTED, BATCH, HEARD, Desk, People, Rules, deliver, month, tell
from simulation.diffusion.people import Traits, list_adopters, settle_in
from simulation.diffusion.results import Diffusion
from simulation.diffusion.scenario import STEPS, Innovation
from simulation.parallel import Months, Progress
from simulation.run import peak_memory
from simulation.workspace import quiet

CHUNK = 8192
"""Slots of a chunk: its working memory stays in the first cache levels."""
SERVICE = 1
"""The one service, in the addresses of draws."""
PURPOSES = ("NEED", "HEAR", "CHOOSE", "ATTEMPT")
"""Draws of a month, in the order of the rows of its stream keys."""
TRAITS = ("TRUST_BASELINE", "LITERACY", "CIVIC", "AGE_SINGLE", "CHANNEL")


def rules_of(scenario: Innovation) -> Rules:
    """The numbers of a scenario as the integers that the kernel reads."""
    value = scenario.value
    without, hears = 1.0 - value("hear.alone"), []
    for _ in range(16):
        hears.append(threshold(1.0 - without))
        without *= 1.0 - value("hear.tie")
    slope = max(-(-(hears[k] - hears[0]) // k) for k in range(1, 16))
    # Where a straight line would leave 32 bits, the largest threshold is the bound for everybody.
    base, slope = (hears[0], slope) if hears[0] + 15 * slope < 1 << 32 else (max(hears), 0)
    succeed, by_literacy = value("succeed.alone"), value("succeed.literacy") / 256
    steps = [logistic((k - 8192 + 0.5) / STEPS) for k in range(16384)]
    return Rules(
        need=np.uint32(threshold(value("need"))),
        hear_base=np.uint32(base),
        hear_slope=np.uint32(slope),
        hear=np.array(hears, np.uint32),
        trust=np.int32(round(value("choose.trust") * STEPS)),
        peer=np.int32(round(value("choose.peers") / scenario.degree * STEPS)),
        succeed=np.uint32(threshold(succeed + by_literacy / 2)),
        by_literacy=np.uint32(threshold(by_literacy)),
        gain=np.uint32(round(value("learn.success") * 65536)),
        loss=np.uint32(round(value("learn.failure") * 65536)),
        logistic=np.array([threshold(step) for step in steps], np.uint32),
    )


def traits_of(scenario: Innovation) -> Traits:
    """Stream keys of people's traits and weights of what never changes about them."""
    people, value = scenario.population.seed, scenario.value
    keys = [stream_key(people, 0, SYNTHESIS, PERMANENT, purpose(name))[:2] for name in TRAITS]
    keys.append(
        stream_key(scenario.seed, scenario.replicate, CITIZEN, PERMANENT, purpose("CHOOSE"), SERVICE)[:2]
    )
    fine = STEPS * 65536
    names = ("intercept", "literacy", "civic", "age", "channel")
    return Traits(
        keys=np.array(keys, np.uint32),
        start=np.uint32(threshold(value("start"))),
        weights=np.array([round(value(f"choose.{name}") * fine) for name in names], np.int64),
    )


def month_keys(scenario: Innovation, t: int) -> np.ndarray:
    """Stream keys of month ``t``: (4, 2) uint32."""
    keys = [
        stream_key(scenario.seed, scenario.replicate, CITIZEN, t, purpose(name), SERVICE)[:2]
        for name in PURPOSES
    ]
    return np.array(keys, np.uint32)


class Town:
    """Everybody of one scenario, as columns, and the threads that move them.

    people : the columns; work : (months, 8) int64 counts by month, as ``kernel.SCANNED`` and the others say
    """

    def __init__(self, scenario: Innovation, threads: int | None = None, chunk: int = CHUNK) -> None:
        self.scenario = scenario
        self.slots = scenario.population.citizens
        self.chunk = chunk
        self.threads = max(1, min(threads or scenario.threads, -(-self.slots // chunk)))
        self.rules, self.traits = rules_of(scenario), traits_of(scenario)
        world = small_world(
            self.slots, scenario.degree, scenario.value("ties.rewired"), scenario.population.seed
        )
        self.world = world
        self.network = network_of(world)
        n = self.slots
        self.people = People(
            np.empty(n, np.uint16), np.empty(n, np.int16), np.empty(n, np.uint8), np.empty(n, np.uint8)
        )
        chunks = -(-n // chunk)
        self.edges = [min(n, chunks * w // self.threads * chunk) for w in range(self.threads + 1)]
        self.desks = [new_desk(b - a, chunk, world) for a, b in zip(self.edges, self.edges[1:], strict=False)]
        self.work = np.zeros((scenario.calendar.months, 8), np.int64)
        self._counts = np.zeros((self.threads, 8), np.int64)
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None
        with quiet():
            # On no slots at all: the kernel is read from its cache, or compiled, before the first month.
            self._month(0, 0, 0, month_keys(scenario, scenario.calendar.start))
            self.adopters = sum(self._each(self._settle))
            self._each_reads(self._each(self._tell_of_start))

    def live(self, t: int) -> None:
        """Month ``t`` of the run, from 0."""
        keys = month_keys(self.scenario, self.scenario.calendar.start + t)
        self._counts[:] = 0
        with quiet():
            self._each_reads(self._each(lambda w, a, b: self._month(w, a, b, keys)))
        self.work[t] = self._counts.sum(axis=0)

    def digest(self) -> str:
        """Fingerprint of all columns."""
        found = hashlib.blake2b(digest_size=16)
        for column in self.people:
            found.update(column.data)
        return found.hexdigest()

    def close(self) -> None:
        """Lets the threads go."""
        if self._pool is not None:
            self._pool.shutdown()

    def _settle(self, worker: int, first: int, last: int) -> int:
        return int(settle_in(first, last, self.people, self.traits))

    def _tell_of_start(self, worker: int, first: int, last: int) -> int:
        desk = self.desks[worker]
        begun = list_adopters(first, last, self.people.bond, desk.started)
        ignored = np.zeros(8, np.int64)
        return int(tell(first, last, self.slots, begun, self.people.bond, self.network, desk, ignored))

    def _month(self, worker: int, first: int, last: int, keys: np.ndarray) -> int:
        return int(
            month(
                first,
                last,
                self.slots,
                self.chunk,
                self.people,
                keys,
                self.rules,
                self.network,
                self.desks[worker],
                self._counts[worker],
            )
        )

    def _each_reads(self, messages: list[int]) -> None:
        """Every thread adds to its own slots what the others left for them."""

        def read(worker: int, first: int, last: int) -> int:
            for other, left in enumerate(messages):
                deliver(first, last, self.people.bond, self.desks[other].outbox, left)
            return 0

        self._each(read)

    def _each(self, work: Callable[[int, int, int], int]) -> list[int]:
        spans = list(zip(range(self.threads), self.edges, self.edges[1:], strict=False))
        if self._pool is None:
            return [work(*span) for span in spans]
        return [task.result() for task in [self._pool.submit(work, *span) for span in spans]]


def network_of(world: SmallWorld) -> tuple[Any, ...]:
    """The ties as ``kernel.tell`` takes them."""
    return (
        world.ring_keys,
        np.int64(world.ring_keep),
        world.far_keys,
        np.int64(world.far_keep),
        np.int64(world.bits),
    )


def new_desk(slots: int, chunk: int, world: SmallWorld) -> Desk:
    """Working memory of a thread with ``slots`` slots; long lists take memory only as far as used."""
    degree, fars = 2 * len(world.ring_keys), len(world.far_keys)
    # Without a far friend only the ends of a thread's run of slots have anybody to write to.
    most = slots * fars + degree * degree
    return Desk(
        lucky=np.zeros(chunk, np.uint8),
        listed=np.zeros(chunk, np.uint32),
        value=np.zeros(chunk, np.int32),
        luck=np.zeros(chunk, np.uint32),
        started=np.empty(slots + 1, np.uint32),
        outbox=np.empty(most, np.uint32),
        kept=np.zeros((degree, BATCH), np.uint8),
        far=np.zeros((max(fars, 1), BATCH), np.int64),
    )


def diffuse(scenario: Innovation, threads: int | None = None, progress: Progress | None = None) -> Diffusion:
    """All months of one innovation.

    threads : in place of the scenario's own; they change nothing but the time
    """
    town = Town(scenario, threads)
    months = Months(scenario.calendar.months, progress)
    began = time.perf_counter()
    for t in range(scenario.calendar.months):
        town.live(t)
        months.tick()
    seconds = time.perf_counter() - began
    town.close()
    adopters = town.adopters + np.cumsum(town.work[:, ADOPTED])
    aware = town.adopters + np.cumsum(town.work[:, HEARD])
    return Diffusion(scenario, town.people, aware, adopters, town.work, town.digest(), seconds, peak_memory())
