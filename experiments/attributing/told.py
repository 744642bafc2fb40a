"""Told: the shares of an effect as bars on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.statistics import Difference
from experiments.wording import brief, measure_words, month_words, runs_words

WIDTH = 24
"""Characters of the longest bar."""
TITLES = {
    "lever": "By lever or policy",
    "year": "By fiscal years",
    "group": "By technology, shocks and policy",
}


def lines(answer: Mapping[str, Any]) -> list[str]:
    """Every division of the answer, the whole first."""
    whole = answer["divisions"][0]["whole"]
    what, when = measure_words(answer["measure"]), month_words(answer["measured_month"])
    said = [
        f"What '{answer['scenario']}' changes in {what} in {when}, beside {answer['reference_words']}: "
        f"{_size(whole, answer['divisions'][0]['replicates'])} "
        f"({answer['citizens']:,} citizens, {runs_words(answer['replicates'])})."
    ]
    said += [f"Note: {note}" for note in answer["notes"]]
    for division in answer["divisions"]:
        said += ["", *_bars(division)]
    return said


def _bars(division: Mapping[str, Any]) -> list[str]:
    parts, whole = division["parts"], division["whole"]
    largest = max((abs(part["shown"]) for part in parts), default=0.0) or 1.0
    width = max(len(part["part"]) for part in (*parts, {"part": "whole"}))
    method = f"{division['method']}, {division['runs']} runs"
    said = [f"{TITLES[division['by']]} ({method}):"]
    for part in sorted(parts, key=lambda row: -abs(row["estimate"])) if division["by"] != "year" else parts:
        bar = ("-" if part["shown"] < 0 else "#") * round(WIDTH * abs(part["shown"]) / largest)
        said.append(
            f"  {part['part']:{width}} {part['shown']:+7.2f} {bar:{WIDTH}} {_ends(part, division)}".rstrip()
        )
    said.append(f"  {'whole':{width}} {whole['shown']:+7.2f} points; the parts sum to it exactly")
    return said


def _ends(row: Mapping[str, Any], division: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return "no interval"
    if row["low"] == row["high"] == 0.0:
        return "exactly 0 in every run"
    zero = ", not told from 0" if row["low"] <= 0.0 <= row["high"] else ""
    return f"({row['low']:+.2f} to {row['high']:+.2f}{zero})"


def _size(row: Mapping[str, Any], runs: int) -> str:
    same = row["low"] == row["high"] == row["estimate"] == 0.0
    value = 0.0 if same else row["estimate"]
    return brief(Difference(row["estimate"], row["low"], row["high"], (value,) * runs))
