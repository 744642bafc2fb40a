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

from agents.columns import FIELDS
from agents.draws import mix3
from agents.exact import logistic, logit
from agents.population.moves import has_helper
from agents.population.population import OLDEST, age_at
from agents.population.trait_tables import STREAMS

_STREAM = {f"{name}{service or ''}": k for k, (name, service) in enumerate(STREAMS)}
_EDUCATION, _INCOME, _INCOME_OWN = _STREAM["EDUCATION"], _STREAM["INCOME"], _STREAM["INCOME_OWN"]
_CIVIC, _CIVIC_OWN = _STREAM["CIVIC"], _STREAM["CIVIC_OWN"]
_NET, _NET_OWN = _STREAM["NET"], _STREAM["NET_OWN"]
_PC, _PC_OWN, _PHONE, _PHONE_OWN = _STREAM["PC"], _STREAM["PC_OWN"], _STREAM["PHONE"], _STREAM["PHONE_OWN"]
_PROFILE, _CHANNEL, _FOREIGN = _STREAM["PROFILE"], _STREAM["CHANNEL"], _STREAM["FOREIGN"]
_SERVANT, _LITERACY = _STREAM["PUBLIC_SERVANT"], _STREAM["LITERACY"]
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
_FULL = 0xFFFFFFFF
LEAD = 6
"""Months by which a birthday looks ahead in the device tables: people renewed over the last year then
have, on average, the table's share of today."""
CHANNEL_CODE = np.array([7, 0, 1, 3, 2, 4, 5, 6], np.int64)
"""Code of ``columns.CHANNELS`` from the bits mass 1, online 2, word 4."""
LOGISTIC_SD = 0.5513288954217921
"""Scale of a logistic variable with standard deviation 1: the square root of 3, over pi."""


@njit(inline="always")
def _draw(identifier, stream, tables):
    return np.int64(mix3(np.uint32(identifier), tables.keys[stream, 0], tables.keys[stream, 1]))


@njit
def _rank(identifier, common, stream, copula, tables):
    """The common rank with the chance of the copula, else the person's own: 0 .. 2**32 - 1."""
    if _draw(identifier, stream, tables) < tables.copula[copula]:
        return common
    return _draw(identifier, stream + 1, tables)


@njit
def _class_of(rank, cumulative):
    k = 0
    while k < 7 and rank >= cumulative[k]:
        k += 1
    return k


@njit
def _share(device, t, age, tables):
    """Threshold of a device share in month ``t``, between the Octobers around it."""
    months = max(t + 3, 0)
    node = months // 12
    if node >= tables.device.shape[1] - 1:
        return tables.device[device, tables.device.shape[1] - 1, age]
    part = months - 12 * node
    return (
        tables.device[device, node, age] * (12 - part) + tables.device[device, node + 1, age] * part
    ) // 12


@njit
def _owns(identifier, rank, connected, share, base, stream, copula, tables):
    """Whether a person has a device of ``share`` when ``base`` of people are connected, the connected first.

    Among the connected the rank of connecting is uniform up to ``base``; stretched to the whole range it
    is the common rank of the copula. Beyond ``base`` some of the others have the device too.
    """
    if connected:
        if share >= base:
            return True
        common = np.int64(rank * (4294967296.0 / base))
        return _rank(identifier, common, stream, copula, tables) < np.int64(share * (4294967296.0 / base))
    if share <= base:
        return False
    common = np.int64((rank - base) * (4294967296.0 / (4294967296.0 - base)))
    left = np.int64((share - base) * (4294967296.0 / (4294967296.0 - base)))
    return _rank(identifier, common, stream, copula, tables) < left


