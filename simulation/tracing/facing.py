"""Facing: what one case meets, asked of the compiled stages one question at a time.

Each gate is tried by the engine's own function with all other gates thrown open; the value, the choice and
the attempt are the engine's as well. Nothing here has a formula of its own; the order in which the answers
count is that of ``simulation.kernels.case``, and a test holds the two together for hundreds of citizens.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.columns import FIELDS
from agents.draws import PURPOSES
from agents.exact import logistic_table, logit
from simulation.kernels.attempt import attempt
from simulation.kernels.bits import nibble, read_channel, read_profile, read_substitute, read_ties
from simulation.kernels.case import LEAST_QUICKER, MOST_QUICKER
from simulation.kernels.choose import chooses, first_closed_gate, misfit
from simulation.kernels.codes import (
    OF_BELIEF,
    OF_CREDENTIAL,
    OF_LAUNCHED,
    OF_PROXY,
    OFFLINE_QUICKER,
    PURPOSES_OF_CASE,
    UNWILLING,
)
from simulation.kernels.hear import from_ties
from simulation.kernels.learn import believe
from simulation.kernels.luck import luck, uniform
from simulation.kernels.scan import LAST_BAND, age_of, municipality_of, person_id, row_of
from simulation.kernels.tables import (
    BROWSER_OK,
    COMPLEXITY,
    CUT_CREDENTIAL,
    CUT_LAUNCHED,
    CUT_PAPER,
    HOURS,
    LOAD,
    READY,
    SUBSTITUTE,
    SUPPORT,
    TIME_LOST,
)
from simulation.observation.thinking import bundle_met, worth

PAPER_CLOSED = PURPOSES["PAPER_CLOSED"]
CHOOSE, ATTEMPT = PURPOSES["CHOOSE"], PURPOSES["ATTEMPT"]
BY_PC = (1 << FIELDS["pc"].shift) | (1 << FIELDS["net"].shift)
"""Bits of ``who`` with which a device fits any form whose browser works."""
WIDEST = 60.0
"""Logits beyond which the logistic curve is 0 or 1."""


class Faced(NamedTuple):
    """What a case of one family meets this month; 1 means yes.

    municipality, row, band, age, identifier : who and where, as in the kernels
    bundle, member : the procedure drawn, and the row of the catalogue that it belongs to
    found, launched, local : offered online where the citizen lives; open at all; the municipality's own form
    aware, paper : knows of it; counter and mail are closed for this case
    proxy, proxy_chance : somebody else files; how likely that was
    asked : a credential is asked for; device, hours, credential : these gates are open
    first : code of the first closed gate as the engine finds it, 0 when all are open
    """

    municipality: int
    row: int
    band: int
    age: int
    identifier: int
    bundle: int
    member: int
    found: int
    launched: int
    local: int
    aware: int
    paper: int
    proxy: int
    proxy_chance: float
    asked: int
    device: int
    hours: int
    credential: int
    first: int


class Hearing(NamedTuple):
    """Monthly rates at which one citizen hears of one family, by channel; ties are those with a valid use."""

    spontaneous: float
    mass_media: float
    online_media: float
    word_of_mouth: float
    users: int
    ties: int


class Choice(NamedTuple):
    """The choice behind open gates.

    value : logits; passes : chance of the gates of variant B, 1 otherwise
    chance : of own use; draw : uniform, own use where it lies below; needed : value at which it would
    quicker : net time lost offline, units of two hours
    chosen : 1 own use; code : the barrier that the engine names where it is not
    """

    value: float
    passes: float
    chance: float
    draw: float
    needed: float
    quicker: float
    chosen: int
    code: int


@njit
def closed(identifier, month, terms, row, family, offered, aware, who, card, mind, asked):
    """The first gate that fails, by the engine: compiled once for the four times that it is asked."""
    return first_closed_gate(identifier, month, terms, row, family, offered, aware, who, card, mind, asked)


@njit
def wants(identifier, month, family, value, passes, person):
    """The choice, by the engine: compiled once for the two times that it is asked."""
    return chooses(identifier, month.keys, family, value, passes, person)


@njit(cache=True, nogil=True)
def face(i, family, columns, place, month, w):
    """What a case of ``family`` of the citizen in slot ``i`` meets; the belief moves as in a case."""
    m = municipality_of(i, place.municipality_start)
    age = age_of(i, columns.birth[i], month.year, month.calendar)
    band = min(age // 5, np.int64(LAST_BAND))
    who = columns.who[i]
    row = np.int64(row_of(m, band, who, place, month))
    identifier = person_id(i, columns.recent[i], month.slots)
    bundle, found, local = bundle_met(identifier, family, m, month)
    member = np.int64(month.member[bundle])
    terms, cuts = month.terms[member, row], month.cuts[member, row]
    drawn = luck(month.keys, PURPOSES_OF_CASE[OF_LAUNCHED], family + 1, identifier)
    launched = np.int64(drawn < cuts[CUT_LAUNCHED])
    offered = found & launched
    belief = luck(month.keys, PURPOSES_OF_CASE[OF_BELIEF], family + 1, identifier)
    believe(columns, i, belief, w, offered == 1)
    aware = (np.int64(columns.aware[i]) >> family) & 1
    paper = np.int64(0)
    if cuts[CUT_PAPER] > 0 and offered == 1:
        paper = np.int64(luck(month.keys, PAPER_CLOSED, family + 1, identifier) < cuts[CUT_PAPER])
    threshold = month.proxy[family][row, read_profile(who)]
    drawn = luck(month.keys, PURPOSES_OF_CASE[OF_PROXY], family + 1, identifier)
    proxy = np.int64(drawn < threshold)
    drawn = luck(month.keys, PURPOSES_OF_CASE[OF_CREDENTIAL], family + 1, identifier)
    asked = np.int64(drawn < cuts[CUT_CREDENTIAL])
    card, mind = columns.card[i], columns.mind[i]
    ready = np.uint32(np.uint32(who) | np.uint32(BY_PC))
    wide = terms.copy()
    wide[HOURS] = 1.0
    device = closed(identifier, month, wide, row, family, True, True, who, card, mind, False) == 0
    wide[BROWSER_OK] = 1.0
    works = closed(identifier, month, wide, row, family, True, True, ready, card, mind, True) == 0
    wide[HOURS] = terms[HOURS]
    hours = closed(identifier, month, wide, row, family, True, True, ready, card, mind, False) == 0
    knows, asks = aware == 1 or paper == 1, asked == 1
    first = closed(identifier, month, terms, row, family, offered == 1, knows, who, card, mind, asks)
    return Faced(
        np.int64(m),
        row,
        np.int64(band),
        np.int64(age),
        np.int64(identifier),
        np.int64(bundle),
        member,
        np.int64(found),
        launched,
        np.int64(local),
        aware,
        paper,
        proxy,
        threshold / 4294967296.0,
        asked,
        np.int64(device),
        np.int64(hours),
        np.int64(works),
        np.int64(first),
    )


@njit(cache=True, nogil=True)
def rates(i, family, row, columns, month, w):
    """How fast the citizen in slot ``i`` would hear of ``family`` this month without a need: ``Hearing``."""
    who = columns.who[i]
    channel, ties = read_channel(who), read_ties(who)
    users = nibble(columns.near[i], family)
    offered, online = month.hear[family, row, channel], month.online[family, row, channel]
    told = from_ties(month.word[channel], users, ties)
    return Hearing(w.spontaneous, offered - w.spontaneous - online, online, told, users, ties)


@njit(cache=True, nogil=True)
def decide(i, family, faced, against, columns, place, month, w, person):
    """The choice of this case: ``Choice``.

    against : float   closed gates that count against own use, logits (variant C)
    """
    identifier = np.uint32(faced.identifier)
    value, passes = worth(
        i,
        identifier,
        family,
        faced.member,
        faced.age,
        faced.row,
        faced.municipality,
        faced.local == 1,
        columns,
        place,
        month,
        w,
        person,
    )
    value -= against
    draw = uniform(luck(month.keys, CHOOSE, family + 1, identifier))
    chosen = wants(identifier, month, family, value, passes, person)
    terms = month.terms[faced.member, faced.row]
    wait = month.wait_time[place.area[faced.municipality]]
    quicker = min(max(terms[TIME_LOST] + wait, LEAST_QUICKER), MOST_QUICKER)
    hurried = value + w.time_saved * (0.5 - quicker)
    code = np.int64(UNWILLING)
    if wants(identifier, month, family, hurried, passes, person):
        code = np.int64(OFFLINE_QUICKER)
    chance = passes * logistic_table(value, person.logistic)
    needed = logit(min(max(draw / passes, 1e-12), 1.0 - 1e-12)) if passes > draw else WIDEST
    return Choice(value, passes, chance, draw, needed, quicker, np.int64(chosen), code)


@njit(cache=True, nogil=True)
def try_alone(i, family, faced, columns, month, w, person):
    """FAILED, ALONE or HELPED of ``kernels.attempt`` for this case, whether or not it comes to an attempt."""
    who, card = columns.who[i], columns.card[i]
    terms = month.terms[faced.member, faced.row]
    harder = month.place_complexity[faced.municipality, family] if faced.local == 1 else 0.0
    by_card = faced.asked == 1 and not (read_substitute(card) == 1 and terms[SUBSTITUTE] > 0.0)
    return attempt(
        np.uint32(faced.identifier),
        month.keys,
        family,
        w,
        who,
        columns.skill[i],
        card,
        min(terms[COMPLEXITY] + harder, 1.0),
        misfit(who, terms[READY]),
        terms[SUPPORT],
        terms[LOAD],
        by_card,
        person,
    )


@njit(cache=True, nogil=True)
def luck_of_attempt(family, faced, month):
    """The uniform draw that decides an attempt: it succeeds where the draw lies below its chance."""
    return uniform(luck(month.keys, ATTEMPT, family + 1, np.uint32(faced.identifier)))
