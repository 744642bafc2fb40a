"""Traits: what a person is beyond age, sex and place, from tables and the person's own ranks.

Everybody has a rank between 0 and 1 in education, in income, in taking to the internet, and so on;
a trait is where the rank falls in the table of the age and the year. Ranks last for life, so the
first in a village to go online in 2001 is still ahead of the neighbours in 2010. Two ranks are tied
by making them the same number for some people and unrelated for the others: every rank stays exactly
uniform, so every table is met whatever the ties. Integers only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, FIELDS
from agents.draws import mix3
from agents.exact import logistic, logit
from agents.population.population import OLDEST, age_at
from agents.population.town import HELPER_AGES
from agents.population.trait_tables import STREAMS

_STREAM = {f"{name}{service or ''}": k for k, (name, service) in enumerate(STREAMS)}
# Numba compiles a function anew for every literal it is called with, so positions are typed numbers.
_EDUCATION, _INCOME, _CIVIC, _NET, _PC, _PHONE, _PROFILE, _CHANNEL, _FOREIGN, _SERVANT, _LITERACY = (
    np.int64(_STREAM[name])
    for name in (
        "EDUCATION",
        "INCOME",
        "CIVIC",
        "NET",
        "PC",
        "PHONE",
        "PROFILE",
        "CHANNEL",
        "FOREIGN",
        "PUBLIC_SERVANT",
        "LITERACY",
    )
)
_TIED_INCOME, _TIED_CIVIC, _TIED_NET, _TIED_PC, _TIED_PHONE = (np.int64(k) for k in range(5))
_DEVICE_NET, _DEVICE_PC, _DEVICE_PHONE = np.int64(0), np.int64(1), np.int64(2)
_AT = {name: f.shift for name, f in FIELDS.items() if f.column == "who"}
_SEX_AT, _EDUCATION_AT, _INCOME_AT, _PROFILE_AT = _AT["sex"], _AT["education"], _AT["income"], _AT["profile"]
_CIVIC_AT, _CHANNEL_AT, _HELPER_AT, _FOREIGN_AT = _AT["civic"], _AT["channel"], _AT["helper"], _AT["foreign"]
_SERVANT_AT, _HEAD_AT, _PC_AT, _PHONE_AT, _NET_AT = (
    _AT["servant"],
    _AT["head"],
    _AT["pc"],
    _AT["phone"],
    _AT["net"],
)
_LASTING = (1 << _SEX_AT) | (3 << _EDUCATION_AT) | (1 << _FOREIGN_AT) | (1 << _HEAD_AT) | (15 << _AT["ties"])
_HELPER = 1 << _HELPER_AT
_STANDING = (7 << _INCOME_AT) | (7 << _CIVIC_AT)
_FULL = np.int64(0xFFFFFFFF)
LEAD = 6
"""Months by which a birthday looks ahead in the device tables: people renewed over the last year then
have, on average, the table's share of today."""
CHANNEL_CODE = np.array([7, 0, 1, 3, 2, 4, 5, 6], np.int64)
"""Code of ``columns.CHANNELS`` from the bits mass 1, online 2, word 4."""
SERVANT_AGES = (22, 60)
"""Ages of public servants: from the first to below the second, where they retire."""
LOGISTIC_SD = 0.5513288954217921
"""Scale of a logistic variable with standard deviation 1: the square root of 3, over pi."""


@njit
def _draw(identifier, stream, keys):
    return np.int64(mix3(np.uint32(identifier), keys[stream, 0], keys[stream, 1]))


@njit
def _rank(identifier, common, stream, shares, keys):
    """The common rank with chance ``shares``, else the person's own: 0 .. 2**32 - 1.

    Both are drawn and one is chosen, here and below: a branch that goes either way costs more than a draw.
    """
    own = _draw(identifier, stream + 1, keys)
    return common if _draw(identifier, stream, keys) < shares else own


@njit
def _share(device, kind, t, age):
    """Threshold of a device share in month ``t``, between the Octobers around it; device : (3, 36, 111)."""
    months = max(t + 3, 0)
    node = months // 12
    if node >= device.shape[1] - 1:
        return device[kind, device.shape[1] - 1, age]
    part = months - 12 * node
    return (device[kind, node, age] * (12 - part) + device[kind, node + 1, age] * part) // 12


@njit
def _thresholds(device, t, age, coverage, smartphone):
    """Thresholds of net, pc and phone for a birthday in month ``t`` under the two levers."""
    ahead = t + LEAD
    net = min(np.int64(_share(device, _DEVICE_NET, ahead, age) * coverage), _FULL)
    pc = min(np.int64(_share(device, _DEVICE_PC, ahead, age) * coverage), net)
    phone = min(np.int64(_share(device, _DEVICE_PHONE, ahead, age) * smartphone), _FULL)
    return net, pc, phone


