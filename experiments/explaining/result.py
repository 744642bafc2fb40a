"""A result: a measure or an arm of a finished run or answer, and who explains it."""

from __future__ import annotations

from typing import Any

from configs.errors import ScenarioError, unknown
from experiments.explaining.gains import explain_gain
from experiments.explaining.measure import explain_measure
from experiments.explaining.sources import USAGE, read_source
from experiments.newest import source_of
from experiments.options import Options
from simulation.measures import MEASURES


def explain_result(
    words: Options, result: str, why: str | None, as_json: bool, config_dir: str | None
) -> dict[str, Any]:
    """Explains a measure or an arm of a finished run or answer. Raises ScenarioError for anything else."""
    if why is None:
        raise ScenarioError(f"why: is missing; name a measure or an arm: {USAGE}")
    trials = words.count("trials")
    if words.names or words.changes:
        word = [*words.names, *words.changes][0].partition("=")[0]
        raise unknown(
            f"denshi explain: {word}", word, ("result", "why", "trials", "json", "out"), what="option here"
        )
    source = read_source(source_of(result, USAGE))
    # An arm of a comparison carries the name of its question in front, which need not be typed.
    ending = [arm for arm in source.arms if arm.endswith(f".{why}")]
    why = ending[0] if why not in (*MEASURES, *source.arms) and len(ending) == 1 else why
    if why in MEASURES:
        return explain_measure(source, why, as_json, config_dir, trials)
    if why in source.arms and why != source.reference:
        return explain_gain(source, why, as_json, config_dir)
    if why == source.reference and len(source.arms) > 1:
        raise ScenarioError(f"why: '{why}' is what the others are compared with; name another arm")
    known = [*MEASURES, *(arm for arm in source.arms if arm != source.reference)]
    raise unknown(f"why: {source.place}", why, known, what="measure or arm")
