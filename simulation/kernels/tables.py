"""What the kernels read: named tuples of plain arrays and numbers, so that stages can say ``w.peers``.

Z zones (municipalities that every policy treats alike), K kinds of person (age and sex groups that
every policy treats alike), 8 service families, M municipalities, A service areas, N slots.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Columns(NamedTuple):
    """The citizens' columns, as in ``agents.columns.Citizens``, and the marks of this month's changes.

    starts, stops : (N,) uint8   one bit per family: a stamp was set or ended this month; pushed at its end
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
    starts: np.ndarray
    stops: np.ndarray


class Place(NamedTuple):
    """Where slots are and how places are grouped.

    municipality_start : (M+1,) int64   first slot of each municipality
    zone, area, prefecture, flow_row : (M,) uint16  zone; service area; prefecture 0-46; row of the flow table
    kind_of_group : (36,) uint16        kind of person by five-year band * 2 + sex
    """

    municipality_start: np.ndarray
    zone: np.ndarray
    area: np.ndarray
    prefecture: np.ndarray
    flow_row: np.ndarray
    kind_of_group: np.ndarray


LAUNCHED, CREDENTIAL, READY, BROWSER_OK, HOURS, SUBSTITUTE, BASE, RISK, TIME_LOST = range(9)
COMPLEXITY, SUPPORT, TERMINAL, MAIL, PRINT_POST, PROXY_ONLINE, PROMPT, SEARCH = range(9, 17)
INCENTIVE, OFFLINE, LOAD = range(17, 20)
TERMS = 20
"""Columns of ``Month.terms``: what a case of a family meets, for one zone and kind of person.

Shares: launched, credential asked, phone-ready, browser works, within opening hours, substitute accepted,
complexity, support, staffed terminal, by mail, printed and posted, proxy online. Logits: base (terms of the
value of own use that do not vary by person) and risk (weight of 1 - trust). Time lost offline in units of
two hours. Incentive: worth of the money for a first own use, logits. Offline: capacity of counters and mail.
Load: congestion of the online service. Rates added when a need meets an open bundle: counter prompt, own
search at full belief.
"""


CUT_CREDENTIAL, CUT_MAIL, CUT_TERMINAL, CUT_PROXY_ONLINE, CUT_LAUNCHED, CUT_PAPER = range(6)
CUTS = 6
"""Columns of ``Month.cuts``: shares as integers, see ``simulation.prepare.cut``; paper: it has ended."""


