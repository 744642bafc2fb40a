"""Lived: what one month did to one citizen, read off the engine's own counters.

The counters of a run that holds a single citizen are that citizen's diary: one need arose, one attempt was
made, it failed, and the case went to the counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.channels import FIRST_CHANNELS
from agents.columns import BARRIERS, BIRTH_BASE, FAMILIES, FIELDS, VACANT
from simulation.counts import FLOWS

Row = Mapping[str, int]
"""One citizen: the value of every column, by its name in ``agents.columns.Citizens``."""

WAYS = {
    "own_use": "own",
    "assisted_use": "assisted",
    "proxy_use": "proxy",
    "counter": "counter",
    "mail": "mail",
    "unmet": "unmet",
}
"""Flow -> the way in which a case ends: alone, with help, online by somebody else, at the counter ..."""

ONLINE_WAYS = ("own", "assisted", "proxy")
_AT = {name: FLOWS.index(name) for name in (*WAYS, "printed_and_posted", "attempts", "needs")}
_BARRIERS = {name: FLOWS.index(f"barrier_{name}") for name in BARRIERS[1:]}


def field_of(row: Row, name: str) -> int:
    """One bit field of ``agents.columns.FIELDS`` of a citizen."""
    field = FIELDS[name]
    return (row[field.column] >> field.shift) & ((1 << field.bits) - 1)


def with_field(row: Row, name: str, value: int) -> dict[str, int]:
    """The row with one bit field replaced. Raises ValueError when the value needs more bits."""
    field = FIELDS[name]
    mask = (1 << field.bits) - 1
    if not 0 <= value <= mask:
        raise ValueError(f"{name}: must lie in 0 .. {mask}, got {value}")
    word = (row[field.column] & ~(mask << field.shift)) | (value << field.shift)
    return {**row, field.column: word}


def nibble_of(row: Row, column: str, family: int) -> int:
    """The four bits of a family in ``stamp`` or ``near``."""
    return (row[column] >> (4 * family)) & 15


def age_in(row: Row, slot: int, month: int) -> int:
    """Age in full years in month ``month``; birthdays fall as ``kernels.scan.age_of`` says."""
    late = 1 if month % 12 + 1 < slot % 12 + 1 else 0
    return max(2001 + month // 12 - BIRTH_BASE - row["birth"] - late, 0)


@dataclass(frozen=True)
class Case:
    """How one need was dealt with.

    family : 0-7; way : a value of ``WAYS``; barrier : of ``agents.columns.BARRIERS``, ``none`` for own use
    attempted : own use was tried; failed : the try failed; printed : the form was printed and posted
    """

    family: int
    way: str
    barrier: str
    attempted: bool
    failed: bool
    printed: bool

    @property
    def service(self) -> str:
        """Name of the family."""
        return FAMILIES[self.family]


@dataclass(frozen=True)
class Lived:
    """One month of one citizen.

    start : the row as the month finds it; ready : after a birthday, before needs
    end : after the month, before neighbours are told
    flows : (8, F) int64    this citizen's part of the flow table, by family
    first : (8, 7) int64    news by family and channel of first contact
    """

    slot: int
    month: int
    start: Row
    ready: Row
    end: Row
    flows: np.ndarray
    first: np.ndarray

    @property
    def case(self) -> Case | None:
        """The case of the month; None where nothing was dealt with."""
        for family in range(len(FAMILIES)):
            row = self.flows[family]
            way = next((said for flow, said in WAYS.items() if row[_AT[flow]]), None)
            if way is not None:
                barrier = next((name for name, at in _BARRIERS.items() if row[at]), "none")
                made = bool(row[_AT["attempts"]])
                failed = made and field_of(self.end, "last_failed") == 1
                return Case(family, way, barrier, made, failed, bool(row[_AT["printed_and_posted"]]))
        return None

    @property
    def outcome(self) -> str:
        """Way of the case, or ``nothing``."""
        case = self.case
        return "nothing" if case is None else case.way

    def news(self) -> list[tuple[int, str]]:
        """Families heard of for the first time this month, each with the channel of first contact."""
        found = np.argwhere(self.first > 0)
        return [(int(family), FIRST_CHANNELS[int(channel)]) for family, channel in found]

    def needs(self) -> list[int]:
        """Families of which a need arose this month."""
        return [int(f) for f in np.flatnonzero(self.flows[:, _AT["needs"]])]

    def counted(self, family: int, flow: str) -> int:
        """One number of the diary, by the name of its flow."""
        return int(self.flows[family, FLOWS.index(flow)])

    @property
    def lives(self) -> bool:
        """Whether anybody lives in the slot."""
        return self.start["birth"] != VACANT
