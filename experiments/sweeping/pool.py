"""The pool: warm processes of this machine, each with one run at a time.

Where the system can fork, the processes are copies of this one after it has loaded kernels and population, so
they start in milliseconds and share that memory. A process that dies takes one run with it, and that run is
tried once more; a sweep that dies takes all its processes with it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from experiments.sweeping.jobs import LOOK, Job, Queue
from experiments.sweeping.work import Work, failed_row
from simulation.parallel import die_with_parent

Row = dict[str, Any]
FORKS = sys.platform.startswith("linux")
"""Whether processes can be copied; elsewhere each starts anew and loads what it needs."""
TRIES = 2
"""How often a run is tried whose process dies."""
PATIENCE = 5.0
"""Seconds that a process has to end before it is killed."""


class Station:
    """One process and the job that it is at."""

    def __init__(self, work: Work, to_close: Sequence[int]) -> None:
        context: Any = multiprocessing.get_context("fork" if FORKS else "spawn")
        self.line, far = context.Pipe()
        # A fork inherits what is open here; the file that tells the living from the dead must not stay open.
        handles = [*to_close, self.line.fileno()] if FORKS else []
        self.process = context.Process(target=serve, args=(far, work, handles), daemon=True)
        self.process.start()
        far.close()
        self.job: Job | None = None

    def give(self, job: Job) -> bool:
        """Sends a job to the process; false when it has died meanwhile."""
        try:
            self.line.send(job)
        except OSError:
            return False
        self.job = job
        return True

    def stop(self) -> None:
        """Ends the process."""
        self.line.close()
        self.process.terminate()
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """So many processes of this machine."""

    local = True

    def __init__(self, workers: int, settings: Mapping[str, Any]) -> None:
        self.workers = workers
        self.said = f"{workers} processes" if workers > 1 else "1 process"

    def rows(self, work: Work, queue: Queue) -> Iterator[Row]:
        died = Counter[str]()
        stations = list[Station]()
        again = list[Job]()
        try:
            while again or any(station.job for station in stations) or not queue.exhausted():
                self._hand_out(work, queue, stations, again)
                busy = [station for station in stations if station.job]
                if not busy:
                    time.sleep(LOOK)
                    continue
                ready = wait([station.line for station in busy], timeout=LOOK)
                for station in busy:
                    if station.line not in ready or station.job is None:
                        continue
                    job, row = station.job, _received(station.line)
                    if row is None:
                        stations.remove(station)
                        station.stop()
                        died[job.key] += 1
                        if died[job.key] < TRIES:
                            again.append(job)
                            continue
                        row = failed_row(job, _death(station.process.exitcode), transient=True)
                    station.job = None
                    yield row
        finally:
            for station in stations:
                station.stop()

    def _hand_out(self, work: Work, queue: Queue, stations: list[Station], again: list[Job]) -> None:
        """A job for every process that has none; processes are started when there is work for them."""
        while True:
            idle = next((station for station in stations if not station.job), None)
            if idle is None and len(stations) >= self.workers:
                return
            job = again.pop() if again else queue.take()
            if job is None:
                return
            if idle is None:
                if not stations:
                    work.prepare(job)
                owner = queue.store.owner
                handles = [station.line.fileno() for station in stations]
                idle = Station(work, [*handles, *([owner.handle] if owner is not None else [])])
                stations.append(idle)
            if not idle.give(job):
                stations.remove(idle)
                idle.stop()
                again.append(job)


def serve(line: Connection, work: Work, to_close: Sequence[int]) -> None:
    """What a process of the pool does: a row for each job, until nobody sends any more."""
    for handle in to_close:
        os.close(handle)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if FORKS:
        die_with_parent()
    while True:
        try:
            job: Job = line.recv()
        except EOFError:
            return
        line.send(work.row(job))


def _received(line: Connection) -> Row | None:
    """The row that a process sent; None when it died instead."""
    try:
        row: Row = line.recv()
    except (EOFError, OSError):
        return None
    return row


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        return f"its process was ended by {name}, {TRIES} times; is there enough memory?"
    return f"its process ended with status {code}, {TRIES} times"
