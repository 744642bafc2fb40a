"""Gathering: paired runs of several scenarios, so many as were asked for or as it takes to be sure.

With a width to reach, runs are added look by look (``experiments.stopping``); what was run stays, so
nothing is run twice.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from configs.errors import ScenarioError
from experiments.effects import Records
from experiments.failure import computing
from experiments.options import Options
from experiments.progress import Progress
from experiments.statistics import LEVEL, Difference
from experiments.stopping import FIRST, MOST, Stop, looked, needed, plan
from experiments.wording import places, runs_words
from simulation.forecast import said_seconds
from simulation.scenario import Scenario

LARGEST = 1024
"""Paired runs beyond which one look more is refused: intervals shrink with their root."""


@dataclass(frozen=True)
class Request:
    """How many paired runs: a number, or until the half-width ``until`` with ``most`` at the end.

    until, wished : half-widths in the unit of the headline; ``wished`` is only told, not reached
    """

    replicates: int
    until: float | None = None
    most: int = MOST
    wished: float | None = None


@dataclass(frozen=True)
class Gathered:
    """Records of all runs; ``stop`` where a width was to be reached."""

    records: Records
    replicates: int
    seconds: float
    stop: Stop | None = None

    @property
    def confidence(self) -> float:
        """Level at which intervals are to be taken, so that they hold 95 % in spite of several looks."""
        return LEVEL if self.stop is None else self.stop.level


def request_of(words: Options, replicates: int) -> Request:
    """The request in ``replicates=``, ``until=``, ``most=`` and ``wished=``. Raises ScenarioError."""
    given, until = words.count("replicates"), words.amount("until")
    most, wished = words.count("most"), words.amount("wished")
    if until is not None and given is not None:
        raise ScenarioError(
            "replicates: until= finds their number; leave replicates out, or set the largest with most="
        )
    if most is not None and until is None:
        raise ScenarioError("most: belongs to until=, the half-width at which to stop; leave it out")
    if most is not None and not FIRST <= most <= LARGEST:
        raise ScenarioError(f"most: lies between {FIRST} and {LARGEST} paired runs, got {most}")
    return Request(given or replicates, until, most or MOST, wished)


@dataclass(frozen=True)
class Bench:
    """Where scenarios are run: threads, months whose citizens are watched, and whether anything is said."""

    threads: int
    watch: tuple[int, ...]
    quiet: bool
    cells: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)

    def run(self, arms: Mapping[str, Scenario], numbers: Sequence[int], text: str) -> Records:
        """The arms in the numbered replicates, each on a population of its own."""
        from simulation.run import run_tree

        with Progress(text, self.quiet) as progress, computing():
            return run_tree(
                arms, numbers, self.threads, self.watch, progress,
                fresh_populations=True, cells=self.cells, **self.more,
            )  # fmt: skip


def gathered(
    bench: Bench,
    arms: Mapping[str, Scenario],
    request: Request,
    headlines: Callable[[Records], Sequence[Sequence[float]]],
) -> Gathered:
    """Run the arms as requested.

    headlines : from records to the values whose half-widths must all lie below ``until``
    """
    began = time.perf_counter()
    title = f"{len(arms)} scenario{'s' if len(arms) > 1 else ''}"
    if request.until is None:
        found = bench.run(arms, range(request.replicates), f"{title}, {runs_words(request.replicates)}")
        return Gathered(found, request.replicates, time.perf_counter() - began)
    stop: Stop | None = None
    records: dict[tuple[str, int], Any] = {}
    done = 0
    for look in plan(request.most):
        numbers = range(done, look.replicates)
        records |= bench.run(arms, numbers, f"{title}, runs {done + 1} to {look.replicates}")
        done = look.replicates
        stop = looked(stop, headlines(records), look, request.until, request.most)
        if not bench.quiet:
            print(f"{runs_words(done)}: {_width(stop)}", file=sys.stderr, flush=True)
        if stop.enough:
            break
    return Gathered(records, done, time.perf_counter() - began, stop)


def _width(stop: Stop) -> str:
    reached = stop.reached or 0.0
    # One digit more than the usual, or 0.41 would look as narrow as the 0.4 that was asked for.
    digits = places(stop.width, reached) + 1
    return f"half-width {reached:.{digits}f}, asked for {stop.width:g}"


def stop_lines(found: Gathered, headline: Difference, unit: str) -> list[str]:
    """Why no more runs were made, and how many it would have taken."""
    stop = found.stop
    if stop is None:
        return []
    looks = len(stop.looks)
    told = (
        f"Stopped after {found.replicates} runs: {_width(stop)} {unit}."
        if stop.enough
        else f"Not reached after the most runs allowed, {found.replicates}: {_width(stop)} {unit}."
    )
    rule = (
        f"Looked {looks} time{'s' if looks > 1 else ''}; intervals hold 95 % over all looks until "
        f"{stop.most} "
        "runs (alpha spending, Pocock's type)."
    )
    more = [] if stop.enough else [wished_line(found, headline, stop.width, unit)]
    return [told, rule, *more]


def wished_line(found: Gathered, headline: Difference, width: float, unit: str) -> str:
    """How many runs, made at once, the half-width ``width`` takes."""
    runs = needed(headline, width)
    if runs is None:
        return f"How many runs a half-width of {width:g} {unit} takes cannot be told from one run."
    if headline.exactly_zero:
        return f"A half-width of {width:g} {unit} is reached: nothing differs in any run."
    time_words = said_seconds(found.seconds * runs / found.replicates)
    return f"For a half-width of {width:g} {unit}: about {runs} runs, {time_words}."
