"""Rows of the inventory, as the tests keep them, and which of them each name of the catalogue serves."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from configs.errors import ScenarioError

ROOT = Path(__file__).resolve().parents[2]
ROWS = ROOT / "tests" / "inventory" / "rows.yaml"


@cache
def rows() -> dict[str, dict[str, Any]]:
    """ID -> row. Raises ScenarioError outside a checkout: an installed package has no tests."""
    if not ROWS.is_file():
        raise ScenarioError(f"{ROWS.name}: pages are made in a checkout of the project, where tests/ is")
    found: dict[str, dict[str, Any]] = yaml.safe_load(ROWS.read_text(encoding="utf-8"))
    return found


@cache
def served(kind: str) -> dict[str, list[str]]:
    """Name -> IDs of the rows that name it under ``kind``: levers, parameters, outputs, entries."""
    found: dict[str, list[str]] = {}
    for identifier, row in rows().items():
        for name in row.get(kind, []):
            found.setdefault(name, []).append(identifier)
    return found
