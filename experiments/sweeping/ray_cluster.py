"""Ray: the runs of a sweep on a cluster of machines.

Each worker is an actor with one processor. The resolved configuration travels with the job, so machines need
no common folder; populations are made or found in each machine's cache and mapped from there into memory
once for all its workers. Only this process writes to the store. The dashboard and Ray's statistics stay off.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from experiments.sweeping.jobs import LOOK, Job, Queue
from experiments.sweeping.pool import TRIES
from experiments.sweeping.work import Work, failed_row

Row = dict[str, Any]


class Ray:
    """So many workers of a Ray cluster; ``ray={address: auto}`` joins one, without it one is begun here."""

    local = False

    def __init__(self, workers: int, settings: Mapping[str, Any]) -> None:
        self.workers = workers
        self.settings = dict(settings)
        self.said = f"{workers} Ray workers"

    def rows(self, work: Work, queue: Queue) -> Iterator[Row]:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray

        options: dict[str, Any] = {
            "include_dashboard": False,
            "log_to_driver": False,
            "configure_logging": False,
        }
        options |= {} if "address" in self.settings else {"num_cpus": self.workers}
        ray.init(**{**options, **self.settings})
        try:
            yield from _rows(ray, self.workers, work, queue)
        finally:
            ray.shutdown()


def _rows(ray: Any, workers: int, work: Work, queue: Queue) -> Iterator[Row]:
    actor = ray.remote(num_cpus=1)(Worker)
    shared = ray.put(work)
    idle = [actor.remote(shared) for _ in range(workers)]
    busy: dict[Any, tuple[Any, Job]] = {}
    died: dict[str, int] = {}
    again: list[Job] = []
    while again or busy or not queue.exhausted():
        while idle:
            job = again.pop() if again else queue.take()
            if job is None:
                break
            config = (work.configs / f"{job.facts.config}.json.gz").read_bytes()
            station = idle.pop()
            busy[station.row.remote(job, config)] = station, job
        ready, _ = ray.wait(list(busy), num_returns=1, timeout=LOOK) if busy else ([], [])
        for answer in ready:
            station, job = busy.pop(answer)
            try:
                row: Row = ray.get(answer)
            except ray.exceptions.RayError as error:
                idle.append(actor.remote(shared))
                died[job.key] = died.get(job.key, 0) + 1
                if died[job.key] < TRIES:
                    again.append(job)
                    continue
                row = failed_row(job, f"its worker died: {str(error).splitlines()[0]}", transient=True)
            else:
                idle.append(station)
            yield row


class Worker:
    """One worker of the cluster, warm from its first run on."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def row(self, job: Job, config: bytes) -> Row:
        """The row of a run."""
        return self.work.row(job, config)
