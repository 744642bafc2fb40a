"""Ranks: in which order options stand under each profile, and which pairs change places for certain.

Under slow counters and young people other options may come first than in Japan. Two options have changed
places when one is certainly ahead at home and certainly behind elsewhere; a mere tie is no reversal.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from experiments.effects import Records, values
from experiments.outputs import declared
from experiments.profiles import HOME, Group
from experiments.statistics import paired


def ranked(groups: Sequence[Group], found: Sequence[Records]) -> list[dict[str, Any]]:
    """Rank of each option by question and profile, the best first, with its mean."""
    rows = []
    for group, records in zip(groups, found, strict=True):
        sign = -1.0 if declared(group.measure).better == "less" else 1.0
        means = {arm: _mean(group, records, arm) for arm in group.arms}
        order = sorted(means, key=lambda arm: -sign * means[arm])
        rows += [
            {
                "question": group.question,
                "profile": group.profile,
                "measure": group.measure,
                "arm": arm,
                "rank": place,
                "mean": means[arm],
            }
            for place, arm in enumerate(order, 1)
        ]
    return rows


def _mean(group: Group, records: Records, arm: str) -> float:
    return float(np.mean(values(records, arm, group.measure, group.month)))


def reversals(groups: Sequence[Group], found: Sequence[Records]) -> list[dict[str, Any]]:
    """Pairs of options that stand in the other order under a profile than at home, both for certain."""
    home = {g.question: (g, r) for g, r in zip(groups, found, strict=True) if g.profile == HOME}
    rows = []
    for group, records in zip(groups, found, strict=True):
        if group.profile == HOME or group.question not in home:
            continue
        there, base = home[group.question]
        for one, other in combinations([arm for arm in group.arms if arm in there.arms], 2):
            ways = [_way(there, base, one, other), _way(group, records, one, other)]
            if ways[0] * ways[1] < 0:
                rows.append(
                    {
                        "question": group.question,
                        "profile": group.profile,
                        "ahead_at_home": one if ways[0] > 0 else other,
                        "ahead_there": one if ways[1] > 0 else other,
                    }
                )
    return rows


def _way(group: Group, records: Records, one: str, other: str) -> int:
    """1 where ``one`` is certainly higher than ``other``, -1 where lower, 0 where nothing is certain."""
    pair = [values(records, arm, group.measure, group.month) for arm in (one, other)]
    apart = paired(*pair)
    return 0 if not apart.detected else 1 if apart.estimate > 0.0 else -1


def said(groups: Sequence[Group], rows: Sequence[dict[str, Any]]) -> str:
    """How many pairs change places, in words."""
    pairs = sum(len(group.arms) * (len(group.arms) - 1) // 2 for group in groups if group.profile != HOME)
    return f"{len(rows)} of {pairs} pairs of options certainly change places against home"
