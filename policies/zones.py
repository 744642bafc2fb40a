"""Zones and kinds of person: who shares a value of every lever.

A relief scheme for three prefectures splits the country in two zones; a second one for Okinawa makes
three. Whoever no policy tells apart shares a row of the panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from configs.errors import ScenarioError
from policies.base import Policy
from policies.terms import Target

GROUPS = 36
"""Age-sex groups: five-year band (0-17) times two plus sex."""


class PlacesLike(Protocol):
    """What the timeline must know of places: code and prefecture (1-47) of each municipality, in order."""

    @property
    def code(self) -> Sequence[str]:
        """Five-digit codes."""

    @property
    def prefecture(self) -> np.ndarray:
        """Prefecture of each, 1-47."""


class Partition(NamedTuple):
    """Members that no target tells apart share a class; each target knows the classes it covers."""

    class_of: np.ndarray
    covered: dict[Target | None, np.ndarray]


def partition(size: int, masks: Mapping[Target | None, np.ndarray]) -> Partition:
    """Equivalence classes of ``size`` members under boolean masks, numbered by first appearance."""
    columns = np.stack([np.ones(size, bool), *masks.values()], axis=1)
    _, first, inverse = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    class_of = rank[inverse.reshape(-1)].astype(np.int64)
    representative = np.sort(first)
    return Partition(
        class_of, {target: np.flatnonzero(mask[representative]) for target, mask in masks.items()}
    )


def place_masks(targets: Iterable[Target | None], places: PlacesLike) -> dict[Target | None, np.ndarray]:
    """Municipalities that each target covers, (M,) bool; all of them where it names no place."""
    code = np.asarray(places.code, dtype=str)
    masks: dict[Target | None, np.ndarray] = {}
    for target in targets:
        if target is None or not (target.prefectures or target.municipalities):
            masks[target] = np.ones(code.size, bool)
            continue
        masks[target] = np.isin(places.prefecture, target.prefectures) | np.isin(code, target.municipalities)
    return masks


def person_masks(targets: Iterable[Target | None]) -> dict[Target | None, np.ndarray]:
    """Age-sex groups that each target covers, (36,) bool."""
    band, sex = np.divmod(np.arange(GROUPS), 2)
    masks: dict[Target | None, np.ndarray] = {}
    for target in targets:
        mask = np.ones(GROUPS, bool)
        if target is not None:
            mask &= np.isin(band, np.array(target.bands()))
            if target.sex is not None:
                mask &= sex == (target.sex == "female")
        masks[target] = mask
    return masks


def check_places(entries: Iterable[tuple[str, Policy]], places: PlacesLike) -> None:
    """Raise ScenarioError when a target names a municipality that does not exist."""
    known = set(places.code)
    lines = []
    for name, policy in entries:
        missing = set(policy.target.municipalities) - known if policy.target is not None else set()
        lines += [
            f"{name}.target.municipalities: no municipality has the code '{code}'; write codes like '13101'"
            for code in sorted(missing)
        ]
    if lines:
        raise ScenarioError(*lines)