@njit
def _changing(identifier, age, sex, size_class, t, coverage, smartphone, tables):
    """The bits that birthdays renew: income, profile, civic, channel, servant, net, pc, phone."""
    education = _draw(identifier, _EDUCATION, tables)
    ahead = t + LEAD
    word = np.int64(0)
    income = _rank(identifier, education, _INCOME, 0, tables)
    word |= _class_of(income, tables.income[age, size_class]) << _INCOME_AT
    civic = _rank(identifier, education, _CIVIC, 1, tables)
    word |= _class_of(civic, tables.civic[age]) << _CIVIC_AT
    stage = 0 if age < 23 else (1 if age < 65 else 2)
    node = min(max(t + 3, 0) // 12, tables.profile.shape[0] - 1)
    profile = _class_of(_draw(identifier, _PROFILE + stage, tables), tables.profile[node, sex, age])
    word |= profile << _PROFILE_AT
    if profile == 0 and 22 <= age < 60 and _draw(identifier, _SERVANT, tables) < tables.permanent[3]:
        word |= 1 << _SERVANT_AT
    rank = _rank(identifier, _FULL - education, _NET, 2, tables)
    plain = _share(0, ahead, age, tables)
    base = min(np.int64(plain * coverage), _FULL)
    connected = rank < base
    pc = np.int64(_share(1, ahead, age, tables) * coverage)
    phone = min(np.int64(_share(2, ahead, age, tables) * smartphone), _FULL)
    if connected:
        word |= 1 << _NET_AT
        if _owns(identifier, rank, True, min(pc, base), base, _PC, 3, tables):
            word |= 1 << _PC_AT
    if _owns(identifier, rank, connected, phone, base, _PHONE, 4, tables):
        word |= 1 << _PHONE_AT
    bits = _draw(identifier, _CHANNEL, tables)
    heard = 1 if bits & 1023 < tables.channel[age, 0] else 0
    if connected and (bits >> 10) & 1023 < tables.channel[age, 1]:
        heard |= 2
    if (bits >> 20) & 1023 < tables.channel[age, 2]:
        heard |= 4
    return word | (CHANNEL_CODE[heard] << _CHANNEL_AT)


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
    age = min(age_at(birth, slot, t), OLDEST)
    education = _draw(identifier, _EDUCATION, tables)
    level = 0
    for k in range(3):
        level += 1 if education >= 4294967296 - tables.education[prefecture, min(birth, 135), k] else 0
    word = np.int64(sex) << _SEX_AT | level << _EDUCATION_AT
    kind = 0 if t <= 0 else (1 if age == 0 else 2)
    if _draw(identifier, _FOREIGN, tables) < tables.permanent[kind]:
        word |= 1 << _FOREIGN_AT
    when = last_birthday(slot, t)
    return word | _changing(identifier, age, sex, size_class, when, coverage, smartphone, tables)


@njit(nogil=True)
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
    """Birthdays of month ``t``: renews devices, income, profile, civic, channel, servant and helper bits.

    start, stop : the slots of this call; every twelfth is visited, vacant ones are skipped
    birth : (slots,) uint8     read
    who : (slots,) uint32      written at visited slots; ``head`` bits of the home read
    recent : (slots,) uint16   read; the generation from bit ``generation_shift`` on, four bits
    municipality_start : (m + 1,) int64; size_class : (m,) int64
    coverage, smartphone : floats, 1 in history
    A person's word depends on the person alone (and the home's birth years), so chunks change nothing.
    """
    slot = start + (t - start) % 12
    m = np.searchsorted(municipality_start, slot, side="right") - 1
    while slot < stop:
        code = np.int64(birth[slot])
        if code != 255:
            while municipality_start[m + 1] <= slot:
                m += 1
            word = np.int64(who[slot])
            generation = (np.int64(recent[slot]) >> np.int64(generation_shift)) & 15
            age = min(age_at(code, slot, t), OLDEST)
            new = _changing(
                slot + generation * slots,
                age,
                (word >> _SEX_AT) & 1,
                size_class[m],
                t,
                coverage,
                smartphone,
                tables,
            )
            low, high = municipality_start[m], municipality_start[m + 1]
            new |= has_helper(slot, low, high, who, _HEAD_AT, birth, t) << _HELPER_AT
            who[slot] = np.uint32((word & _LASTING) | new)
        slot += 12


@njit(cache=True, nogil=True)
def fill_words(
    slot, birth, sex, helper, generation, month, place, prefecture, size_class, slots, tables, out
):
    """Trait words of many newcomers: all (n,) integers, ``place`` the municipality; out (n,) uint32, written."""
    for i in range(slot.size):
        if birth[i] == 255:
            out[i] = 0
            continue
        where = place[i]
        s = np.int64(slot[i])
        word = trait_word(
            s + np.int64(generation[i]) * slots,
            s,
            np.int64(birth[i]),
            np.int64(sex[i]),
            prefecture[where] - 1,
            size_class[where],
            np.int64(month[i]),
            1.0,
            1.0,
            tables,
        )
        out[i] = np.uint32(word | (np.int64(helper[i]) << _HELPER_AT))


@njit(cache=True, nogil=True)
def fill_helpers(municipality_start, head, birth, t, out):
    """Who has somebody at home to help in month ``t``: head, birth (N,) uint8; out (N,) uint8, written."""
    for m in range(municipality_start.size - 1):
        low, high = municipality_start[m], municipality_start[m + 1]
        for slot in range(low, high):
            out[slot] = has_helper(slot, low, high, head, 0, birth, t) if birth[slot] != 255 else 0


@njit
def literacy_start(identifier, birth_year, education, level, per_decade, per_step, spread, tables):
    """Digital literacy at fifteen or at the start, in sixteenths 0-15: logistic in cohort and education, with noise.

    level, per_decade, per_step : logits at birth year 1960, per ten birth years, per step of education
    spread : standard deviation of the noise in logits. No age term: what age does is learning and decay.
    """
    u = (_draw(identifier, _LITERACY, tables) + 0.5) / 4294967296.0
    x = (
        level
        + per_decade * (birth_year - 1960) / 10.0
        + per_step * education
        + spread * LOGISTIC_SD * logit(u)
    )
    return min(np.int64(16.0 * logistic(x)), 15)
