"""Ranks and reversals on made-up runs of two options under two profiles."""

from __future__ import annotations

from typing import Any

import pytest

from experiments import ranks
from experiments.profiles import Group
from experiments.ranks import ranked, reversals, said


def group(profile: str) -> Group:
    return Group("q", profile, "own_use", 5, {"a": None, "b": None})  # type: ignore[dict-item]


def test_a_reversal_needs_certainty_at_home_and_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "values", lambda records, arm, measure, month: records[arm])
    ahead: Any = {"a": [0.3, 0.4], "b": [0.1, 0.2]}
    behind: Any = {"a": [0.1, 0.2], "b": [0.3, 0.4]}
    unclear: Any = {"a": [0.1, 0.4], "b": [0.3, 0.2]}
    groups = [group("jp"), group("far"), group("near")]
    found = reversals(groups, [ahead, behind, unclear])
    assert found == [{"question": "q", "profile": "far", "ahead_at_home": "a", "ahead_there": "b"}]
    assert said(groups, found).startswith("1 of 2 pairs")
    order = [
        (row["profile"], row["arm"]) for row in ranked(groups, [ahead, behind, unclear]) if row["rank"] == 1
    ]
    assert order[:2] == [("jp", "a"), ("far", "b")]
