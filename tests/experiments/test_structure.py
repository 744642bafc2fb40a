"""The page of structural variants: its words are a configuration's, and it says when a sign differs."""

from __future__ import annotations

import pytest

from experiments.effects import Level
from experiments.inquiry import prepare
from experiments.questions import question
from experiments.statistics import paired
from experiments.structure import ARMS, POPULATION, QUESTION, VARIANTS, Line, Variant, page


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: " ".join(variant.words) or "default")
def test_every_variant_can_be_asked(variant: Variant) -> None:
    words = [f"population={POPULATION}", *variant.words]
    assert tuple(prepare(question(QUESTION), words, 2, arms=ARMS).arms) == ARMS


def test_the_page_says_when_the_sign_differs() -> None:
    use = Level(0.1, 0.09, 0.11)
    up, down = paired([0.2, 0.21], [0.1, 0.1]), paired([0.1, 0.1], [0.2, 0.21])
    one, other = (Line(Variant("x", ()), use, use, found.scaled(100)) for found in (up, down))
    wide = paired([0.3, 0.0], [0.1, 0.3]).scaled(100)
    assert "is the same in all" in page([one, one._replace(added=wide)])
    assert up.detected and down.detected
    assert "DIFFERS" in page([one, other])
