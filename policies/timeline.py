"""The timeline: what every lever stands at, month by month, place by place, person by person.

In May 2020 a resident of Sendai lives under some fifty laws, plans and events at once. The engine does
not want to know: it reads one number per lever. Here the moves of all policies and shocks are added
up once, before the run, for every month. Municipalities that no policy tells apart share a zone, and
age-sex groups that no policy tells apart share a kind of person, so the panel is exact and small
(docs/decisions/0001-lever-panel.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from agents.columns import FAMILIES
from configs.errors import ScenarioError
from policies.base import ALL_FAMILIES, SET, Policy, Target
from policies.groups import Move, moves_of, value_of
from policies.ledger import CostEntry, LogEntry, cost_entries, log_entries
from policies.levers import LEVERS, POSITION, Operator

GROUPS = 36
"""Age-sex groups: five-year band (0-17) times two plus sex."""


class PlacesLike(Protocol):
    """What the timeline must know of places: code and prefecture (1-47) of each municipality, in order."""

    code: Sequence[str]
    prefecture: np.ndarray


@dataclass(frozen=True)
class Timeline:
    """Every lever of every month.

    first : month of row 0, counted from January 2001
    panel : (T, Z, K, L, 8) float64   months x zones x kinds of person x levers x families; a lever that
            is no family lever repeats over the families; L is the order of ``levers.POSITION``
    zone_of_municipality : (M,) int64   zone of each municipality, in the order of places
    kind_of_group : (36,) int64         kind of each group, group = five-year band * 2 + sex
    costs : what was spent, by month, policy, payer and kind
    log : what came into force, ended or was suspended, by month
    """

    first: int
    panel: np.ndarray
    zone_of_municipality: np.ndarray
    kind_of_group: np.ndarray
    costs: list[CostEntry]
    log: list[LogEntry]

    def lever(self, name: str) -> np.ndarray:
        """(T, Z, K, 8) view of one lever."""
        return self.panel[:, :, :, POSITION[name], :]

    def at(self, month: int) -> np.ndarray:
        """(Z, K, L, 8) view of one month."""
        return self.panel[month - self.first]


class _Partition(NamedTuple):
    """Members that no target tells apart share a class; each target knows the classes it covers."""

    class_of: np.ndarray
    covered: dict[Target | None, np.ndarray]


def _partition(size: int, masks: Mapping[Target | None, np.ndarray]) -> _Partition:
    """Equivalence classes of ``size`` members under boolean masks, numbered by first appearance."""
    columns = np.stack([np.ones(size, bool), *masks.values()], axis=1)
    _, first, inverse = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    class_of = rank[inverse.reshape(-1)].astype(np.int64)
    representative = np.sort(first)
    return _Partition(
        class_of, {target: np.flatnonzero(mask[representative]) for target, mask in masks.items()}
    )


def _place_masks(targets: Iterable[Target | None], places: PlacesLike) -> dict[Target | None, np.ndarray]:
    code = np.asarray(places.code, dtype=str)
    masks: dict[Target | None, np.ndarray] = {}
    for target in targets:
        if target is None or not (target.prefectures or target.municipalities):
            masks[target] = np.ones(code.size, bool)
            continue
        missing = sorted(set(target.municipalities) - set(code.tolist()))
        if missing:
            raise ScenarioError(
                f"target.municipalities: no municipality has the code '{missing[0]}'; use codes like '13101'"
            )
        masks[target] = np.isin(places.prefecture, target.prefectures) | np.isin(code, target.municipalities)
    return masks


def _person_masks(targets: Iterable[Target | None]) -> dict[Target | None, np.ndarray]:
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


def _base_panel(base: Mapping[str, Sequence[float]]) -> np.ndarray:
    """(L, 8) values with no policy in force: the catalogue's, or those given by full or short name."""
    rows = np.repeat(np.array([[lever.base] for lever in LEVERS.values()]), len(FAMILIES), axis=1)
    for name, values in base.items():
        position = POSITION.get(name, POSITION.get(f"services.{name}"))
        if position is not None:
            rows[position] = values
    return rows


