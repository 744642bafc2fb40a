"""Pictured: the parts of an answer that are drawn: curves, funnel, map, ages, devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.columns import AGE_BANDS
from configs.months import month_text
from experiments.effects import POINTS, Records, by_age, by_prefecture, level, of_arm, values
from experiments.statistics import LEVEL, paired
from simulation.measures import FUNNEL
from simulation.record import RunRecord

CURVES = ("own_use", "assisted_use", "proxy_use", "possession")
"""Measures drawn over time."""
OLDEST_BANDS = range(3, len(AGE_BANDS))
"""Age bands in which there are adults: 15-19 and above."""


@dataclass(frozen=True)
class Frame:
    """What is drawn: which arms, the reference first, from which month to the month of comparison.

    confidence : level of the intervals
    """

    arms: tuple[str, ...]
    start: int
    month: int
    confidence: float = LEVEL

    @property
    def reference(self) -> str:
        """The arm that others are compared with."""
        return self.arms[0]

    @property
    def months(self) -> list[int]:
        """Quarter ends of the window, and its last month."""
        return [t for t in range(self.start, self.month + 1) if t % 3 == 2 or t == self.month]


def series(frame: Frame, records: Records) -> list[dict[str, Any]]:
    """Levels over the window by quarter: mean and interval over replicates, shares from 0 to 1."""
    return [
        {
            "measure": measure,
            "arm": arm,
            "month": month_text(month),
            **_level(records, arm, measure, month, frame.confidence),
        }
        for measure in CURVES
        for arm in frame.arms
        for month in frame.months
    ]


def _level(records: Records, arm: str, measure: str, month: int, confidence: float) -> dict[str, Any]:
    found = level(values(records, arm, measure, month), confidence)
    low = None if found.low is None else max(0.0, found.low)
    return {"mean": _plain(found.mean), "low": low, "high": found.high}


def funnel(frame: Frame, records: Records) -> list[dict[str, Any]]:
    """Shares of all cases settled in the last fiscal year by binding barrier; each arm's sum is 1."""
    rows = []
    for arm in frame.arms:
        for name in FUNNEL:
            share = float(np.mean(values(records, arm, name, frame.month)))
            rows.append({"arm": arm, "barrier": name.removeprefix("barrier_"), "share": _plain(share)})
    return rows


def prefectures(frame: Frame, records: Records) -> list[dict[str, Any]]:
    """Own use by prefecture and arm, and the paired difference to the reference in points."""
    names = list(of_arm(records, frame.reference)[0].population.places.prefecture_name)  # type: ignore[attr-defined]
    base = by_prefecture(records, frame.reference, "own_use", frame.month)
    rows = []
    for arm in frame.arms:
        own = by_prefecture(records, arm, "own_use", frame.month)
        apart = (own - base).mean(axis=0) * POINTS
        for k, name in enumerate(names):
            rows.append(
                {
                    "prefecture_code": k + 1,
                    "name": name,
                    "arm": arm,
                    "own_use": _plain(own[:, k].mean()),
                    "difference": None if arm == frame.reference else _plain(apart[k]),
                }
            )
    return rows


def ages(frame: Frame, records: Records) -> list[dict[str, Any]]:
    """Own use by age band and arm, and the paired difference to the reference in points, with interval."""
    base = by_age(records, frame.reference, "own_use", frame.month)
    rows = []
    for arm in frame.arms:
        own = by_age(records, arm, "own_use", frame.month)
        for band in OLDEST_BANDS:
            row = {"age_band": AGE_BANDS[band], "arm": arm, "own_use": _plain(own[:, band].mean())}
            row |= {"difference": None, "low": None, "high": None}
            if arm != frame.reference and not np.isnan([own[:, band], base[:, band]]).any():
                pair = own[:, band].tolist(), base[:, band].tolist()
                found = paired(*pair, level=frame.confidence).scaled(POINTS)
                row |= {"difference": found.estimate, "low": found.low, "high": found.high}
            rows.append(row)
    return rows


def devices(record: RunRecord) -> list[dict[str, Any]]:
    """Internet use and device shares by published age band: the table, and the simulated September."""
    from agents.population.trait_tables import published_devices

    bands, published = published_devices()
    rows = []
    for year in (2005, 2010, 2015, 2020):
        month = (year - 2001) * 12 + 8
        if month not in record.stock_months:
            continue
        counts = record.counts(month)
        for device, (name, stock) in enumerate(
            (("net", "connected"), ("pc", "pc"), ("smartphone", "smartphone"))
        ):
            for k, band in enumerate(bands):
                first = int(band.rstrip("+").split("-")[0])
                if first < 20:
                    continue
                span = slice(first // 5, None if band.endswith("+") else first // 5 + 2)
                people = float(counts.persons("population", span))
                if people:
                    share = float(counts.persons(stock, span)) / people
                    row = {"year": year, "age_band": band, "device": name}
                    rows.append(row | {"table": float(published[device, year - 2000, k]), "simulated": share})
    return rows


def _plain(value: float) -> float | None:
    """A number for JSON; null for what is not defined."""
    return None if np.isnan(value) else float(value)
