"""Jobs: points with their run keys, and the queue from which they are taken one by one."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from experiments.store.code import Code
from experiments.store.store import Store
from experiments.sweeping.axes import Point
from experiments.sweeping.checked import Facts, Words
from simulation.fingerprint import data_fingerprint, key_of, request_digest

LOOK = 0.3
"""Seconds between two looks at what another sweep is running."""


class Job(NamedTuple):
    """One run: its key, what was asked for, and its luck."""

    key: str
    request: str
    code: str
    mechanisms: str
    facts: Facts
    seed: int
    replicate: int
    population_seed: int


def jobs_of(points: Iterable[Point], facts: Mapping[Words, Facts], code: Code) -> list[Job]:
    """A job for each point, in order; two points may ask for the same run."""
    found = []
    lists = {each.parts: code.keep_list(each.parts) for each in facts.values()}
    for point in points:
        about = facts[point.words]
        seed = about.seed if point.seed is None else point.seed
        replicate = about.replicate if point.replicate is None else point.replicate
        people = about.population_seed if point.population_seed is None else point.population_seed
        people += point.raised
        request = request_digest(about.config, seed, replicate, people)
        made_by = code.of(about.parts)
        key = key_of(request, made_by, code.data)
        found.append(Job(key, request, made_by, lists[about.parts], about, seed, replicate, people))
    return found


def basics(job: Job) -> dict[str, Any]:
    """Columns of the row that are known before the run."""
    facts = job.facts
    return {
        "key": job.key,
        "scenario": facts.scenario,
        "population": facts.population,
        "citizens": facts.citizens,
        "population_seed": job.population_seed,
        "seed": job.seed,
        "replicate": job.replicate,
        "first": facts.first,
        "last": facts.last,
        "record": facts.record,
        "changes": facts.changes,
        "config": facts.config,
        "request": job.request,
        "mechanisms": job.mechanisms,
        "code": job.code,
        "data": data_fingerprint(),
        "transient": 0,
    }


class Queue:
    """Jobs that are still to run. Each is claimed in the journal before it is handed out.

    again : keys of failed runs that are tried once more
    elsewhere : how many were settled by another sweep meanwhile
    """

    def __init__(self, store: Store, jobs: Sequence[Job], again: Iterable[str] = ()) -> None:
        self.store = store
        self.waiting = deque(jobs)
        self.begun_elsewhere = list[Job]()
        self.elsewhere = 0
        self.tried = {key: store.failed[key] for key in again}
        self._looked = 0.0

    def take(self) -> Job | None:
        """The next job, claimed; None when there is none now. Raises OSError when it cannot be claimed."""
        if not self.waiting and (not self.begun_elsewhere or time.monotonic() - self._looked < LOOK):
            return None
        self._looked = time.monotonic()
        with self.store.alone():
            if not self.waiting:
                self.waiting, self.begun_elsewhere = deque(self.begun_elsewhere), []
            running = self.store.running()
            while self.waiting:
                job = self.waiting.popleft()
                if self._is_settled(job.key):
                    self.elsewhere += 1
                elif job.key in running:
                    self.begun_elsewhere.append(job)
                else:
                    self.store.claim(basics(job))
                    return job
        return None

    def exhausted(self) -> bool:
        """Whether nothing is left to take, now or later."""
        return not self.waiting and not self.begun_elsewhere

    def _is_settled(self, key: str) -> bool:
        store = self.store
        return key in store.done or (key in store.failed and store.failed[key] != self.tried.get(key))
