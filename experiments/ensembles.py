"""Ensembles: one scenario under many lucks, and how far apart the outcomes lie.

A band is where nine in ten runs end: what luck alone could have made of one country. The interval is that of
the mean: how well the model's own average is known. More runs narrow the interval and leave the band.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from configs.months import month_text
from experiments.effects import POINTS, Records, level, of_arm, replicates_of, values
from experiments.gathering import Gathered, stop_lines, wished_line
from experiments.pictured import CURVES, Frame
from experiments.statistics import Difference, interval
from experiments.stopping import needed
from experiments.told import all_notes
from experiments.wording import changes_line, measure_words, month_words, unit_of
from simulation.manifest import versions

BAND = (5.0, 95.0)
"""Percentiles between which nine in ten runs lie."""
SHOWN = (*CURVES, "gap_age", "trust", "usefulness", "ease")


def ensemble(
    found: Gathered, name: str, measure: str, wished: float | None, changes: list[str]
) -> dict[str, Any]:
    """Median, band and interval of every shown measure, and curves, as plain values.

    found : runs of the scenario ``name``, watched in its last month
    """
    records = found.records
    record = of_arm(records, name)[0]
    month, unit = record.last, unit_of(measure)
    rows = [_row(records, name, m, month, found.confidence) for m in dict.fromkeys((measure, *SHOWN))]
    spread = _as_difference(values(records, name, measure, month), found.confidence)
    frame = Frame((name,), record.first, month)
    notes = all_notes([record.scenario])
    stop = found.stop
    text = [
        f"{name}, {month_words(month_text(month))}, {record.population.citizens:,} simulated citizens, "
        f"{found.replicates} run{'s' if found.replicates > 1 else ''} with luck of their own.",
        *(line for line in (changes_line(changes), *(f"Note: {note}" for note in notes)) if line),
        f"  {'':28} {'median':>8}  nine in ten runs   95 % interval of the mean",
        *(_line(row) for row in rows),
        *stop_lines(found, spread, unit),
        *([] if wished is None else [wished_line(found, spread, wished, unit)]),
    ]
    return {
        "scenario": name,
        "measure": measure,
        "changes": changes,
        "notes": notes,
        "population": record.population.name,
        "citizens": record.population.citizens,
        "weight": record.weight,
        "replicates": found.replicates,
        "replicate_ids": replicates_of(records, name),
        "seed": record.scenario.seed,
        "measured_month": month_text(month),
        "measures": rows,
        "series": [
            {"measure": m, "month": month_text(t), **_level(records, name, m, t)}
            for m in CURVES
            for t in frame.months
        ],
        "stopping": None if stop is None else stop.row(None if stop.enough else needed(spread, stop.width)),
        "seconds": round(found.seconds, 2),
        "version": versions()["denshi"],
        "text": text,
    }


def _as_difference(found: list[float], confidence: float) -> Difference:
    """The values in points as differences from nothing: what widths are told of."""
    scaled = [POINTS * value for value in found]
    low, high = interval(scaled, confidence) or (None, None)
    return Difference(float(np.mean(scaled)), low, high, tuple(scaled))


def _level(records: Records, name: str, measure: str, month: int) -> dict[str, Any]:
    found = np.array(values(records, name, measure, month))
    low, median, high = (float(np.percentile(found, at)) for at in (BAND[0], 50.0, BAND[1]))
    return {"median": median, "band_low": low, "band_high": high}


def _row(records: Records, name: str, measure: str, month: int, confidence: float) -> dict[str, Any]:
    mean = level(values(records, name, measure, month), confidence)
    ends = {"mean": mean.mean, "low": mean.low, "high": mean.high, "unit": unit_of(measure)}
    return {"measure": measure, **_level(records, name, measure, month), **ends}


def _line(row: dict[str, Any]) -> str:
    band = f"{POINTS * row['band_low']:.1f} to {POINTS * row['band_high']:.1f}"
    ends = (
        "one run has none"
        if row["low"] is None
        else f"{POINTS * row['low']:.2f} to {POINTS * row['high']:.2f}"
    )
    return f"  {measure_words(row['measure']):28} {POINTS * row['median']:8.1f}  {band:17}  {ends}"
