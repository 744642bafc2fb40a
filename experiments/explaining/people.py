"""People: who a citizen is, who fits a description, and which of them stands in the middle."""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.columns import AGE_BANDS, BIRTH_BASE, CHANNELS, FAMILIES, PROFILES, VACANT, Citizens
from experiments.explaining.request import DEVICES, SEXES, Description
from simulation.kernels.month import ADULT
from simulation.tracing import Halt
from simulation.tracing.lived import Row, age_in, field_of

EDUCATION = ("junior high school", "senior high school", "junior college", "university")
CARD = ("none", "applied for", "held", "expired")
CREDENTIAL = ("not set", "valid", "locked", "expired")
LEVELS = ("education", "income", "literacy", "habit", "civic", "helper", "pc", "phone", "net")
"""Bit fields in which people are compared when the one in the middle is looked for."""
ATTITUDES = ("trust", "usefulness", "ease")
LARGEST = 255.0


def ages(citizens: Citizens, month: int) -> np.ndarray:
    """(n,) age of everybody in full years in ``month``; those of vacant slots mean nothing."""
    slots = np.arange(len(citizens))
    late = (slots % 12 + 1 > month % 12 + 1).astype(np.int64)
    return 2001 + month // 12 - BIRTH_BASE - citizens.birth.astype(np.int64) - late


def devices(citizens: Citizens) -> np.ndarray:
    """(n,) position in ``DEVICES``; who is not connected has none."""
    pc, phone, net = (citizens.field(name) for name in ("pc", "phone", "net"))
    return np.where(net == 0, 0, phone + 2 * pc)


def fitting(halt: Halt, wanted: Description) -> np.ndarray:
    """Slots of the adults that a description fits, whatever they do this month."""
    citizens, home = halt.model.citizens, halt.model.citizenry
    age = ages(citizens, halt.t)
    fits = (citizens.birth != VACANT) & (age >= ADULT)
    if wanted.age is not None:
        fits &= (age >= wanted.age[0]) & (age <= wanted.age[1])
    if wanted.prefecture is not None:
        fits &= home.population.prefecture_of_slot() == wanted.prefecture
    lists = {"sex": SEXES, "profile": PROFILES, "channel": CHANNELS}
    for name, known in lists.items():
        word = getattr(wanted, name)
        if word is not None:
            fits &= citizens.field(name) == known.index(word)
    if wanted.device is not None:
        fits &= devices(citizens) == DEVICES.index(wanted.device)
    return np.flatnonzero(fits)


def features(citizens: Citizens, slots: np.ndarray, month: int) -> np.ndarray:
    """(n, k) what people are like, each column in units of its own spread among them."""
    table = [ages(citizens, month)[slots].astype(np.float64)]
    table += [citizens.field(name)[slots].astype(np.float64) for name in LEVELS]
    table += [getattr(citizens, name)[slots] / LARGEST for name in ATTITUDES]
    table += [np.bitwise_count(citizens.aware[slots]).astype(np.float64)]
    found = np.stack(table, axis=1)
    spread = found.std(axis=0)
    return (found - found.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)


def by_typicality(citizens: Citizens, slots: np.ndarray, month: int) -> np.ndarray:
    """The slots, the one nearest the centre first.

    The first is the medoid under squared distances: no other member has a smaller sum of squared distances to
    all, as that sum is n times the squared distance to the centre and a constant. Ties go to the lower slot.
    """
    if slots.size == 0:
        return slots
    far = (features(citizens, slots, month) ** 2).sum(axis=1)
    return slots[np.argsort(far, kind="stable")]


def person(halt: Halt, slot: int, row: Row) -> dict[str, Any]:
    """Who lives in the slot, as plain values."""
    home = halt.model.citizenry
    m = halt.municipality(slot)
    places = home.population.places
    prefecture = int(places.prefecture[m])
    generation = field_of(row, "generation")
    age = age_in(row, slot, halt.t)
    device = field_of(row, "phone") + 2 * field_of(row, "pc") if field_of(row, "net") else 0
    knows = [name for f, name in enumerate(FAMILIES) if (row["aware"] >> f) & 1]
    uses = [name for f, name in enumerate(FAMILIES) if (row["stamp"] >> (4 * f)) & 15]
    return {
        "slot": slot,
        "generation": generation,
        "id": slot + generation * home.slots,
        "sex": SEXES[field_of(row, "sex")],
        "age": age,
        "age_band": AGE_BANDS[min(age // 5, len(AGE_BANDS) - 1)],
        "prefecture_code": prefecture,
        "prefecture": places.prefecture_name[prefecture - 1],
        "municipality_code": places.code[m],
        "municipality": places.name[m],
        "profile": PROFILES[field_of(row, "profile")],
        "education": EDUCATION[field_of(row, "education")],
        "income_class": field_of(row, "income"),
        "channel": CHANNELS[field_of(row, "channel")],
        "device": DEVICES[device],
        "helper_at_home": bool(field_of(row, "helper")),
        "foreign": bool(field_of(row, "foreign")),
        "card": CARD[field_of(row, "possession")],
        "credential": CREDENTIAL[field_of(row, "credential")],
        "literacy": field_of(row, "literacy") / 15.0,
        "habit": field_of(row, "habit") / 15.0,
        "trust": row["trust"] / LARGEST,
        "usefulness": row["usefulness"] / LARGEST,
        "ease": row["ease"] / LARGEST,
        "believed_online": field_of(row, "availability") / 15.0,
        "ties": field_of(row, "ties"),
        "knows": knows,
        "used_alone_in_12_months": uses,
    }
