"""Every lever is read by a mechanism, or is on the list of those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.levers import LEVERS, UNREAD

ROOT = Path(__file__).parents[2]
MECHANISMS = [
    ROOT / "simulation" / "prepare.py",
    ROOT / "simulation" / "model.py",
    ROOT / "simulation" / "supply.py",
    ROOT / "simulation" / "backstage.py",
    ROOT / "simulation" / "keeping.py",
    ROOT / "simulation" / "relief.py",
    ROOT / "simulation" / "firms.py",
    ROOT / "simulation" / "relations.py",
    ROOT / "agents" / "institutions" / "inputs.py",
]


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_is_read_or_said_not_to_be(name: str) -> None:
    read = any(f'"{name}"' in path.read_text(encoding="utf-8") for path in MECHANISMS)
    assert read != (name in UNREAD)
