"""Slurm: the runs of a sweep as jobs of a batch system, by submitit.

A Slurm job makes several runs one after the other, since starting one takes longer than a run. The store must
lie on a file system that the nodes share. Only this process writes to the store: while it is away, runs that
finish are not kept, and repeating the command makes them again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from configs.errors import ScenarioError
from experiments.sweeping.jobs import LOOK, Job, Queue
from experiments.sweeping.work import Work, failed_row

Row = dict[str, Any]
BATCH = 16
"""Runs in one Slurm job, unless ``slurm={runs: N}`` says otherwise."""
LOGS = "slurm"
"""Folder of the store for the logs of the batch system."""


class Slurm:
    """So many Slurm jobs at once; ``slurm={partition: x, timeout_min: 60}`` goes to the batch system."""

    local = False

    def __init__(self, workers: int, settings: Mapping[str, Any]) -> None:
        self.workers = workers
        self.settings = dict(settings)
        runs = self.settings.pop("runs", BATCH)
        if not isinstance(runs, int) or runs < 1:
            raise ScenarioError(f"slurm.runs: must be a whole number of at least 1, got {runs!r}")
        self.batch = runs
        self.cluster = self.settings.pop("cluster", None)
        self.said = f"{workers} Slurm jobs"

    def rows(self, work: Work, queue: Queue) -> Iterator[Row]:
        import submitit

        executor = submitit.AutoExecutor(folder=queue.store.layout.root / LOGS, cluster=self.cluster)
        executor.update_parameters(name="denshi", cpus_per_task=work.threads, **self.settings)
        busy: list[tuple[Any, list[Job]]] = []
        try:
            while busy or not queue.exhausted():
                while len(busy) < self.workers and (jobs := self._some(queue)):
                    busy.append((executor.submit(rows_of, work, jobs), jobs))
                finished = [entry for entry in busy if entry[0].done()]
                for entry in finished:
                    busy.remove(entry)
                    yield from _rows(*entry)
                if not finished:
                    time.sleep(LOOK)
        finally:
            for submitted, _ in busy:
                submitted.cancel()

    def _some(self, queue: Queue) -> list[Job]:
        """Up to a batch of jobs; empty when there is none now."""
        found = list[Job]()
        while len(found) < self.batch and (job := queue.take()) is not None:
            found.append(job)
        return found


def rows_of(work: Work, jobs: Sequence[Job]) -> list[Row]:
    """What a Slurm job does: the rows of its runs."""
    return [work.row(job) for job in jobs]


def _rows(submitted: Any, jobs: Sequence[Job]) -> list[Row]:
    """The rows of a Slurm job; failed ones where the batch system ended it."""
    error = submitted.exception()
    if error is None:
        rows: list[Row] = submitted.result()
        return rows
    said = str(error).strip().splitlines()
    return [failed_row(job, f"its Slurm job failed: {said[-1] if said else error!r}", True) for job in jobs]
