"""The timeline: what every lever stands at, month by month, place by place, person by person.

In May 2020 a resident of Sendai lives under some fifty laws, plans and events at once. The engine does
not want to know: it reads one number per lever. Here the moves of all policies and shocks are added
up once, before the run, for every month. Municipalities that no policy tells apart share a zone, and
age-sex groups that no policy tells apart share a kind of person, so the panel is exact and small
(docs/decisions/0001-lever-panel.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.columns import FAMILIES
from policies.base import ALL_FAMILIES, SET, Policy
from policies.groups import Move, moves_of, suspended
from policies.ledger import CostEntry, LogEntry, cost_entries, log_entries
from policies.levers import LEVERS, POSITION, Operator
from policies.zones import GROUPS, Partition, PlacesLike, check_places, partition, person_masks, place_masks


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
        view: np.ndarray = self.panel[:, :, :, POSITION[name], :]
        return view

    def at(self, month: int) -> np.ndarray:
        """(Z, K, L, 8) view of one month."""
        view: np.ndarray = self.panel[month - self.first]
        return view


def _base_panel(base: Mapping[str, Sequence[float]]) -> np.ndarray:
    """(L, 8) values with no policy in force: the catalogue's, or those given by full or short name."""
    rows = np.repeat(np.array([[lever.base] for lever in LEVERS.values()]), len(FAMILIES), axis=1)
    for name, values in base.items():
        position = POSITION.get(name, POSITION.get(f"services.{name}"))
        if position is not None:
            rows[position] = values
    return rows


def _apply(panel: np.ndarray, moves: Sequence[Move], zones: Partition, kinds: Partition, first: int) -> None:
    """Write the moves into the panel: the largest level, then sums, then factors, then set values."""
    everywhere, everyone = panel.shape[1], panel.shape[2]
    order: dict[str, int] = {Operator.MAX: 0, Operator.ADD: 1, Operator.MULTIPLY: 2, SET: 3}
    low = np.array([lever.low for lever in LEVERS.values()])[:, None]
    high = np.array([lever.high for lever in LEVERS.values()])[:, None]
    clipped = False
    ranked = sorted(moves, key=lambda move: (order[move.operator], move.since * (move.operator == SET)))
    for move in ranked:
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
    check_places(entries, places)
    stopped = suspended(entries, first, last)
    entries_in_force = [(name, policy) for name, policy in entries if name not in stopped]
    moves = [move for name, policy in entries_in_force for move in moves_of(name, policy, first, last)]
    targets = dict.fromkeys([None, *(move.target for move in moves)])
    zones = partition(len(places.code), place_masks(targets, places))
    kinds = partition(GROUPS, person_masks(targets))
    classes = int(zones.class_of.max()) + 1, int(kinds.class_of.max()) + 1
    shape = (last - first + 1, *classes, len(LEVERS), len(FAMILIES))
    panel = np.empty(shape)
    panel[...] = _base_panel(base)
    _apply(panel, moves, zones, kinds, first)
    panel.setflags(write=False)
    return Timeline(
        first=first,
        panel=panel,
        zone_of_municipality=zones.class_of,
        kind_of_group=kinds.class_of,
        costs=[cost for name, policy in entries_in_force for cost in cost_entries(name, policy, first, last)],
        log=log_entries(entries, stopped, first, last),
    )
