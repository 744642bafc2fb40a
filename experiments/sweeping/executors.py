"""Executors: on what the runs of a sweep are computed, chosen with ``executor=``.

``serial`` computes in this process, ``pool`` in warm processes of this machine, ``ray`` on a Ray cluster,
``slurm`` as jobs of a Slurm cluster. All of them do one thing: take jobs until none is left, give back rows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Protocol

from configs.errors import unknown
from experiments.sweeping.jobs import LOOK, Queue
from experiments.sweeping.work import Work
from simulation.sharding.choice import require

Row = dict[str, Any]


class Executor(Protocol):
    """Computes the jobs of a queue.

    said : such as ``2 processes``, for the line that announces a sweep
    workers : runs that are under way at once; local : on this machine, whose memory they need
    """

    said: str
    workers: int
    local: bool

    def rows(self, work: Work, queue: Queue) -> Iterator[Row]:
        """The row of every job of ``queue``, in the order in which they finish.

        ``queue.take()`` gives None while another sweep runs all that is left; ``queue.exhausted()`` tells
        when nothing will come. A job that was taken must end as a row, a failed one where its process died.
        When the iterator is closed or interrupted, whatever computes is stopped.
        """


class Serial:
    """One run after the other, in this process."""

    workers = 1
    local = True

    def __init__(self, workers: int, settings: Mapping[str, Any]) -> None:
        self.said = "this process"

    def rows(self, work: Work, queue: Queue) -> Iterator[Row]:
        while not queue.exhausted():
            job = queue.take()
            if job is None:
                time.sleep(LOOK)
            else:
                yield work.row(job)


class Place(Protocol):
    """Where an executor lives and which package it needs."""

    def __call__(self, workers: int, settings: Mapping[str, Any]) -> Executor:
        """The executor with so many workers; settings are those of ``slurm=`` or ``ray=``."""


PLACES: dict[str, tuple[str, str, str]] = {
    "serial": ("experiments.sweeping.executors", "Serial", ""),
    "pool": ("experiments.sweeping.pool", "Pool", ""),
    "ray": ("experiments.sweeping.ray_cluster", "Ray", "ray"),
    "slurm": ("experiments.sweeping.slurm", "Slurm", "submitit"),
}
"""Executor -> module, class, and the package it needs besides."""

EXTRAS = {"ray": "cluster", "submitit": "slurm"}
"""Package -> the extra of Denshi that brings it."""


def executor_named(name: str, workers: int, settings: Mapping[str, Any]) -> Executor:
    """The executor. Raises ScenarioError for an unknown name and for a package that is not installed."""
    if name not in PLACES:
        raise unknown(f"executor={name}", name, PLACES, what="executor")
    module, kind, package = PLACES[name]
    require(name, package, EXTRAS.get(package, ""), "pool")
    made: Executor = getattr(import_module(module), kind)(workers, settings)
    return made
