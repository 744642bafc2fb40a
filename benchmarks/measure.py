"""Timings that docs/performance.md reports: run with ``make bench``, or one by name.

    python benchmarks/measure.py                 every timing but the whole country
    python benchmarks/measure.py country         one citizen per resident (about 6 GB of memory)

Each timing is the median of its repetitions, taken in turn, after one repetition that is not counted.
"""

from __future__ import annotations

import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

DENSHI = [sys.executable, "-m", "experiments"]
REPETITIONS = 5


def seconds(work: Callable[[], object], repetitions: int = REPETITIONS) -> float:
    """Median seconds of ``work`` after one call that warms it up."""
    work()
    taken = []
    for _ in range(repetitions):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def command(*words: str) -> Callable[[], object]:
    """A call of the command line that must succeed."""
    return lambda: subprocess.run([*DENSHI, *words], check=True, capture_output=True)


def run_seconds(population: str, threads: int, repetitions: int = REPETITIONS) -> float:
    """Median seconds of one run of 300 months inside one process, population already synthesised."""
    from agents.population import load
    from simulation import simulate

    people = load(population)
    options = [f"population={population}", f"threads={threads}", "record=summary"]
    return seconds(lambda: simulate("jp_history", overrides=options, population=people), repetitions)


def startup() -> list[tuple[str, str, str]]:
    """Bare command and lists."""
    return [
        ("bare `denshi`", "< 1 s", f"{seconds(command()):.2f} s"),
        ("`denshi list questions`", "< 1 s", f"{seconds(command('list', 'questions')):.2f} s"),
    ]


def answer() -> list[tuple[str, str, str]]:
    """The first question, as ``make run`` asks it."""
    ask = command("ask", "smartphone_first_2010", "population=jp_100k", "replicates=8")
    return [("`make run` once set up", "< 20 s", f"{seconds(ask, 1):.1f} s")]


def one_run() -> list[tuple[str, str, str]]:
    """One run of the everyday population, then per citizen and month at two sizes."""
    rows = [("one run of `jp_100k`, one thread", "< 1 s", f"{run_seconds('jp_100k', 1):.2f} s")]
    for population, citizens in (("jp_1m", 1e6), ("jp_10m", 1e7)):
        taken = run_seconds(population, 2, 1)
        each = taken / (citizens * 300) * 1e9
        rows.append((f"one run of `{population}`, two threads", "flat", f"{taken:.1f} s, {each:.2f} ns"))
    return rows


def country() -> list[tuple[str, str, str]]:
    """One citizen per resident of Japan."""
    from agents.population import load
    from simulation import simulate

    people = load("jp_full")
    began = time.perf_counter()
    options = ["population=jp_full", "threads=2", "record=summary"]
    simulate("jp_history", overrides=options, population=people)
    taken = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return [("the whole of Japan 1 : 1", "< 5 min, < 6 GB", f"{taken / 60:.1f} min, {peak:.1f} GB resident")]


PARTS: dict[str, Callable[[], list[tuple[str, str, str]]]] = {
    "startup": startup,
    "run": one_run,
    "answer": answer,
    "country": country,
}


def machine() -> str:
    """Processor, cores and interpreter, in words."""
    name = platform.processor() or platform.machine()
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        models = [
            line.split(":")[1].strip() for line in listing.read_text().splitlines() if "model name" in line
        ]
        name = f"{models[0]}, {len(models)} logical cores" if models else name
    return f"{name}; Python {platform.python_version()}"


def main() -> None:
    """Prints one Markdown table."""
    chosen = sys.argv[1:] or [name for name in PARTS if name != "country"]
    print(f"Measured on {machine()}.\n\n| what | target | measured |\n|---|---|---|")
    for name in chosen:
        for row in PARTS[name]():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