class Month(NamedTuple):
    """The month as everybody finds it; all arrays are read only in the chunk kernel. R = Z x K rows.

    t, calendar, year : int              month index, calendar month 1-12, calendar year
    slots, kinds : int                   N; K, so that row = zone x K + kind
    adult_birth : uint8                  latest birth code of anybody who may be an adult
    keys, permanent : (P, 9, 4) uint32   stream keys by purpose and service (0 none, family + 1)
    need_bound : (8, 18) uint32          least chance of any row to be without a need, by profile and band
    hear_bound : (8, 2) uint32           largest threshold of citizens without and with ties that use
    prompt_bound : (8,) uint32           the same with a need
    need : (R, 8, 18, 8) int64           by need profile and five-year band: chance in 2**-32 to be without a
                                         need of the first families of ``need.ORDER``
    hear : (8, R, 8) float64             monthly hearing rate by family and channel profile, without ties
    online : (8, R, 8) float64           the part of it that comes from government's own online media
    word : (8,) float64                  rate of word of mouth when every tie uses, by channel profile
    proxy : (8, R, 8) int64              thresholds that someone else files, by family and need profile
    terms : (D, R, TERMS) float64        what a case meets, by row of the catalogue (the first 8: families)
    cuts : (D, R, CUTS) int64        shares as integers: ``draw < cut`` where ``uniform(draw) < share``
    offered : (M, 4) uint64              bit set of bundles that a resident of the municipality finds online
    family_offered : (M,) uint8          bit set of families with any bundle offered in the municipality
    bundle_cumulative : (B,) uint32      use weights of the bundles of each family, cumulated
    member : (B,) uint8                  row of the catalogue that a bundle belongs to
    bundle_guide : (8, 64) int64         first bundle that a draw of the 64th part can fall on
    local : (4,) uint64                  bit set of bundles that municipalities offer themselves
    place_complexity : (M, 8) float64    what the municipality's own systems add to the difficulty of a family
    wait_time : (A,) float64             waiting at the counter last month, units of two hours
    online_count : (M,) float64          share of kinds online, by count, over all families
    cells : (C, 4) float64               last means by cell: usefulness, ease, availability, trust; -1 none
    card : (R, 8) float64                logit of the monthly card hazard by channel profile, but age, trust
    card_risk : (R,) float64             weight of (1 - trust) in the card's risk, logits
    card_offers : (R,) float64           worth of all services online to a holder, logits
    card_linked : (R,) float64           worth of the money for linked acts to who does them, logits
    card_factor, card_photo : (R,) float64  deadline factor; worth as photo ID
    card_place : (M,) float64         what places do beyond the nation: logits by fiscal index, mean near 0
    card_bound : uint32                  largest threshold of the card draw, 0 when no card is issued
    card_issue : (A,) int64              thresholds: an applicant's card is issued this month
    card_mandate : (R,) float64          0 voluntary, 1 opt-out, 2 mandatory
    repair : (R,) float64                chance that the office repairs a credential on the visit
    reader : (R,) float64                share of card holders with a reader or a reading phone
    on_phone : (R,) float64              share of card holders with a phone whose credential is in it
    news : (R,) float64                  weight of this month's incidents, of the service worst hit
    news_of : (8, R) float64             the same for each family
    classes : (R,) float64               share of citizens reached by a class in a year
    any_classes : bool                   whether there are classes at all
    heterogeneity : (R,) float64         how far vendors' designs differ, so that learned ease is lost
    vendor : (M, 8) uint8                whose design a family's forms have in the municipality
    """

    t: int
    calendar: int
    year: int
    slots: int
    kinds: int
    adult_birth: np.uint8
    keys: np.ndarray
    permanent: np.ndarray
    need_bound: np.ndarray
    hear_bound: np.ndarray
    prompt_bound: np.ndarray
    need: np.ndarray
    hear: np.ndarray
    online: np.ndarray
    word: np.ndarray
    proxy: np.ndarray
    terms: np.ndarray
    cuts: np.ndarray
    offered: np.ndarray
    family_offered: np.ndarray
    bundle_cumulative: np.ndarray
    member: np.ndarray
    bundle_guide: np.ndarray
    local: np.ndarray
    place_complexity: np.ndarray
    wait_time: np.ndarray
    online_count: np.ndarray
    cells: np.ndarray
    card: np.ndarray
    card_risk: np.ndarray
    card_offers: np.ndarray
    card_linked: np.ndarray
    card_factor: np.ndarray
    card_photo: np.ndarray
    card_place: np.ndarray
    card_bound: np.uint32
    card_issue: np.ndarray
    card_mandate: np.ndarray
    repair: np.ndarray
    reader: np.ndarray
    on_phone: np.ndarray
    news: np.ndarray
    news_of: np.ndarray
    classes: np.ndarray
    any_classes: bool
    heterogeneity: np.ndarray
    vendor: np.ndarray


class Weights(NamedTuple):
    """The assumptions that stages read, by name; units and sources stand in ``configs/assumptions``."""

    spontaneous: float
    word_of_mouth: float
    own_search: float
    forgetting: float
    availability_learning: float
    availability_drift: float
    availability_start: float
    usefulness: float
    ease: float
    trust: float
    habit: float
    literacy: float
    peers: float
    age_decade: float
    time_saved: float
    choice_rule: float
    threshold_usefulness: float
    threshold_ease: float
    tolerated_risk: float
    gate_width: float
    unaware_penalty: float
    access_penalty: float
    taste_spread: float
    gain_usefulness: float
    gain_ease: float
    failure_ratio: float
    gain_trust: float
    trust_asymmetry: float
    habit_growth: float
    habit_decay: float
    literacy_learning: float
    literacy_decay: float
    assisted_share: float
    attempt_intercept: float
    attempt_literacy: float
    attempt_habit: float
    attempt_helper: float
    attempt_support: float
    attempt_misfit: float
    attempt_pin: float
    attempt_load: float
    talk_rate: float
    talk_negativity: float
    trust_anchor: float
    trust_peers: float
    trust_news: float
    photo_id: float
    photo_id_age: float
    photo_id_width: float
    linked_share: float
    foreign_without_number: float
    certificate_years: float
    certificate_renewed: float
    card_years: float
    card_years_minor: float
    card_minor_age: float
    card_renewed: float
    move_voids: float
    enrolment: float
    opt_out: float
    exempt: float
    monolith: float
    municipal_trust: float
    civic: float
    education: float
    income: float
    information_exposure: float
    familiarity: float
    class_gain: float
    pin_loss_year: float
    literacy_level: float
    literacy_decade: float
    literacy_education: float
    literacy_spread: float