def _apply(
    panel: np.ndarray, moves: Sequence[Move], zones: _Partition, kinds: _Partition, first: int
) -> None:
    """Write the moves into the panel: the largest level, then sums, then factors, then set values."""
    everywhere, everyone = panel.shape[1], panel.shape[2]
    order: dict[str, int] = {Operator.MAX: 0, Operator.ADD: 1, Operator.MULTIPLY: 2, SET: 3}
    low = np.array([lever.low for lever in LEVERS.values()])[:, None]
    high = np.array([lever.high for lever in LEVERS.values()])[:, None]
    clipped = False
    for move in sorted(moves, key=lambda move: order[move.operator]):
        if move.operator == SET and not clipped:
            np.clip(panel, low, high, out=panel)
            clipped = True
        z, k = zones.covered[move.target], kinds.covered[move.target]
        families = move.families if LEVERS[move.lever].family else ALL_FAMILIES
        block = panel[
            move.start - first : move.start - first + move.value.size, :, :, POSITION[move.lever], :
        ]
        whole = z.size == everywhere and k.size == everyone and len(families) == len(FAMILIES)
        index = ... if whole else np.ix_(np.arange(move.value.size), z, k, np.array(families))
        value = move.value[:, None, None, None]
        if move.operator is Operator.MAX:
            block[index] = np.maximum(block[index], value)
        elif move.operator is Operator.ADD:
            block[index] += value
        elif move.operator is Operator.MULTIPLY:
            block[index] *= value
        else:
            share = move.share[:, None, None, None]
            block[index] = np.where(share == 1.0, value, block[index] * (1.0 - share) + value * share)
    np.clip(panel, low, high, out=panel)


def compile_timeline(
    policies: Mapping[str, Policy],
    shocks: Mapping[str, Policy],
    base: Mapping[str, Sequence[float]],
    places: PlacesLike,
    first: int,
    last: int,
) -> Timeline:
    """The timeline of months ``first`` to ``last``, both included.

    base : eight values by lever name (``services.complexity``, or ``complexity``) in the order of
           ``FAMILIES``; names that are no levers are left out
    Sums are taken in the order of names, so the order of a mapping changes no bit. Values that would
    leave a lever's range are held at its limit. Of two ``set`` values the one that starts later holds.
    """
    entries = sorted([*policies.items(), *shocks.items()], key=lambda item: item[0])
    free = [
        move
        for name, policy in entries
        if policy.blocked_by is None
        for move in moves_of(name, policy, first, last)
    ]
    moves, blocked = list(free), dict[str, float]()
    for name, policy in entries:
        if policy.blocked_by is not None and policy.start is not None:
            against = value_of(policy.blocked_by, free, max(policy.start, first))
            if policy.is_stopped_at(against):
                blocked[name] = against
            else:
                moves += moves_of(name, policy, first, last)
    moves.sort(key=lambda move: move.since)
    targets = dict.fromkeys([None, *(move.target for move in moves)])
    zones = _partition(len(places.code), _place_masks(targets, places))
    kinds = _partition(GROUPS, _person_masks(targets))
    shape = (
        last - first + 1,
        int(zones.class_of.max()) + 1,
        int(kinds.class_of.max()) + 1,
        len(LEVERS),
        len(FAMILIES),
    )
    panel = np.empty(shape)
    panel[...] = _base_panel(base)
    _apply(panel, moves, zones, kinds, first)
    panel.setflags(write=False)
    return Timeline(
        first=first,
        panel=panel,
        zone_of_municipality=zones.class_of,
        kind_of_group=kinds.class_of,
        costs=[
            entry
            for name, policy in entries
            if name not in blocked
            for entry in cost_entries(name, policy, first, last)
        ],
        log=log_entries(entries, blocked, first, last),
    )