@njit
def _owns(identifier, rank, share, base, stream, tied, keys):
    """Whether a person has a device of ``share`` when ``base`` of people are connected, the connected first.

    Among the connected (rank < base) the rank of connecting is uniform up to ``base``; stretched to the
    whole range it is the common rank of the copula. Beyond ``base`` some of the others have the device too.
    """
    inside = rank < base
    width = base if inside else 4294967296 - base
    offset = 0 if inside else base
    stretch = 4294967296.0 / max(width, 1)
    common = np.int64((rank - offset) * stretch)
    limit = np.int64(min(max(share - offset, 0), width) * stretch)
    return _rank(identifier, common, stream, tied, keys) < limit


@njit
def _devices_and_channel(identifier, age, net, pc, phone, keys, copula, channel):
    """The bits net, pc, phone and the channel profile; net, pc, phone are thresholds."""
    rank = _rank(identifier, _FULL - _draw(identifier, _EDUCATION, keys), _NET, copula[_TIED_NET], keys)
    connected = np.int64(rank < net)
    has_pc = np.int64(_owns(identifier, rank, pc, net, _PC, copula[_TIED_PC], keys)) & connected
    has_phone = np.int64(_owns(identifier, rank, phone, net, _PHONE, copula[_TIED_PHONE], keys))
    bits = _draw(identifier, _CHANNEL, keys)
    heard = np.int64(bits & 1023 < channel[age, 0])
    heard |= (np.int64((bits >> 10) & 1023 < channel[age, 1]) & connected) << 1
    heard |= np.int64((bits >> 20) & 1023 < channel[age, 2]) << 2
    word = (connected << _NET_AT) | (has_pc << _PC_AT) | (has_phone << _PHONE_AT)
    return word | (CHANNEL_CODE[heard] << _CHANNEL_AT)