class Person(NamedTuple):
    """Tables of what a person is born with.

    trust, usefulness, ease : (256,) int64    starting level (0-255) by rank of the draw
    taste : (4096,) float64                   standard normal quantiles by rank
    logistic : (4098,) float64                ``agents.exact.LOGISTIC_TABLE``
    correlated : int64                        threshold: attitudes share their rank
    civic : (8,) float64                      civic-mindedness of the octiles, 0-1
    looks : (256, 3) uint32                   thresholds of 1, 2, 3 look-ups a quarter, by perceived ease
    studies : (8, 64, 3) uint32               of policy research, by civic octile and trust
    joins : (8, 9, 3) uint32                  of participation, by civic octile and number of families known
    """

    trust: np.ndarray
    usefulness: np.ndarray
    ease: np.ndarray
    taste: np.ndarray
    logistic: np.ndarray
    correlated: int
    civic: np.ndarray
    looks: np.ndarray
    studies: np.ndarray
    joins: np.ndarray


class Counts(NamedTuple):
    """What a thread adds up: integers only, so that the order of threads changes nothing.

    flows : (R, 18, 8, F) int64          flows by row (prefecture or nation), band and family
    arrivals : (A, 6) int64              at counter, mail, office (online); cards applied for, issued, awaited
    area_use : (A, 8, 2) int64           needs and online cases, what institutions measure
    cells : (C, 6) int64                 weight, usefulness, ease of who speaks; count, belief, trust of all
    issued : (47, 18, 2) int64           cards issued this month
    first : (8, 7) int64                 news by family and channel, ``agents.channels.FIRST_CHANNELS``
    work : (9,) int64                    scanned, needy, heard, weighed, attempted, talked, started, stopped,
                                         active: see ``simulation.work``
    """

    flows: np.ndarray
    arrivals: np.ndarray
    area_use: np.ndarray
    cells: np.ndarray
    issued: np.ndarray
    first: np.ndarray
    work: np.ndarray


class Scratch(NamedTuple):
    """Working memory of one thread, one chunk long; lists hold offsets in the chunk.

    birthday : (chunk + 12,) uint8            calendar month of birth by slot modulo 12
    place, row : (chunk,) uint16              municipality; row of the tables, of active slots only
    age, band : (chunk,) uint8                years; five-year band
    identifier, least : (chunk,) uint32       person ids; least chance to be without a need
    need, hear, prompted, due, busy, own : (chunk,) uint8   may need anything; bit sets of families that
                                              may be heard of, the same with a need, are due; why a slot
                                              is active; family used alone this month
    active, several, hearing, ending, applying : (chunk,) uint32   lists of the stages
    turn : (chunk,) uint32; talker : (chunk,) uint32; talk : (5, chunk) uint32   who talks, ids and draws
    case, sorted_case, reaching : (chunk,) uint32; family, member, result, filed : (chunk,) uint8
                                              cases; the same by family; positions of those at the gates,
                                              then of those left for the office
    case_id : (chunk,) uint32; case_draws : (9, chunk) uint32   ids of the sorted cases; draws of one family
    family_start : (9,) int64                 where each family's cases begin in that order
    """

    birthday: np.ndarray
    place: np.ndarray
    row: np.ndarray
    age: np.ndarray
    band: np.ndarray
    identifier: np.ndarray
    least: np.ndarray
    need: np.ndarray
    hear: np.ndarray
    prompted: np.ndarray
    due: np.ndarray
    busy: np.ndarray
    own: np.ndarray
    active: np.ndarray
    several: np.ndarray
    hearing: np.ndarray
    ending: np.ndarray
    applying: np.ndarray
    turn: np.ndarray
    talker: np.ndarray
    talk: np.ndarray
    case: np.ndarray
    sorted_case: np.ndarray
    reaching: np.ndarray
    family: np.ndarray
    member: np.ndarray
    result: np.ndarray
    filed: np.ndarray
    case_id: np.ndarray
    case_draws: np.ndarray
    family_start: np.ndarray
