"""Populations on disk: made once, mapped into memory afterwards.

A folder of plain ``.npy`` files whose name is a hash of everything that shaped it, tables and code
included, so an old population is never mistaken for a new one. It is made in its files, beside its place,
and renamed in, so nobody sees half a population; who asks meanwhile waits. All runs and workers of a machine
map the same files, so they hold it once between them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import numpy as np

from agents.data import digest
from agents.demography import JAPAN, Demography
from agents.places import places
from agents.population.population import Population
from agents.population.shelf import Shelf, on_disk

FACTS_FILE = "population.json"
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


def keep(folder: Path, make: Callable[[Shelf], Population]) -> None:
    """Make a population in files of ``folder``, which appears in one step; one that is there is left alone.

    make : is given the room for its arrays. Of several processes that ask at the same time one makes it and
    the others wait for it; what an interrupted one left behind is cleared away.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent / f".{folder.name}.lock"):
        if (folder / FACTS_FILE).exists():
            return
        for left in folder.parent.glob(f".writing-{folder.name}-*"):
            shutil.rmtree(left, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".writing-{folder.name}-", dir=folder.parent))
        try:
            _write(make(on_disk(scratch)), scratch)
            scratch.rename(folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _write(population: Population, folder: Path) -> None:
    for name in ARRAYS:
        array = getattr(population, name)
        base = array if isinstance(array, np.memmap) else getattr(array, "base", None)
        if isinstance(base, np.memmap):
            base.flush()
        elif not (folder / f"{name}.npy").exists():
            np.save(folder / f"{name}.npy", array)
    facts = {name: getattr(population, name) for name in FACTS}
    (folder / FACTS_FILE).write_text(json.dumps(facts))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Holds a lock that ends with the process, however it ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read(folder: Path) -> Population | None:
    """The population in ``folder``, its arrays mapped read-only into memory; None when there is none."""
    if not (folder / FACTS_FILE).exists():
        return None
    facts = json.loads((folder / FACTS_FILE).read_text())
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
    return Population(places=places(), **facts, **arrays)
