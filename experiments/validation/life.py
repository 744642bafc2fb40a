"""One life of the history until December 2021, with the poll of August 2020 taken on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from configs.months import month_index
from experiments.validation.records import month_before, national_cards, targets
from simulation.model import DenshiModel
from simulation.observation import Poll, ask, published
from simulation.observation.cards import base_of
from simulation.record import RunRecord
from simulation.scenario import load

LAST = "2021-12"
POLL = month_index("2020-08")
COUNTED = ("2017-03", "2020-02", "2020-04", "2020-08", "2020-12", "2021-11", "2019-06")
"""Months whose stocks some pattern reads."""


@dataclass(frozen=True)
class Life:
    """What one life left: its record, the poll, and printed shares by series and fiscal year."""

    record: RunRecord
    poll: Poll
    printed: dict[tuple[str, int], float]


def watched() -> tuple[int, ...]:
    """Months whose stocks must be kept by prefecture."""
    months = {month_before(date) for date in targets()["cards_issued"]}
    months |= {month_before(date) for date in national_cards()} | {month_index(month) for month in COUNTED}
    months |= {base_of(month) for month in months}
    return tuple(sorted(month for month in months if month <= month_index(LAST)))


def live(
    population: str = "jp_100k",
    replicate: int = 0,
    overrides: Sequence[str] = (),
    tick: Callable[[], None] = lambda: None,
) -> Life:
    """Live the history once. ``overrides`` as on the command line."""
    words = [f"population={population}", f"replicate={replicate}", f"end={LAST}", "threads=1", *overrides]
    scenario = load(["scenario=jp_history", *words])
    model = DenshiModel(scenario, record="summary", watch=watched(), agents=False)
    found: Poll | None = None
    while model.t <= model.last:
        model.step()
        tick()
        if model.t == POLL + 1:
            found = ask(model)
    assert found is not None
    # The last fiscal years are printed after the life ends: what counts is that they were lived.
    record = model.recorder.finish(0.0, 0)
    later = replace(record, last=record.last + 36)
    return Life(record, found, {(p.series, p.fiscal_year): p.value for p in published(later)})


def lives(population: str, replicates: Iterable[int], overrides: Sequence[str] = ()) -> list[Life]:
    """Several lives of the same history."""
    return [live(population, replicate, overrides) for replicate in replicates]
