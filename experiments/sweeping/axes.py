"""Axes: what a sweep varies, in Hydra's grammar.

``beta.trust=0.6,0.8``, ``seed='range(0,64)'`` and ``scenario='glob(jp_*)'`` are read by Hydra's own parser,
as with its ``-m``; every combination is a point. Seeds and replicates are luck: they make no other
configuration.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from configs.errors import ScenarioError
from configs.library import Library
from experiments.questions import questions

LUCK = ("seed", "replicate", "population.seed")
"""Names that change the luck of a run and nothing else."""
SWEPT = (",", "(")
"""A value without any of these is a single one, and Hydra need not be asked."""
LARGEST = {"seed": 2**63, "replicate": 2**31, "population.seed": 2**62}


class Axis(NamedTuple):
    """One name and its values.

    name : as it was typed, without sign; words : a change for each value; values : as text
    """

    name: str
    words: tuple[str, ...]
    values: tuple[str, ...]


class Point(NamedTuple):
    """One run that is asked for.

    words : changes that make the configuration; values : swept name -> value
    seed, replicate, population_seed : None where the configuration says
    raised : added to the population's seed
    """

    words: tuple[str, ...]
    values: dict[str, str]
    seed: int | None
    replicate: int | None
    population_seed: int | None
    raised: int = 0


def read_axes(words: Sequence[str], shelf: Library) -> list[Axis]:
    """One axis for each word, those with a single value included.

    Raises ScenarioError for a range of real numbers, a pattern without a match, and luck that is no number.
    """
    axes, faults = [], list[str]()
    for word in words:
        key, equals, raw = word.partition("=")
        name = key.lstrip("+~")
        try:
            values = _values(name, raw, shelf) if equals and not key.startswith("~") else None
            if values is None:
                axes.append(Axis(name, (word,), (raw,)))
            else:
                axes.append(Axis(name, tuple(f"{key}={value}" for value in values), values))
            if name in LUCK:
                _check_luck(axes[-1])
        except ScenarioError as error:
            faults += error.lines
    faults += _twice(axes)
    if faults:
        raise ScenarioError(*faults)
    return axes


def _twice(axes: Sequence[Axis]) -> list[str]:
    """A fault for each name that is varied and stands twice: one of the two would be lost."""
    names = [axis.name for axis in axes]
    varied = dict.fromkeys(axis.name for axis in axes if len(axis.values) > 1 or axis.name in LUCK)
    return [
        f"{name}: is written twice; write all its values once, as in {name}={','.join(values)}"
        for name in varied
        if names.count(name) > 1
        for values in [[value for axis in axes if axis.name == name for value in axis.values]]
    ]


def _values(name: str, raw: str, shelf: Library) -> tuple[str, ...] | None:
    """Values of a sweep as text; None when there is only one, or the reader is to complain."""
    if not any(sign in raw for sign in SWEPT):
        return None
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import Glob
    from hydra.errors import HydraException

    try:
        found = OverridesParser.create().parse_override(f"key={raw}")
    except HydraException:
        return None
    if not found.is_sweep_override():
        return None
    if not found.is_discrete_sweep():
        raise ScenarioError(
            f"{name}: {raw} has no single values; write range(0,1,0.1) or a list, as in 0.2,0.4"
        )
    value = found.value()
    if isinstance(value, Glob):
        return _matching(name, raw, value.filter(_options(name, shelf)), shelf)
    return tuple(str(text) for text in found.sweep_string_iterator())


def _options(name: str, shelf: Library) -> list[str]:
    """Names that a pattern is matched with; those of scenarios include the arms of the questions."""
    arms = [f"{found.id}.{arm}" for found in questions().values() for arm in found.arms]
    return shelf.names(name) + (arms if name == "scenario" else [])


def _matching(name: str, raw: str, found: Sequence[str], shelf: Library) -> tuple[str, ...]:
    if not found:
        known = ", ".join(_options(name, shelf)[:8])
        raise ScenarioError(
            f"{name}: nothing is called {raw}; " + (f"known here: {known}" if known else "it has no options")
        )
    return tuple(found)


def _check_luck(axis: Axis) -> None:
    for value in axis.values:
        if not value.isdecimal():
            raise ScenarioError(f"{axis.name}: is a whole number from 0 on, got '{value}'")
        if int(value) >= LARGEST[axis.name]:
            raise ScenarioError(f"{axis.name}: must be below {LARGEST[axis.name]}, got {value}")


def points(axes: Sequence[Axis], replicates: int | None) -> Iterator[Point]:
    """Every combination of the values, the last axis changing fastest, replicates faster still.

    replicates : so many with numbers from 0 on, each on people of its own: replicate r lives on the
        population whose seed is higher by r, as in ``denshi compare``
    Raises ScenarioError when the replicates are given twice.
    """
    if replicates is not None and any(axis.name == "replicate" for axis in axes):
        raise ScenarioError("replicates: replicate= says already which; give one of the two")
    swept = {axis.name for axis in axes if len(axis.values) > 1}
    for chosen in itertools.product(*(range(len(axis.values)) for axis in axes)):
        picked = [(axis, k) for axis, k in zip(axes, chosen, strict=True)]
        luck = {axis.name: int(axis.values[k]) for axis, k in picked if axis.name in LUCK}
        words = tuple(axis.words[k] for axis, k in picked if axis.name not in LUCK)
        values = {axis.name: axis.values[k] for axis, k in picked if axis.name in swept}
        place = luck.get("seed"), luck.get("replicate"), luck.get("population.seed")
        if replicates is None:
            yield Point(words, values, *place)
        else:
            for number in range(replicates):
                yield Point(words, {**values, "replicate": str(number)}, place[0], number, place[2], number)
