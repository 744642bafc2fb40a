"""A made-up run: random counts instead of an engine, so that recording can be tested by itself."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from policies.ledger import CostEntry, LogEntry
from policies.levers import LEVERS
from simulation.counts import FLOWS, SHAPES
from simulation.record import RunRecord
from simulation.recorder import Recorder

MUNICIPALITIES = 94
YEARLY = (
    "finance", "waiting", "under_way", "live", "failed_integrations", "standard_system",
    "complexity", "churn", "invested_yen", "subsidised_yen", "running_yen",
)  # fmt: skip


class FakeScenario(SimpleNamespace):
    """The little that recording wants to know of a scenario."""

    def resolved(self) -> dict[str, Any]:
        return {"name": self.name, "seed": self.seed, "replicate": self.replicate, "threads": self.threads}


def fake_scenario(**changes: Any) -> FakeScenario:
    return FakeScenario(
        **{"name": "fake", "seed": 1, "replicate": 0, "threads": 1, "policies": {}, "shocks": {}} | changes
    )


def fake_population(slots: int = 100) -> SimpleNamespace:
    places = SimpleNamespace(
        code=[f"{m:05d}" for m in range(MUNICIPALITIES)], prefecture=1 + np.arange(MUNICIPALITIES) % 47
    )
    return SimpleNamespace(name="fake", citizens=90, slots=slots, seed=1, weight=1400.0, places=places)


def fake_timeline(months: int) -> SimpleNamespace:
    panel = np.zeros((months, 2, 1, len(LEVERS), 8))
    panel[months // 2 :, 1, :, 0, 0] = 1.0
    return SimpleNamespace(
        first=0,
        panel=panel,
        costs=[
            CostEntry(1, "credit", "state", "per_case", 5.0, 4.0, 6.0, "own_use"),
            CostEntry(1, "desk", "municipality", "capital", 150.0, 100.0, 200.0),
            CostEntry(1, "acts", "state", "per_case", 1.0, 1.0, 1.0, "linked_act"),
        ],
        log=[LogEntry(1, "desk", "in force")],
    )


def counts_of(t: int, shape: tuple[int, ...], top: int) -> np.ndarray:
    return np.random.default_rng(t).integers(0, top, shape)


def served(t: int) -> dict[str, np.ndarray]:
    """Queues of two areas in which each case waits ``t`` days."""
    cases = np.full((2, 4), 5)
    histogram = np.zeros((4, 400), np.int64)
    histogram[:, t] = 10
    return {
        "completed": cases, "waited": cases * t, "backlog": cases * 0, "gave_up": cases * 0,
        "peak": np.full(4, 3), "histogram": histogram,
    }  # fmt: skip


def play(recorder: Recorder, first: int, last: int) -> None:
    """Hand over months ``first`` .. ``last`` of counts that depend on the month alone."""
    for t in range(first, last + 1):
        recorder.month(t, counts_of(t, (47, *SHAPES["flows"]), 9))
        if recorder.wants_stocks(t):
            recorder.stocks(
                t,
                counts_of(t, (47, *SHAPES["family"]), 300),
                counts_of(t, (47, *SHAPES["person"]), 300),
                counts_of(t, SHAPES["equity"], 99),
            )
        if recorder.wants_bits(t):
            bits = np.packbits(counts_of(t, (4, recorder.population.slots), 2).astype(np.uint8), 1)
            names = ("own_use", "assisted_use", "proxy_use", "possession")
            recorder.watch(
                t, dict(zip(names, bits, strict=True)), np.zeros(recorder.population.slots, np.uint8)
            )
        if t % 12 == 11:
            recorder.municipal(2001 + t // 12, {name: np.full(MUNICIPALITIES, t) for name in YEARLY})
        recorder.queues(t, served(t))


def make_run(
    record: str = "full", months: int = 24, watch: tuple[int, ...] = (), **changes: Any
) -> RunRecord:
    recorder = Recorder(fake_scenario(**changes), fake_population(), record, watch)
    play(recorder, 0, months - 1)
    return recorder.finish(1.5, 10**8, fake_timeline(months), "abc")


@pytest.fixture
def run() -> Callable[..., RunRecord]:
    return make_run


@pytest.fixture
def hand_over() -> Callable[[Recorder, int, int], None]:
    return play


@pytest.fixture
def new_recorder() -> Callable[..., Recorder]:
    return lambda record="full", watch=(): Recorder(fake_scenario(), fake_population(), record, watch)


@pytest.fixture
def flow_names() -> tuple[str, ...]:
    return FLOWS
