"""The sections of a comparison: bars on one scale, a named guardrail, beliefs and options, or nothing."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from experiments.report import groups
from experiments.report.html import render
from experiments.report.reading import Reading


def row(
    group: str, always: int, gained: int, lost: int, never: int, grouping: str = "devices"
) -> dict[str, Any]:
    return {
        "measure": "own_use", "arm": "smartphone", "minus": "history", "grouping": grouping, "group": group,
        "always": always, "gained": gained, "lost": lost, "never": never, "not_in_both": 0, "runs": 2,
    }  # fmt: skip


def effect(estimate: float) -> dict[str, Any]:
    return {"estimate": estimate, "low": estimate - 0.5, "high": estimate + 0.5, "exactly_zero": False}


@pytest.fixture
def compared(answer: dict[str, Any]) -> dict[str, Any]:
    rail = {
        "tested": True, "groups": 24,
        "worse": [{"grouping": "devices", "group": "no device", "estimate": -5.0}],
        "perhaps_worse": [], "broken": True,
    }  # fmt: skip
    gap = {"meaning": "PC and phone less no device", "before": 10.0, "after": 22.0, **effect(12.0)}
    names = [("old", "old", 10.0), ("old", "new", 15.0), ("new", "old", 8.0), ("new", "new", 12.0)]
    cells = [{"assumptions": a, "policies": p, "run": "", "mean": m} for a, p, m in names]
    return copy.deepcopy(answer) | {
        "by_group": [row("no device", 10, 5, 15, 70), row("PC and phone", 20, 30, 0, 50)],
        "equity": [{"arm": "smartphone", "gaps": [gap], "concentration": [], "guardrail": rail}],
        "worlds": [
            {
                "arm": "smartphone", "minus": "history", "measure": "own_use", "cells": cells,
                "changed": ["beta.trust 0.8 instead of 0.4"],
                "policy_effect": {"old": effect(5.0), "new": effect(4.0)},
                "assumption_effect": {"old": effect(-2.0), "new": effect(-3.0)}, "interaction": effect(-1.0),
            }
        ],
        "weighing": {
            "note": "Yen of the year.",
            "acceptability": [
                {"value": value, "option": option, "chance": chance}
                for value, chance in ((0.0, 0.0), (1e4, 0.75))
                for option, chance in (("do nothing", 1 - chance), ("smartphone", chance))
            ],
            "options": [
                {
                    "arm": "smartphone", "added_users": effect(2e6),
                    "yen": {"low": 1e9, "middle": 2e9, "high": 3e9},
                    "cost": "stated", "without_cost": [], "uncounted": [], "net_benefit": None,
                    "chance_of_most_users": 1.0, "dominated_by": None, "over_budget": False,
                }
            ],
        },
    }  # fmt: skip


def test_gains_and_losses_stand_on_one_scale_and_their_net_beside_them(compared: dict[str, Any]) -> None:
    found = groups.bars(Reading.of(compared))
    assert found is not None
    first, second = found.bars
    assert (first.gained, first.lost) == pytest.approx((100 * 5 / 30, 100 * 15 / 30), abs=0.01)
    assert (second.gained, second.lost) == (100.0, 0.0)
    assert "\u221210.0" in first.net and "+30.0" in second.net
    assert (first.title, second.title) == ("Devices", "")
    assert found.left == pytest.approx(52.0)


def test_every_section_of_a_comparison_is_on_the_page(compared: dict[str, Any]) -> None:
    page = render(compared)
    for part in ("groups", "equity", "beliefs", "options"):
        assert f'id="{part}"' in page
    assert "Guardrail broken." in page and "Devices: no device" in page
    assert "With beta.trust 0.8 instead of 0.4" in page and "interaction" in page
    assert 'data-source="weighing.options[0].yen.low"' in page
    assert re.search(r'weighing.acceptability\[3\].chance">0.75<', page)


def test_an_answer_without_groups_has_none_of_these_sections(answer: dict[str, Any]) -> None:
    page = render(answer)
    for part in ("groups", "equity", "beliefs", "options"):
        assert f'id="{part}"' not in page
