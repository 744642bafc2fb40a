"""Compile the kernels and prepare the small populations, once, as part of set-up.

``python -m simulation.warm`` runs three months of the smallest population and writes what the compiler
made to its cache on disk, so that the first question is answered without waiting for the compiler.
"""

from __future__ import annotations

import sys
import time

POPULATIONS = {"jp_10k": 4, "jp_100k": 8}
"""Populations synthesised ahead, with the number of seeds: those of the first question's replicates."""


def warm() -> None:
    """Compile everything a run needs and synthesise the populations of the first question."""
    from agents.population import load
    from simulation import simulate

    for name, seeds in POPULATIONS.items():
        began = time.perf_counter()
        for seed in range(1, seeds + 1):
            load(name, seed=seed)
        print(f"{seeds} populations {name} ready in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    began = time.perf_counter()
    for record in ("summary", "full"):
        simulate(
            "jp_history",
            population="jp_10k",
            record=record,
            overrides=["calendar.start=2020-01", "calendar.end=2020-04"],
            watch=[230],
        )
    look_at_somebody()
    print(f"kernels compiled in {time.perf_counter() - began:.1f} s", file=sys.stderr)


def look_at_somebody() -> None:
    """Takes one case apart, so that what ``denshi explain`` asks of the stages is compiled too."""
    from simulation.model import DenshiModel
    from simulation.tracing import dissect, halts

    words = ["calendar.start=2020-01", "calendar.end=2020-01"]
    model = DenshiModel("jp_history", "jp_10k", overrides=words, record="summary", agents=False)
    for halt in halts(model, model.first, model.last):
        lived = (halt.live(slot) for slot in range(model.citizenry.slots))
        one = next(month for month in lived if month.case is not None)
        assert one.case is not None
        dissect(halt, one, one.case.family)


if __name__ == "__main__":
    warm()
