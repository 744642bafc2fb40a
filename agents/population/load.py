"""Asking for a population by name, by size or by file."""

from __future__ import annotations

import re
from pathlib import Path

from agents.demography import JAPAN, Demography
from agents.population.artefact import cache_folder, content_key, keep, read
from agents.population.population import SIZES, Population
from agents.population.synthesis import synthesise
from configs.errors import ScenarioError, unknown

_SIZED = re.compile(r"^synthetic_(\d+)$")
LEAST, MOST = 100, 200_000_000
"""Citizens that a population may have; a stream of draws serves 2**28 slots."""


def load(
    name: str = "jp_10k",
    seed: int = 1,
    file: str | Path | None = None,
    cache: str | Path | None = None,
    citizens: int | None = None,
    plan: Demography = JAPAN,
) -> Population:
    """A population: from the cache when it is there, else made and kept.

    name : one of ``SIZES``, ``synthetic_<citizens>``, or any name when ``citizens`` or ``file`` is given
    seed : 0 to 2**64 - 1; redraws everything that comes from the tables
    file : a CSV of one's own (``docs/population.md``); it is read anew each time
    cache : folder to use instead of $DENSHI_CACHE or ~/.cache/denshi
    citizens : size in October 2020 instead of a named one
    plan : how long people come and go, and another structure of ages
    Raises ScenarioError for unknown names, sizes outside 100 .. 200 million and faults of the file.
    """
    if not 0 <= seed < 1 << 64:
        raise ScenarioError(f"population.seed: must lie in 0 .. 2**64 - 1, got {seed}")
    plan = plan.checked()
    if file is not None:
        from agents.population.own import read_own

        return read_own(Path(file), name, seed, plan.months)
    if citizens is None and (sized := _SIZED.match(name)):
        citizens = int(sized[1])
    if citizens is None:
        if name not in SIZES:
            raise unknown("population.name", name, SIZES, "population")
        citizens = SIZES[name]
    elif name in SIZES and SIZES[name] != citizens:
        name = f"synthetic_{citizens}"
    if not LEAST <= citizens <= MOST:
        raise ScenarioError(f"population.citizens: must lie in {LEAST} .. {MOST}, got {citizens}")
    folder = (Path(cache) if cache else cache_folder()) / f"{name}-{content_key(name, citizens, seed, plan)}"
    found = read(folder)
    if found is None:
        keep(folder, lambda shelf: synthesise(name, citizens, seed, plan=plan, shelf=shelf))
        found = read(folder)
    assert found is not None
    return found
