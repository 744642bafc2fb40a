"""From levers and assumptions to the tables of a month.

Policies fill a panel of levers; people read thresholds and logits. This file turns one into the
other once a month, for each zone of places and each kind of person, so that the citizen kernel only
looks things up. All arithmetic is exact (``agents.exact``), so the tables have the same bits
everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.exact import exp, logistic, logit, threshold
from policies.levers import POSITION
from simulation.budget import for_citizens
from simulation.kernels import tables as t
from simulation.kernels.need import ORDER
from simulation.worth import contradiction, cut, incident_of, money, share

LAUNCHED = POSITION["services.launched"]
COMPLEXITY = POSITION["services.complexity"]
READY = POSITION["services.smartphone_ready"]
BROWSER_FAIL = POSITION["services.browser_fail"]
HOURS = POSITION["services.hours"]
CREDENTIAL = POSITION["services.credential_required"]
SUBSTITUTE = POSITION["services.substitute_accepted"]
DOCUMENTS = POSITION["services.documents"]
FEE = POSITION["services.fee_advantage_yen"]
INCENTIVE = POSITION["services.incentive_yen"]
SURGE = POSITION["services.surge"]
PRIVATE = POSITION["services.private_substitute"]
TIME_LOST = POSITION["services.time_lost_offline"]
PROXY = POSITION["services.proxy"]
PROXY_ONLINE = POSITION["services.proxy_online"]
TERMINAL = POSITION["services.terminal"]
SUPPORT = POSITION["services.support"]
PRINT_POST = POSITION["services.print_and_post"]
MASS = POSITION["promotion.mass_media"]
ONLINE = POSITION["promotion.online_media"]
COUNTER = POSITION["promotion.counter"]
FRAME = POSITION["message.personal_frame"]
ISSUING = POSITION["card.issuing"]
CARD_YEN = POSITION["card.incentive_yen"]
LINKED_YEN = POSITION["card.linked_act_yen"]
DEADLINE = POSITION["card.deadline"]
PHOTO = POSITION["card.photo_id"]
CARD_NEED = POSITION["card.need"]
PUSH = POSITION["card.push"]
CAMPAIGN = POSITION["card.campaign"]
MIXED = POSITION["card.mixed_message"]
ON_PHONE = POSITION["card.on_phone"]
NOTICE = POSITION["card.notice_accepted"]
PROTECTION = POSITION["privacy.protection"]
REUSE = POSITION["privacy.reuse_concern"]
NEWS = POSITION["trust.news"]
SEAL = POSITION["legacy.seal_required"]
LINKED = POSITION["idsystem.linked"]
DESIGN = POSITION["design.user_centred"]
COVERAGE = POSITION["infrastructure.coverage"]
OFFLINE = POSITION["offline.capacity"]
PAPER = POSITION["sunset.paper_closed"]
FLOOR = POSITION["offline.floor"]
DOWN = POSITION["services.outage"]
MIGRATION = POSITION["platform.migration"]
OUTAGE = POSITION["platform.outage"]
BUDGET = POSITION["budget.g2c_share"]
MANDATE = POSITION["card.mandate"]
REPAIR = POSITION["card.repair_capacity"]
GUARD = POSITION["message.guard"]
SWITCH = POSITION["message.switch_every_months"]
STATUS_QUO = POSITION["culture.status_quo"]
DESKS = POSITION["desks.per_100k"]
CLASSES = POSITION["literacy.classes"]
HETEROGENEITY = POSITION["design.vendor_heterogeneity"]


class ServiceArrays(NamedTuple):
    """What the catalogue says of the families, as arrays.

    intercept, benefit, sensitivity, purpose, mail : (8,) float64
    rate : (8, 8, 18) float64    needs a year by family, need profile and five-year band
    season : (8, 12) float64     factors with mean 1, January first
    proxy : (8, 8) float64       chance that someone else files, by family and need profile
    family_of : (D,) int64       family of each row of the catalogue; the first 8 are the families themselves
    differs : (D, 7) float64     by how much a row differs from its family, columns ``services.MAY_DIFFER``
    from_month : (D,) int64      month from which a row can be filed online, where its family can
    on_platform : (D,) float64   1 where an outage of the shared platform takes the row down; a family's mean
    """

    intercept: np.ndarray
    benefit: np.ndarray
    sensitivity: np.ndarray
    purpose: np.ndarray
    mail: np.ndarray
    rate: np.ndarray
    season: np.ndarray
    proxy: np.ndarray
    family_of: np.ndarray
    differs: np.ndarray
    from_month: np.ndarray
    on_platform: np.ndarray


FIRST_ADULT_BAND = 3
"""Five-year band in which people of 18 are (needs begin at 18)."""
NEVER = np.uint32(0xFFFFFFFF)
D_COMPLEXITY, D_READY, D_BROWSER, D_HOURS, D_CREDENTIAL, D_DOCUMENTS, D_FEE = range(7)


class LeverWeights(NamedTuple):
    """The assumptions that turn levers into logits and rates; names as in ``configs/assumptions``."""

    spontaneous: float
    mass_media: float
    online_media: float
    word_of_mouth: float
    counter_prompt: float
    own_search: float
    benefit: float
    abstract: float
    money: float
    money_curve: float
    saturation_yen: float
    incident: float
    mixed: float
    risk: float
    documents: float
    user_centred: float
    seal: float
    budget: float
    card_base: float
    card_need: float
    card_push: float
    card_campaign: float
    card_risk: float
    card_mixed: float
    card_photo: float
    reader: float
    information_exposure: float
    monolith: float
    message_forgetting: float
    guarded: float
    card_guarded: float
    card_offers: float
    mandate_risk: float
    enrolment: float
    repair: float
    hand_over: float
    desk_terminal: float
    desk_support: float
    heterogeneity: float
    data_flows: float
    enforcement: float
    accountability: float
    notice: float


@njit
def fill_needs(month, surge, private, services, without, bound):
    """Chances to be without a need, family after family, for one zone and kind of person.

    surge : (8,) float64   extra needs as a multiple of the usual rate
    private : (8,) float64   share of needs that private firms meet and the state never sees
    without : (8, 18, 8) int64   by need profile and band, in 2**-32 along ``ORDER``; written
    bound : (8, 18) uint32   lowered to the chance to be without any need
    """
    for profile in range(8):
        for band in range(18):
            rate = 0.0
            for k in range(8):
                f = ORDER[k]
                if band >= FIRST_ADULT_BAND:
                    yearly = services.rate[f, profile, band] * services.season[f, month % 12]
                    rate += yearly / 12.0 * max(1.0 + surge[f], 0.0) * (1.0 - share(private[f]))
                # At least one part in 2**32 is left, from which the next draw can go on.
                without[profile, band, k] = max(threshold(exp(-rate)), np.int64(1))
            bound[profile, band] = min(bound[profile, band], np.uint32(without[profile, band, 7]))


@njit
def fill_terms(d, month, x, memory, mixed, services, w, lent, hosted, terms, cuts):
    """What a case of row ``d`` of the catalogue meets under the levers x (L, 8) of one zone and kind.

    terms : (TERMS,) float64, written; cuts : (CUTS,) int64, written
    mixed : float                 how much messages about the card contradict one another
    memory, lent : (8,) float64   memory of incidents; proxies that file online as professions do, by family
    hosted : float                share of central systems that stop when the shared platform is down
    """
    f = services.family_of[d]
    differs = services.differs[d]
    psi = x[FRAME, 0] + (1.0 - x[FRAME, 0]) * w.abstract
    exposed = 1.0 - share(x[PROTECTION, 0])
    # A line that is down keeps phone and PC alike from the form.
    covered = share(x[COVERAGE, 0])
    launched = x[LAUNCHED, f] if month >= services.from_month[d] else 0.0
    # Where cards are issued and the paper notice no longer does, its cases ask for the card as well.
    refused = (1.0 - share(x[NOTICE, 0])) if x[ISSUING, 0] > 0.0 else 0.0
    credential = share(x[CREDENTIAL, f] + differs[D_CREDENTIAL] + w.notice * refused)
    purpose = share(services.purpose[f] + x[REUSE, 0])
    terms[t.LAUNCHED] = launched
    terms[t.CREDENTIAL] = credential
    terms[t.READY] = share(x[READY, f] + differs[D_READY]) * covered
    terms[t.BROWSER_OK] = (1.0 - share(x[BROWSER_FAIL, f] + differs[D_BROWSER])) * covered
    # Who comes while the platform is down finds what it hosts closed.
    up = 1.0 - share(x[OUTAGE, 0]) * hosted * services.on_platform[d]
    terms[t.HOURS] = share(x[HOURS, f] + differs[D_HOURS] - x[DOWN, f]) * up
    terms[t.SUBSTITUTE] = x[SUBSTITUTE, f]
    terms[t.BASE] = (
        services.intercept[f]
        + w.benefit * services.benefit[f] * psi
        + money(x[FEE, f] + differs[D_FEE], w)
        - w.incident * incident_of(f, memory, w.monolith)
        - w.mixed * credential * mixed
        - w.guarded * credential * share(x[GUARD, 0])
        - x[STATUS_QUO, 0]
    )
    # Named parts of perceived risk; all but the first are 0 unless a scenario says otherwise.
    service = w.risk * services.sensitivity[f] * purpose
    watched = w.data_flows + w.enforcement + w.accountability
    forced = w.mandate_risk * 0.5 * x[MANDATE, 0] * credential
    terms[t.RISK] = (service + watched + forced) * exposed
    terms[t.TIME_LOST] = x[TIME_LOST, f]
    documents = max(x[DOCUMENTS, f] + differs[D_DOCUMENTS], 0.0)
    difficulty = (
        x[COMPLEXITY, f]
        + differs[D_COMPLEXITY]
        + w.documents * documents * (1.0 - share(x[LINKED, 0]))
        + w.seal * x[SEAL, 0]
        - w.user_centred * x[DESIGN, 0]
    )
    terms[t.COMPLEXITY] = share(difficulty / for_citizens(x[BUDGET, 0], w.budget))
    terms[t.SUPPORT] = share(x[SUPPORT, f] + w.desk_support * x[DESKS, 0])
    terms[t.TERMINAL] = share(x[TERMINAL, f] + w.desk_terminal * x[DESKS, 0]) * w.hand_over
    terms[t.MAIL] = services.mail[f]
    terms[t.PRINT_POST] = share(x[PRINT_POST, f])
    terms[t.PROXY_ONLINE] = share(x[PROXY_ONLINE, f] + lent[f])
    terms[t.PROMPT] = w.counter_prompt * share(x[COUNTER, f])
    terms[t.SEARCH] = w.own_search
    terms[t.INCENTIVE] = money(x[INCENTIVE, f], w)
    terms[t.OFFLINE] = max(x[OFFLINE, 0], x[FLOOR, 0])
    terms[t.LOAD] = share(x[MIGRATION, 0])
    cuts[t.CUT_CREDENTIAL] = cut(credential)
    cuts[t.CUT_MAIL] = cut(terms[t.MAIL])
    cuts[t.CUT_TERMINAL] = cut(terms[t.TERMINAL])
    cuts[t.CUT_PROXY_ONLINE] = cut(terms[t.PROXY_ONLINE])
    cuts[t.CUT_LAUNCHED] = cut(share(launched))
    cuts[t.CUT_PAPER] = cut(min(share(x[PAPER, 0]), 1.0 - share(x[FLOOR, 0])))


@njit(cache=True, nogil=True)
def fill_tables(panel, memory, month, exposures, services, w, lent, hosted, place_most, out):
    """Writes the tables of one month.

    panel : (Z, K, L, 8) float64   levers in force
    memory : (Z, 8) float64        memory of incidents by family
    month : int                    month index, 0 is January 2001
    exposures : (8, 3) float64     mass media, online media, word of mouth by channel profile
    lent : (8,) float64            share of proxies that file online as the professions among firms do
    hosted : float                 share of central systems that stop when the shared platform is down
    place_most : float             largest of what a place adds to the logit of the card, ``Month.card_place``
    """
    zones, kinds = panel.shape[0], panel.shape[1]
    out.need_bound[:] = NEVER
    hear_most = np.zeros((8, 2))
    prompted_most = np.zeros(8)
    card_most = 0.0
    word_most = 0.0
    for channel in range(8):
        out.word[channel] = w.word_of_mouth * exposures[channel, 2]
        word_most = max(word_most, out.word[channel])
    for z in range(zones):
        for k in range(kinds):
            x = panel[z, k]
            row = z * kinds + k
            exposed = 1.0 - share(x[PROTECTION, 0])
            mixed = contradiction(x[MIXED, 0], x[SWITCH, 0], month, w.message_forgetting)
            fill_needs(month, x[SURGE], x[PRIVATE], services, out.need[row], out.need_bound)
            for d in range(services.family_of.size):
                terms, cuts = out.terms[d, row], out.cuts[d, row]
                fill_terms(d, month, x, memory[z], mixed, services, w, lent, hosted, terms, cuts)
            for f in range(8):
                for channel in range(8):
                    online = w.online_media * exposures[channel, 1] * share(x[ONLINE, f])
                    rate = w.spontaneous + w.mass_media * exposures[channel, 0] * share(x[MASS, f]) + online
                    out.hear[f, row, channel] = rate
                    out.online[f, row, channel] = online
                    rate += w.information_exposure * online
                    prompted = rate + word_most + out.terms[f, row, t.PROMPT] + w.own_search
                    prompted_most[f] = max(prompted_most[f], prompted)
                    if x[LAUNCHED, f] > 0.0:
                        hear_most[f, 0] = max(hear_most[f, 0], 1.0 - exp(-rate))
                        hear_most[f, 1] = max(hear_most[f, 1], 1.0 - exp(-(rate + word_most)))
                for profile in range(8):
                    out.proxy[f, row, profile] = threshold(share(services.proxy[f, profile] * x[PROXY, f]))
            fixed = (
                logit(w.card_base)
                + w.card_need * (share(x[CARD_NEED, 0]) + 1.0 - share(x[NOTICE, 0]))
                + w.card_push * x[PUSH, 0]
                + money(x[CARD_YEN, 0], w)
                - w.card_mixed * mixed
                - w.card_guarded * share(x[GUARD, 0])
            )
            best = fixed
            for channel in range(8):
                value = fixed + w.card_campaign * exposures[channel, 0] * x[CAMPAIGN, 0]
                out.card[row, channel] = value
                best = max(best, value)
            out.card_risk[row] = w.card_risk * exposed
            asked = 0.0
            for f in range(8):
                asked += 0.125 * out.terms[f, row, t.CREDENTIAL]
            out.card_offers[row] = w.card_offers * asked
            both = money(x[CARD_YEN, 0] + x[LINKED_YEN, 0], w)
            out.card_linked[row] = both - money(x[CARD_YEN, 0], w)
            best += out.card_linked[row] + out.card_offers[row]
            out.card_photo[row] = x[PHOTO, 0]
            out.reader[row] = w.reader
            out.on_phone[row] = share(x[ON_PHONE, 0])
            out.repair[row] = share(w.repair * x[REPAIR, 0])
            out.classes[row] = share(x[CLASSES, 0])
            out.heterogeneity[row] = share(w.heterogeneity * x[HETEROGENEITY, 0])
            out.news[row] = 0.0
            for f in range(8):
                out.news_of[f, row] = x[NEWS, f]
                out.news[row] = max(out.news[row], x[NEWS, f])
            out.card_factor[row] = 0.0
            out.card_mandate[row] = 0.0
            if x[ISSUING, 0] > 0.0:
                out.card_factor[row] = x[DEADLINE, 0]
                out.card_mandate[row] = x[MANDATE, 0]
                most = logistic(best + place_most + max(w.card_photo * x[PHOTO, 0], 0.0))
                card_most = max(card_most, x[DEADLINE, 0] * most)
                if x[MANDATE, 0] > 0.0:
                    card_most = max(card_most, w.enrolment)
    # One millionth is added so that rounding of the table logit can never exceed the bound.
    for f in range(8):
        for some in range(2):
            most = hear_most[f, some]
            out.hear_bound[f, some] = np.uint32(threshold(most + 1e-6) if most > 0.0 else np.int64(0))
        out.prompt_bound[f] = np.uint32(threshold(1.0 - exp(-prompted_most[f]) + 1e-6))
    out.card_bound[0] = np.uint32(threshold(card_most + 1e-6) if card_most > 0.0 else np.int64(0))
