"""What a run in shards hands over and waits for: the figures of docs/scaling.md.

    python benchmarks/sharding.py jp_1m 2 4 8

The run lasts from January 2016 to December 2020. Volumes do not depend on the machine; waits do, and more
shards than processors wait for each other.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import Any

import numpy as np

from agents.population import load as load_population
from simulation.model import DenshiModel
from simulation.sharding.crew import Crew
from simulation.sharding.sharded import Sharded

YEARS = ["calendar.start=2016-01", "calendar.end=2020-12"]
PINGS = 200


def measure(population: str, shards: int) -> dict[str, float]:
    """Bytes and seconds of a month, and of what a year of it takes to save."""
    people = load_population(population)
    home = partial(Sharded, shards=shards, save_every=10_000)
    words = [f"population={population}", "record=summary", *YEARS]
    model = DenshiModel("jp_history", people, overrides=words, home=home, agents=False)
    model.load_kernels()
    crew: Crew = model.citizenry.crew
    before = [dict(about["seconds"]) for about in crew.ask("who")]
    bytes_before = sum(worker.sent + worker.received for worker in crew.workers)  # type: ignore[attr-defined]
    waited = timed(crew)
    began, marks, changes = time.perf_counter(), 0, 0
    while model.running:
        model.step()
        changes += int(model._counts.work[6:].sum())
        marks = model.citizenry.handed
    seconds, months = time.perf_counter() - began, model.t - model.first
    travelled = sum(worker.sent + worker.received for worker in crew.workers) - bytes_before  # type: ignore[attr-defined]
    asked = dict(waited)
    busy = [
        sum(spent - old.get(command, 0.0) for command, spent in about["seconds"].items())
        for about, old in zip(crew.ask("who"), before, strict=True)
    ]
    pings = time.perf_counter()
    for _ in range(PINGS):
        crew.ask("who")
    ping = (time.perf_counter() - pings) / PINGS
    saving = time.perf_counter()
    crew.save(True)
    saved = time.perf_counter() - saving
    model.citizenry.close()
    return {
        "shards": shards,
        "largest shard, share of slots": float(np.diff(model.citizenry.cuts).max()) / people.slots,
        "changes a citizen and year": 12 * changes / months / people.slots,
        "marks over a cut a citizen and year": 12 * marks / months / people.slots,
        "MB a month to and from a shard": travelled / months / shards / 1e6,
        "ms a month": 1e3 * seconds / months,
        "ms a month, busiest shard": 1e3 * max(busy) / months,
        "ms a month, waiting for shards": 1e3 * sum(asked.values()) / months,
        "ms an empty question to all": 1e3 * ping,
        "ns to save a slot": 1e9 * saved / people.slots,
    }


def timed(crew: Crew) -> dict[str, float]:
    """Seconds that this process waits for answers, by command, from now on."""
    waited: dict[str, float] = {}
    ask = crew.ask_each

    def ask_each(command: str, *rest: Any) -> list[Any]:
        began = time.perf_counter()
        answers = ask(command, *rest)
        waited[command] = waited.get(command, 0.0) + time.perf_counter() - began
        return answers

    crew.ask_each = ask_each  # type: ignore[method-assign]
    return waited


if __name__ == "__main__":
    rows = [measure(sys.argv[1], int(word)) for word in sys.argv[2:]]
    for name in rows[0]:
        print(f"{name:38}" + "".join(f"{row[name]:>12.4g}" for row in rows))
