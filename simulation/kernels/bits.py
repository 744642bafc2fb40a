"""Readers and writers of bit fields, generated from the one table in ``agents.columns``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from agents.columns import FIELDS


def reader(name: str) -> Any:
    """A compiled function ``word -> value`` (int64) for one bit field."""
    shift, mask = FIELDS[name].shift, (1 << FIELDS[name].bits) - 1

    @njit(inline="always", _nrt=False)
    def read(word):
        return (np.int64(word) >> shift) & mask

    return read


def writer(name: str) -> Any:
    """A compiled function ``(word, value) -> word`` (int64) for one bit field."""
    shift, mask = FIELDS[name].shift, (1 << FIELDS[name].bits) - 1
    hole = ~(mask << shift)

    @njit(inline="always", _nrt=False)
    def write(word, value):
        return (np.int64(word) & hole) | (np.int64(value) << shift)

    return write


read_sex = reader("sex")
read_education = reader("education")
read_income = reader("income")
read_profile = reader("profile")
read_civic = reader("civic")
read_channel = reader("channel")
read_helper = reader("helper")
read_foreign = reader("foreign")
read_pc = reader("pc")
read_phone = reader("phone")
read_net = reader("net")
read_ties = reader("ties")
read_possession, write_possession = reader("possession"), writer("possession")
read_credential, write_credential = reader("credential"), writer("credential")
read_substitute, write_substitute = reader("substitute"), writer("substitute")
read_since_use, write_since_use = reader("since_use"), writer("since_use")
read_literacy, write_literacy = reader("literacy"), writer("literacy")
read_habit, write_habit = reader("habit"), writer("habit")
read_availability, write_availability = reader("availability"), writer("availability")
read_ever_succeeded, write_ever_succeeded = reader("ever_succeeded"), writer("ever_succeeded")
read_ever_tried, write_ever_tried = reader("ever_tried"), writer("ever_tried")
read_last_failed, write_last_failed = reader("last_failed"), writer("last_failed")
read_last_family, write_last_family = reader("last_family"), writer("last_family")
read_postponed, write_postponed = reader("postponed"), writer("postponed")
write_barrier = writer("barrier")
read_generation, write_generation = reader("generation"), writer("generation")
read_information = reader("information")
read_card_year, write_card_year = reader("card_year"), writer("card_year")
read_certificate_year, write_certificate_year = reader("certificate_year"), writer("certificate_year")


@njit(inline="always", _nrt=False)
def nibble(word, family):
    """The four bits of ``family`` (0-7) in a 32-bit word of eight."""
    return (np.int64(word) >> (4 * family)) & 15


@njit(inline="always", _nrt=False)
def with_nibble(word, family, value):
    """The word with the four bits of ``family`` replaced."""
    return (np.int64(word) & ~(np.int64(15) << (4 * family))) | (np.int64(value) << (4 * family))


@njit(inline="always", _nrt=False)
def with_mode(word, family, mode):
    """The 16-bit word of last modes with the two bits of ``family`` replaced."""
    return (np.int64(word) & ~(np.int64(3) << (2 * family))) | (np.int64(mode) << (2 * family))