@njit
def _occupation(identifier, age, sex, t, keys, profile, servants):
    """Need profile and whether a public servant."""
    stage = np.int64(age >= 23) + np.int64(age >= 65)
    node = min(max(t + 3, 0) // 12, profile.shape[0] - 1)
    rank = _draw(identifier, _PROFILE + stage, keys)
    k = np.int64(0)
    for j in range(7):
        k += np.int64(rank >= profile[node, sex, age, j])
    servant = np.int64(_draw(identifier, _SERVANT, keys) < servants) & np.int64(k == 0)
    servant &= np.int64(age >= SERVANT_AGES[0]) & np.int64(age < SERVANT_AGES[1])
    return (np.int64(k) << _PROFILE_AT) | (servant << _SERVANT_AT)


@njit
def _standing(identifier, age, size_class, keys, copula, income, civic):
    """Income class and civic octile; they change with age only."""
    education = _draw(identifier, _EDUCATION, keys)
    rank = _rank(identifier, education, _INCOME, copula[_TIED_INCOME], keys)
    k, c = np.int64(0), np.int64(0)
    for j in range(7):
        k += np.int64(rank >= income[age, size_class, j])
    rank = _rank(identifier, education, _CIVIC, copula[_TIED_CIVIC], keys)
    for j in range(7):
        c += np.int64(rank >= civic[age, j])
    return (np.int64(k) << _INCOME_AT) | (np.int64(c) << _CIVIC_AT)


@njit
def last_birthday(slot, t):
    """The last month up to ``t`` in which the holder of ``slot`` had a birthday."""
    return t - (t - slot) % 12


@njit
def trait_word(identifier, slot, birth, sex, prefecture, size_class, t, coverage, smartphone, tables):
    """The ``who`` word of a person who is here in month ``t``, without ``helper``, ``head`` and ``ties``.

    identifier : slot + generation * slots; birth : birth year code; sex 0, 1; prefecture 0-46; size_class 0-4
    t : month of coming, 0 for the residents of January 2001
    coverage, smartphone : the levers infrastructure.coverage and devices.smartphone, 1 in history
    tables : ``TraitTables``. Returns int64.
    """
    keys = tables.keys
    age = min(age_at(birth, slot, t), OLDEST)
    education = _draw(identifier, _EDUCATION, keys)
    level = 0
    for k in range(3):
        level += 1 if education >= 4294967296 - tables.education[prefecture, min(birth, 135), k] else 0
    word = np.int64(sex) << _SEX_AT | level << _EDUCATION_AT
    kind = 0 if t <= 0 else (1 if age == 0 else 2)
    if _draw(identifier, _FOREIGN, keys) < tables.permanent[kind]:
        word |= 1 << _FOREIGN_AT
    when = last_birthday(slot, t)
    net, pc, phone = _thresholds(tables.device, when, age, coverage, smartphone)
    word |= _devices_and_channel(identifier, age, net, pc, phone, keys, tables.copula, tables.channel)
    word |= _occupation(identifier, age, sex, when, keys, tables.profile, tables.permanent[3])
    return word | _standing(identifier, age, size_class, keys, tables.copula, tables.income, tables.civic)


@njit
def renew_helpers(start, stop, t, birth, who):
    """Who has somebody else of an age to help at home: the ``helper`` bit of the slots [start, stop).

    birth : (N,) uint8, who : (N,) uint32; homes that reach beyond the chunk are read, not written, there.
    """
    year = 2001 - BIRTH_BASE + t // 12
    eldest, youngest = year - HELPER_AGES[1], year - HELPER_AGES[0]
    first = start
    while first > 0 and (np.int64(who[first]) >> _HEAD_AT) & 1 == 0:
        first -= 1
    while first < stop:
        helpers = np.int64(0)
        last = first
        while last < who.size and (last == first or (np.int64(who[last]) >> _HEAD_AT) & 1 == 0):
            code = np.int64(birth[last])
            helpers += np.int64(code > eldest) & np.int64(code <= youngest)
            last += 1
        for slot in range(max(first, start), min(last, stop)):
            code = np.int64(birth[slot])
            others = helpers - (np.int64(code > eldest) & np.int64(code <= youngest))
            bit = np.int64(others > 0) & np.int64(code != 255)
            who[slot] = np.uint32((np.int64(who[slot]) & ~np.int64(_HELPER)) | (bit << _HELPER_AT))
        first = last


@njit(cache=True, nogil=True)
def renew_traits(
    start,
    stop,
    t,
    birth,
    who,
    recent,
    generation_shift,
    municipality_start,
    size_class,
    coverage,
    smartphone,
    tables,
    slots,
):
    """Birthdays of month ``t``: all bits that change with age and year; homes in January.

    start, stop : the slots of this call; every twelfth is visited (in January all), vacant ones are skipped
    birth : (slots,) uint8     read
    who : (slots,) uint32      written at visited slots; ``head`` bits of the home read
    recent : (slots,) uint16   read; the generation from bit ``generation_shift`` on, four bits
    municipality_start : (m + 1,) int64; size_class : (m,) int64
    coverage, smartphone : floats, 1 in history
    A person's word depends on the person alone (and the home's birth years), so chunks change nothing.
    """
    keys, copula, channel, profile = tables.keys, tables.copula, tables.channel, tables.profile
    servants = tables.permanent[3]
    share = np.empty((OLDEST + 1, 3), np.int64)
    for a in range(OLDEST + 1):
        share[a, 0], share[a, 1], share[a, 2] = _thresholds(tables.device, t, a, coverage, smartphone)
    if t % 12 == 0:
        renew_helpers(start, stop, t, birth, who)
    slot = start + (t - start) % 12
    m = np.searchsorted(municipality_start, slot, side="right") - 1
    while slot < stop:
        code = np.int64(birth[slot])
        if code != 255:
            while municipality_start[m + 1] <= slot:
                m += 1
            word = np.int64(who[slot])
            identifier = slot + ((np.int64(recent[slot]) >> np.int64(generation_shift)) & 15) * slots
            age = min(age_at(code, slot, t), OLDEST)
            new = _devices_and_channel(
                identifier, age, share[age, 0], share[age, 1], share[age, 2], keys, copula, channel
            )
            new |= _occupation(identifier, age, (word >> _SEX_AT) & 1, t, keys, profile, servants)
            kept = word & (_LASTING | _STANDING | _HELPER)
            if tables.turning[age] != 0:
                kept = word & (_LASTING | _HELPER)
                new |= _standing(identifier, age, size_class[m], keys, copula, tables.income, tables.civic)
            who[slot] = np.uint32(kept | new)
        slot += 12


@njit
def literacy_start(identifier, birth_year, education, level, per_decade, per_step, spread, tables):
    """Digital literacy at fifteen or at the start, in sixteenths 0-15: logistic in cohort and education.

    level, per_decade, per_step : logits at birth year 1960, per ten birth years, per step of education
    spread : standard deviation of the noise in logits. No age term: what age does is learning and decay.
    """
    u = (_draw(identifier, _LITERACY, tables.keys) + 0.5) / 4294967296.0
    x = (
        level
        + per_decade * (birth_year - 1960) / 10.0
        + per_step * education
        + spread * LOGISTIC_SD * logit(u)
    )
    return min(np.int64(16.0 * logistic(x)), 15)
