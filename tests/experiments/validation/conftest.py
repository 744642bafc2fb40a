"""Two lives of ten thousand people, lived once for all tests of the right world."""

from __future__ import annotations

import pytest

from experiments.validation.life import Life, lives


@pytest.fixture(scope="session")
def lived() -> list[Life]:
    return lives("jp_10k", range(2))
