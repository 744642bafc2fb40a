"""A user's own population: what cannot be read is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.population.own import read_own
from configs.errors import ScenarioError


def test_a_file_in_another_encoding_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("市区町村,age\n".encode("shift_jis"))
    with pytest.raises(ScenarioError, match="is not UTF-8 text"):
        read_own(file, "people", 1)
