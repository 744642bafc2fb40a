"""A sweep: what was asked for, what is there already, and running the rest."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from configs.library import library
from configs.months import month_index
from experiments.failure import Unfinished, os_line
from experiments.progress import Progress
from experiments.store.code import Code
from experiments.store.layout import Layout
from experiments.store.store import Store
from experiments.store.table import requests_of
from experiments.sweeping.axes import points, read_axes
from experiments.sweeping.checked import facts_of
from experiments.sweeping.executors import Executor
from experiments.sweeping.jobs import Job, Queue, jobs_of
from experiments.sweeping.work import Work
from simulation.forecast import Forecast, forecast, said_seconds

SHOWN = 5
"""Failures that are shown on the screen."""


@dataclass(frozen=True)
class Sweep:
    """The runs that were asked for.

    jobs : one for each point, in order; unique : the same, each run once
    """

    jobs: Sequence[Job]
    unique: dict[str, Job]


def prepare(
    words: Sequence[str], replicates: int | None, layout: Layout, code: Code, config_dir: str | None
) -> Sweep:
    """Every point as a checked job. Raises ScenarioError with a line for each fault; nothing has run then."""
    asked = list(points(read_axes(words, library(config_dir)), replicates))
    jobs = jobs_of(asked, facts_of((point.words for point in asked), layout, config_dir), code)
    return Sweep(jobs, {job.key: job for job in jobs})


def carry_out(
    sweep: Sweep, store: Store, executor: Executor, work: Work, retry: bool, quiet: bool
) -> dict[str, Any]:
    """Runs what the store does not hold yet; each finished run is kept at once.

    retry : also runs that failed by their own fault
    Returns counts and failures. Raises Unfinished when a row cannot be kept, ScenarioError when the runs need
    more memory than there is.
    """
    began = time.monotonic()
    with store.alone():
        pass
    again = [
        key for key in sweep.unique if (failure := store.failed.get(key)) and (retry or failure.transient)
    ]
    todo = [
        job
        for key, job in sweep.unique.items()
        if key not in store.done and (key not in store.failed or key in again)
    ]
    before = len(sweep.unique) - len(todo)
    if todo and executor.local:
        _check_room(todo, executor.workers)
    if not quiet:
        _announce(sweep, store, todo, before, executor)
    queue = Queue(store, todo, again)
    ran = 0
    try:
        with Progress(f"{len(todo)} runs", quiet) as progress:
            rows = executor.rows(work, queue) if todo else iter(())
            for row in rows:
                store.add(row)
                ran += 1
                progress(min(ran + queue.elsewhere, len(todo)), len(todo))
        store.refresh()
    except OSError as error:
        raise Unfinished(f"{os_line(error)}; {_kept(sweep, before + ran)}; make room and repeat") from None
    except KeyboardInterrupt:
        if not quiet:
            print(
                f"{before + ran} of {len(sweep.unique)} runs are kept; the same line goes on", file=sys.stderr
            )
        raise
    store.catch_up()
    failures = {key: store.failed[key].message for key in sweep.unique if key in store.failed}
    return {
        "store": str(store.layout.root),
        "points": len(sweep.jobs),
        "runs": len(sweep.unique),
        "before": before,
        "ran": ran,
        "elsewhere": queue.elsewhere,
        "done": sum(key in store.done for key in sweep.unique),
        "failed": len(failures),
        "failures": [{"key": key, "message": message} for key, message in failures.items()],
        "seconds": round(time.monotonic() - began, 2),
    }


def _check_room(todo: Sequence[Job], workers: int) -> None:
    """Raises ScenarioError where the largest of the runs do not fit into memory side by side."""
    from simulation.room import check_memory

    largest = max(todo, key=lambda job: job.facts.citizens).facts
    months = max(_months(job) for job in todo)

    def needs(citizens: int) -> Forecast:
        one = forecast(citizens, months, largest.record)
        return replace(one, bytes=one.bytes * min(workers, len(todo)))

    check_memory(largest.population, needs, largest.citizens)


def _kept(sweep: Sweep, count: int) -> str:
    return f"{count} of {len(sweep.unique)} runs are kept"


def _announce(sweep: Sweep, store: Store, todo: Sequence[Job], before: int, executor: Executor) -> None:
    """What is there, what will be run, and how long that takes, on standard error."""
    if store.damaged:
        lines = f"{store.damaged} lines" if store.damaged > 1 else "1 line"
        print(
            f"journal: {lines} cut off or damaged, passed over; what was lost is run again", file=sys.stderr
        )
    whole = len(sweep.unique)
    if len(sweep.jobs) > whole:
        print(f"{len(sweep.jobs)} points ask for {whole} different runs", file=sys.stderr)
    if not todo:
        print(f"{before} of {whole} done", file=sys.stderr)
        return
    seconds = sum(_seconds(job) for job in todo) / executor.workers
    there = f"{before} of {whole} done, running {len(todo)}" if before else f"running {len(todo)}"
    print(f"{there} on {executor.said}: about {said_seconds(seconds)}", file=sys.stderr)
    if store.done or store.failed:
        known = requests_of(store)
        stale = sum(job.request in known and job.key not in store.failed for job in todo)
        if stale:
            print(f"{stale} of them were made by other code or data before and are stale", file=sys.stderr)


def _seconds(job: Job) -> float:
    return forecast(job.facts.citizens, _months(job), job.facts.record).seconds


def _months(job: Job) -> int:
    return month_index(job.facts.last) - month_index(job.facts.first) + 1


def said(answer: dict[str, Any]) -> list[str]:
    """The answer as lines for a screen."""
    lines = [
        f"{answer['done']} of {answer['runs']} done, {answer['ran']} of them now"
        if answer["ran"]
        else f"{answer['done']} of {answer['runs']} done; nothing was left to run"
    ]
    if answer["failed"]:
        lines.append(f"{answer['failed']} failed:")
        lines += [f"  {failure['key']}  {failure['message']}" for failure in answer["failures"][:SHOWN]]
        if answer["failed"] > SHOWN:
            lines.append(f"  and {answer['failed'] - SHOWN} more, see the table")
        lines.append("Repeat with retry=true to try them again.")
    return lines
