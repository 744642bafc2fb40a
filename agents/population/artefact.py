"""Populations on disk: made once, mapped into memory afterwards.

A folder of plain ``.npy`` files whose name is a hash of everything that shaped it, tables and code
included, so an old population is never mistaken for a new one. It is written beside its place and
renamed in, so two runs that start together cannot see half a population.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import numpy as np

from agents.data import digest
from agents.demography import JAPAN, Demography
from agents.places import places
from agents.population.population import Population

FACTS = ("name", "citizens", "seed", "weight", "slots", "pc", "phones_ahead")
ARRAYS = tuple(f.name for f in fields(Population) if f.type == "np.ndarray")
TABLES = (
    "demography/population_complete.csv",
    "demography/national_population_census_single_age.csv",
    "demography/national_vital_annual.csv",
    "demography/municipalities.csv",
    "demography/life_table.csv",
    "demography/fertility.csv",
    "demography/households_by_prefecture_size.csv",
    "demography/education_by_prefecture.csv",
    "digital/internet_use_by_age_year.csv",
    "digital/devices_by_age_year.csv",
    "digital/civic.csv",
    "traits/shares.csv",
    "traits/income_by_age.csv",
    "traits/channels_by_age.csv",
    "traits/profiles_by_age.csv",
)
"""Bundled tables that shape a population."""
_CODE = (
    "demography.py",
    "places.py",
    "columns.py",
    "draws.py",
    "exact.py",
    "networks/implicit.py",
    "networks/involutions.py",
)


def content_key(name: str, citizens: int, seed: int, plan: Demography = JAPAN) -> str:
    """Hash of tables, code, name, size, seed and demography: 20 hexadecimal digits."""
    total = hashlib.sha256(json.dumps([name, citizens, seed, digest(*TABLES), *plan]).encode())
    root = files("agents")
    own = sorted(p.name for p in root.joinpath("population").iterdir() if p.name.endswith(".py"))
    for path in (*_CODE, *(f"population/{n}" for n in own)):
        total.update(root.joinpath(path).read_bytes())
    return total.hexdigest()[:20]


def cache_folder() -> Path:
    """Where populations are kept: $DENSHI_CACHE, else ~/.cache/denshi."""
    return Path(os.environ.get("DENSHI_CACHE") or Path.home() / ".cache" / "denshi")


def save(population: Population, folder: Path) -> None:
    """Write a population into ``folder`` in one step; an existing folder of the same name is kept."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        for name in ARRAYS:
            np.save(scratch / f"{name}.npy", getattr(population, name))
        facts = {
            k: getattr(population, k)
            for k in ("name", "citizens", "seed", "weight", "slots", "pc", "phones_ahead")
        }
        (scratch / "population.json").write_text(json.dumps(facts))
        try:
            scratch.rename(folder)
        except OSError:
            if not (folder / "population.json").exists():
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def read(folder: Path) -> Population | None:
    """The population in ``folder``, its arrays mapped read-only into memory; None when there is none."""
    if not (folder / "population.json").exists():
        return None
    facts = json.loads((folder / "population.json").read_text())
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
    return Population(places=places(), **facts, **arrays)
