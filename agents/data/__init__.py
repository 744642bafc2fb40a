"""The bundled tables; ``SOURCES.md`` beside this file says where each comes from and on what terms."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files


def read_rows(name: str) -> list[dict[str, str]]:
    """All rows of one bundled CSV, for example ``"demography/municipalities.csv"``, as text."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def read_columns(name: str) -> list[list[str]]:
    """All rows of a bundled CSV without quotes as lists in the order of its columns; several times faster."""
    lines = files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line.split(",") for line in lines[1:]]


def digest(*names: str) -> str:
    """SHA-256 of the bundled files named, in the order given."""
    total = hashlib.sha256()
    for name in names:
        total.update(files(__name__).joinpath(name).read_bytes())
    return total.hexdigest()
