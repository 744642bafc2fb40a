"""The bundled tables; ``SOURCES.md`` beside this file says where each comes from and on what terms."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files


def read_rows(name: str) -> list[dict[str, str]]:
    """All rows of one bundled CSV, for example ``"demography/municipalities.csv"``, as text."""
    with files(__name__).joinpath(name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def digest(*names: str) -> str:
    """SHA-256 of the bundled files named, in the order given."""
    total = hashlib.sha256()
    for name in names:
        total.update(files(__name__).joinpath(name).read_bytes())
    return total.hexdigest()
