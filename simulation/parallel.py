"""Side by side: replicates on several processors, with the same result as one after the other.

Months are short and partly plain Python, so threads would wait for each other. Where the system can
fork, each worker is a copy of this process that shares the population's memory; elsewhere jobs run in
threads. A worker whose parent is killed dies with it, so nothing is left running.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from threading import Lock
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with months done and months in all."""

LOOK = 0.1
"""Seconds between two looks at the workers."""
PARENT_DEATH_SIGNAL = 1
"""Linux ``prctl`` option: signal to receive when the parent dies."""

_inherited: dict[str, Any] = {}


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


class Months:
    """Counts finished months of all workers; ``progress`` is told where it was made."""

    def __init__(self, total: int, progress: Progress | None, counter: Any = None) -> None:
        self.total, self.progress, self.counter = total, progress, counter
        self.done = 0
        self.stopped = False
        self._lock = Lock()

    def tick(self) -> None:
        """One month more. Raises KeyboardInterrupt in a thread whose caller was interrupted."""
        if self.stopped:
            raise KeyboardInterrupt
        if self.counter is not None:
            with self.counter.get_lock():
                self.counter.value += 1
            return
        with self._lock:
            self.done += 1
            done = self.done
        if self.progress is not None:
            self.progress(done, self.total)


def side_by_side(
    work: Callable[[Job, Months], Result],
    jobs: Sequence[Job],
    workers: int,
    total: int,
    progress: Progress | None = None,
) -> list[Result]:
    """Results of ``work`` for all jobs, in their order; an exception of any job ends them all.

    workers : processors to use; total : months of all jobs together, for the progress
    """
    workers = min(workers, len(jobs))
    if workers <= 1:
        months = Months(total, progress)
        return [work(job, months) for job in jobs]
    if sys.platform.startswith("linux"):
        return _in_processes(work, jobs, workers, total, progress)
    return _in_threads(work, jobs, workers, total, progress)


def _in_threads(
    work: Callable[[Job, Months], Result],
    jobs: Sequence[Job],
    workers: int,
    total: int,
    progress: Progress | None,
) -> list[Result]:
    months = Months(total, progress)
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, job, months) for job in jobs]
        finished = False
        try:
            results = [future.result() for future in futures]
            finished = True
            return results
        finally:
            if not finished:
                months.stopped = True
                pool.shutdown(cancel_futures=True)


def _in_processes(
    work: Callable[[Job, Months], Result],
    jobs: Sequence[Job],
    workers: int,
    total: int,
    progress: Progress | None,
) -> list[Result]:
    context = multiprocessing.get_context("fork")
    counter = context.Value("q", 0)
    # Children inherit the work by the fork, so nothing but results crosses between processes.
    _inherited["work"], _inherited["jobs"] = work, jobs
    _inherited["months"] = Months(total, None, counter)
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=die_with_parent) as pool:
            futures = [pool.submit(_work, k) for k in range(len(jobs))]
            pending: set[Future[Any]] = set(futures)
            finished = False
            try:
                while pending:
                    done, pending = wait(pending, timeout=LOOK, return_when=FIRST_COMPLETED)
                    for future in done:
                        future.result()
                    if progress is not None:
                        progress(int(counter.value), total)
                finished = True
            finally:
                # A fault or Ctrl-C ends the other workers too: nobody would read what they find.
                if not finished:
                    for process in list((pool._processes or {}).values()):
                        process.terminate()
                    pool.shutdown(wait=False, cancel_futures=True)
            return [future.result() for future in futures]
    finally:
        _inherited.clear()


def _work(k: int) -> Any:
    return _inherited["work"](_inherited["jobs"][k], _inherited["months"])


def die_with_parent() -> None:
    """This process ends when its parent does, and leaves Ctrl-C to it; Linux only."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
