"""The checks of the right world: each compares a number of the model with one that was published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.validation.life import Life
from experiments.validation.records import month_before, national_cards, prefecture_cards, targets
from simulation.observation import SERIES, card_share, cards_by_prefecture
from simulation.observation.poll import NUMBERS


@dataclass(frozen=True)
class Check:
    """One comparison.

    name : short and stable; tests and the page use it
    data, model : what was published, and the mean over the lives
    tolerance : the model is within it, or (``at_least``) the model is no smaller than ``data``
    """

    name: str
    title: str
    data: float
    model: float
    tolerance: float
    source: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the check holds."""
        if self.at_least:
            return self.model > self.data
        return abs(self.model - self.data) <= self.tolerance

    @property
    def misfit(self) -> float:
        """Distance in tolerances; below 1 it holds."""
        if self.at_least:
            return max(0.0, 1.0 + self.data - self.model)
        return abs(self.model - self.data) / self.tolerance


def mean(values: Sequence[float]) -> float:
    """Mean over lives."""
    return float(np.mean(values))


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks of distinct values, 0 the smallest; equal ones share the mean of theirs."""
    order = np.argsort(values, kind="stable")
    found = np.empty(len(values))
    found[order] = np.arange(len(values), dtype=np.float64)
    for value in np.unique(values):
        same = values == value
        found[same] = found[same].mean()
    return found


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation."""
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def checks(lived: Sequence[Life]) -> list[Check]:
    """Every check of the right world, in the order of the page."""
    goal = targets()
    rows = [
        Check(f"poll_{name}", _POLL[name], t["value"], mean([life.poll.panel[name] for life in lived]),
            t["tolerance"], t["source"])
        for name, t in ((name, goal["poll_2020"][name]) for name in NUMBERS)
    ]  # fmt: skip
    printed = national_cards()
    for date, goal_of_date in goal["cards_issued"].items():
        model = mean([card_share(life.record, month_before(date)) for life in lived])
        title = f"cards issued, {date[:7]}"
        rows.append(Check(f"cards_{date[:7]}", title, printed[date], model, goal_of_date["tolerance"], "CFJ"))
    date = goal["prefectures"]["date"]
    by_place = np.mean([cards_by_prefecture(life.record, month_before(date)) for life in lived], axis=0)
    correlation = rank_correlation(by_place, prefecture_cards(date))
    least = goal["prefectures"]["rank_correlation"]
    rows.append(
        Check("cards_ranks", f"rank correlation of prefectures, cards, {date[:7]}", least, correlation, 0.0,
            "CFJ", at_least=True)
    )  # fmt: skip
    return rows + [_of_series(row, lived, row["tolerance"]) for row in goal["series"]]


def beside(lived: Sequence[Life]) -> list[Check]:
    """Comparisons that are no condition; their tolerance is that of the series in the checks."""
    return [_of_series(row, lived, 0.15) for row in targets()["beside"]]


def _of_series(row: dict[str, object], lived: Sequence[Life], tolerance: float) -> Check:
    name, year = str(row["series"]), int(str(row["fiscal_year"]))
    model = mean([life.printed[name, year] for life in lived])
    title = f"{SERIES[name].title}, FY{year}"
    return Check(f"{name}_{year}", title, float(str(row["value"])), model, tolerance, str(row["source"]))


_POLL = {
    "want": "poll: wants it online",
    "used": "poll: has used it",
    "few_services": "poll: too few services",
    "did_not_know": "poll: did not know",
    "complicated": "poll: too complicated",
}

Checks = Callable[[Sequence[Life]], list[Check]]
