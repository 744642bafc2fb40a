"""Citizens are columns: one small integer array per variable, 26 bytes for one person.

A place costs nothing because citizens stand in the order of municipality and household. What never
changes and is random (taste, trust baseline, neighbours) is recomputed from the draws and is not
here. Small variables share a word; ``FIELDS`` is the one table that says where each lives, and the
shifts and widths that kernels use are taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

BIRTH_BASE = 1890
"""Birth year of ``birth`` 0; a slot with ``birth`` 255 is vacant."""
VACANT = 255


class Field(NamedTuple):
    """One variable inside a column: which column, at which bit, how many bits, and what it means."""

    column: str
    shift: int
    bits: int
    meaning: str


FIELDS: dict[str, Field] = {
    "sex": Field("who", 0, 1, "0 male, 1 female"),
    "education": Field("who", 1, 2, "0 junior high, 1 senior high, 2 junior college, 3 university"),
    "income": Field("who", 3, 3, "household income class 0-7"),
    "profile": Field("who", 6, 3, "need profile, see PROFILES"),
    "civic": Field("who", 9, 3, "civic-mindedness, octile 0-7"),
    "channel": Field("who", 12, 3, "information channel profile, see CHANNELS"),
    "helper": Field("who", 15, 1, "someone at home who can help"),
    "foreign": Field("who", 16, 1, "foreign resident"),
    "servant": Field("who", 17, 1, "public servant"),
    "head": Field("who", 18, 1, "first slot of a household block; its holder is the head"),
    "pc": Field("who", 19, 1, "uses a PC"),
    "phone": Field("who", 20, 1, "has a smartphone"),
    "net": Field("who", 21, 1, "is connected to the internet"),
    "ties": Field("who", 22, 4, "number of ties of the slot, 0-15"),
    "possession": Field("card", 0, 2, "0 none, 1 applied, 2 held, 3 expired"),
    "credential": Field("card", 2, 2, "0 unset, 1 valid, 2 locked, 3 expired"),
    "substitute": Field("card", 4, 1, "e-Tax ID and password issued"),
    "since_use": Field("card", 5, 3, "years since the credential was last used, 7 = seven or more"),
    "literacy": Field("skill", 0, 4, "digital literacy in sixteenths"),
    "habit": Field("skill", 4, 4, "habit of going online in sixteenths"),
    "availability": Field("mind", 0, 4, "believed share of services that are online, sixteenths"),
    "ever_succeeded": Field("mind", 4, 1, "has succeeded by own use"),
    "ever_tried": Field("mind", 5, 1, "has tried own use"),
    "last_failed": Field("mind", 6, 1, "the last try failed"),
    "last_family": Field("recent", 0, 3, "family last used online"),
    "postponed": Field("recent", 3, 4, "postponed need: 0 none, else family + 1"),
    "barrier": Field("recent", 7, 4, "last binding barrier, see BARRIERS"),
    "generation": Field("recent", 11, 4, "generation of the slot, 0-15"),
    "information": Field("public", 0, 2, "times government was looked up online in the last quarter, 0-3"),
    "research": Field("public", 2, 2, "times policy was studied online in the last quarter, 0-3"),
    "participation": Field("public", 4, 2, "times one took part online in the last quarter, 0-3"),
    "card_year": Field("issued", 0, 4, "year in which the card was issued, modulo 16"),
    "certificate_year": Field("issued", 4, 4, "year in which the certificate was issued, modulo 16"),
}

FAMILIES = (
    "etax",
    "certificates",
    "child_family",
    "health_care",
    "moving_registry",
    "vehicle_property",
    "relief",
    "local_services",
)
"""The eight service families of citizens; their order is the order of all (8,) arrays."""

PROFILES = ("employee", "self_employed", "pensioner", "parent", "student", "carer", "job_seeker", "other")
"""Need profiles; the parent profile carries the cases of small children."""

CHANNELS = ("mass", "online", "word", "mass_online", "mass_word", "online_word", "all", "few")
"""Information channel profiles."""

BARRIERS = (
    "none",
    "not_offered",
    "unaware",
    "believes_little_online",
    "device",
    "hours",
    "credential",
    "unwilling",
    "offline_quicker",
    "failed",
    "assisted",
    "proxy",
)
"""Binding barriers of a need that was not met by own use, in the order in which they are checked."""

AGE_BANDS = tuple(f"{5 * b}-{5 * b + 4}" for b in range(17)) + ("85+",)
"""Five-year age bands 0-4 ... 85+ (18 bands)."""


@dataclass(frozen=True, slots=True)
class Citizens:
    """The state of everybody: one array per column, written in place, never rebound.

    birth : (n,) uint8    birth year less 1890; 255 = vacant slot
    who : (n,) uint32     traits that come from the tables (bit fields)
    stamp : (n,) uint32   per family 4 bits: calendar month (1-12) of the last own use, 0 = none
    near : (n,) uint32    per family 4 bits: ties with a valid stamp; at most 15 because ties are
    how : (n,) uint16     per family 2 bits: mode of the last case, 0 offline, 1 own, 2 assisted, 3 proxy
    recent : (n,) uint16  last family, postponed need, barrier, generation
    aware : (n,) uint8    per family 1 bit: knows that it can be done online
    card, skill, mind : (n,) uint8   bit fields
    trust, usefulness, ease : (n,) uint8   [0, 1] in 255 steps
    public : (n,) uint8   information use, policy research, participation of the last quarter
    issued : (n,) uint8   years of issue of card and certificate
    """

    birth: np.ndarray
    who: np.ndarray
    stamp: np.ndarray
    near: np.ndarray
    how: np.ndarray
    recent: np.ndarray
    aware: np.ndarray
    card: np.ndarray
    skill: np.ndarray
    mind: np.ndarray
    trust: np.ndarray
    usefulness: np.ndarray
    ease: np.ndarray
    public: np.ndarray
    issued: np.ndarray

    @classmethod
    def vacant(cls, slots: int) -> Citizens:
        """Columns of ``slots`` empty slots."""
        kinds = dict.fromkeys(("who", "stamp", "near"), np.uint32) | dict.fromkeys(
            ("how", "recent"), np.uint16
        )
        columns = {f.name: np.zeros(slots, kinds.get(f.name, np.uint8)) for f in fields(cls)}
        columns["birth"][:] = VACANT
        return cls(**columns)

    def copy(self) -> Citizens:
        """An independent copy of every column."""
        return Citizens(**{f.name: getattr(self, f.name).copy() for f in fields(self)})

    def restore(self, other: Citizens) -> None:
        """Overwrite every column in place with that of ``other``."""
        for f in fields(self):
            getattr(self, f.name)[:] = getattr(other, f.name)

    def __len__(self) -> int:
        return int(self.birth.size)

    def __getitem__(self, row: int) -> Citizen:
        return Citizen(self, int(row))

    def field(self, name: str) -> np.ndarray:
        """One bit field of everybody as an int64 array."""
        f = FIELDS[name]
        return (getattr(self, f.column).astype(np.int64) >> f.shift) & ((1 << f.bits) - 1)

    def nbytes(self) -> int:
        """Bytes of all columns together."""
        return sum(getattr(self, f.name).nbytes for f in fields(self))


@dataclass(frozen=True, slots=True)
class Citizen:
    """One citizen seen through the columns: reads the row, owns nothing."""

    columns: Citizens
    row: int

    def __getattr__(self, name: str) -> int:
        if name in FIELDS:
            f = FIELDS[name]
            word = int(getattr(self.columns, f.column)[self.row])
            return (word >> f.shift) & ((1 << f.bits) - 1)
        raise AttributeError(f"a citizen has no '{name}'; known: {', '.join(FIELDS)}")

    @property
    def birth_year(self) -> int | None:
        """Year of birth, None for a vacant slot."""
        code = int(self.columns.birth[self.row])
        return None if code == VACANT else BIRTH_BASE + code

    @property
    def trust(self) -> float:
        """Trust in government, 0 to 1."""
        return float(self.columns.trust[self.row]) / 255.0

    def used_online(self, family: str) -> bool:
        """Whether the citizen used the family alone and online in the last twelve months."""
        return bool((int(self.columns.stamp[self.row]) >> (4 * FAMILIES.index(family))) & 15)
