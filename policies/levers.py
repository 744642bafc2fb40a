"""Levers: everything a policy can move, with unit, range and the way several moves combine.

Policies never touch citizens. A policy says by how much it moves a lever in a month; the panel adds,
multiplies or takes the largest of all moves in force, and the kernels read the panel.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Operator(StrEnum):
    """How the moves of several policies combine with the base value."""

    ADD = "add"
    MULTIPLY = "multiply"
    MAX = "max"


class Lever(NamedTuple):
    """One lever of the catalogue.

    family : True where each service family has its own value
    base : value with no policy in force (family levers may take another base from ``services.*``)
    """

    name: str
    unit: str
    low: float
    high: float
    base: float
    operator: Operator
    family: bool
    meaning: str


A, M, X = Operator.ADD, Operator.MULTIPLY, Operator.MAX

_ROWS = (
    Lever("services.launched", "share", 0, 1, 0, X, True, "the family can be filed online at all, where a bundle is offered"),
    Lever("services.complexity", "share", 0, 1, 0.5, A, True, "difficulty of the online procedure"),
    Lever("services.smartphone_ready", "share", 0, 1, 0, X, True, "share of cases that can be finished on a phone"),
    Lever("services.browser_fail", "share", 0, 1, 0.05, A, True, "chance that the form fails in the citizen's browser"),
    Lever("services.hours", "share", 0, 1, 1, A, True, "share of demand that falls into opening hours"),
    Lever("services.credential_required", "share", 0, 1, 0, X, True, "share of cases that need a card or an equivalent credential"),
    Lever("services.substitute_accepted", "share", 0, 1, 0, X, True, "a substitute credential (ID and password) is accepted"),
    Lever("services.documents", "documents", 0, 10, 2, A, True, "documents asked for"),
    Lever("services.fee_advantage_yen", "yen", 0, 20000, 0, A, True, "how much cheaper the online case is"),
    Lever("services.incentive_yen", "yen", 0, 50000, 0, A, True, "money for filing online"),
    Lever("services.surge", "ratio", -1, 100, 0, A, True, "extra needs as a multiple of the usual rate"),
    Lever("services.time_lost_offline", "two hours", -1, 4, 0.3, A, True, "net time lost by going offline, infection risk included"),
    Lever("services.proxy", "ratio", 0, 5, 1, M, True, "factor on the chance that someone else files"),
    Lever("services.proxy_online", "share", 0, 1, 0, A, True, "share of intermediaries that file online"),
    Lever("services.terminal", "share", 0, 1, 0, A, True, "chance of a staffed terminal at the office"),
    Lever("services.support", "share", 0, 1, 0, A, True, "helpline and desk support within an attempt"),
    Lever("services.print_and_post", "share", 0, 1, 0, A, True, "chance that a case failing at the credential is printed and posted"),
    Lever("services.hand_processing", "share", 0, 1, 0.9, A, True, "share of online forms handled by hand"),
    Lever("promotion.mass_media", "share of a full campaign", 0, 1, 0, A, True, "promotion through mass media"),
    Lever("promotion.online_media", "share of a full campaign", 0, 1, 0, A, True, "promotion through own online media"),
    Lever("promotion.counter", "share of a full campaign", 0, 1, 0, A, True, "prompts at the counter"),
    Lever("message.personal_frame", "share", 0, 1, 0.5, A, False, "weight of a concrete personal benefit in messages"),
    Lever("card.issuing", "share", 0, 1, 0, X, False, "cards are being issued"),
    Lever("card.incentive_yen", "yen", 0, 50000, 0, A, False, "money for getting the card"),
    Lever("card.linked_act_yen", "yen", 0, 50000, 0, A, False, "money for linked acts, paid only to those who do them"),
    Lever("card.deadline", "ratio", 1, 5, 1, M, False, "factor on the card hazard near a deadline"),
    Lever("card.photo_id", "ratio", 0, 3, 1, M, False, "worth of the card as photo ID"),
    Lever("card.need", "share", 0, 1, 0, A, False, "services and entitlements that need the card"),
    Lever("card.push", "share", 0, 1, 0, A, False, "direct invitation to apply"),
    Lever("card.campaign", "share of a full campaign", 0, 1, 0, A, False, "mass-media campaign for the card"),
    Lever("card.mixed_message", "share", 0, 1, 0, X, False, "strength of contradictory messages about the card"),
    Lever("card.capacity", "ratio", 0, 10, 1, M, False, "factor on the issuing capacity of the offices"),
    Lever("card.on_phone", "share", 0, 1, 0, X, False, "credential in the phone, no reader needed"),
    Lever("card.notice_accepted", "share", 0, 1, 1, M, False, "the paper number notice is accepted instead of the card"),
    Lever("privacy.protection", "share", 0, 1, 0.2, A, False, "legal protection of personal data"),
    Lever("privacy.reuse_concern", "share", 0, 1, 0, A, False, "concern about reuse of data"),
    Lever("trust.news", "share", 0, 1, 0, A, True, "weight of an incident in the month's news"),
    Lever("infrastructure.coverage", "share", 0, 1, 1, M, False, "factor on who is connected"),
    Lever("devices.smartphone", "ratio", 0, 2, 1, M, False, "factor on who has a smartphone"),
    Lever("coordination.national_local", "share", 0, 1, 0.5, A, False, "chance that a national instruction reaches a municipality in the month"),
    Lever("churn.announcements", "events", 0, 10, 0, A, False, "new strategies and platform changes this month"),
    Lever("standard.available", "share", 0, 1, 0, X, False, "a standard municipal system exists"),
    Lever("standard.mandatory", "share", 0, 1, 0, X, False, "municipalities must use the standard"),
    Lever("platform.share_moved", "share", 0, 1, 0, A, False, "share of systems on the shared platform"),
    Lever("platform.migration", "share", 0, 1, 0, A, False, "load of a platform migration under way"),
    Lever("municipal.subsidy", "share", 0, 1, 0, A, False, "share of the cost of an offer that the state pays"),
    Lever("municipal.mandate", "share", 0, 1, 0, X, False, "municipalities must offer"),
    Lever("municipal.help", "share", 0, 1, 0, A, False, "help from prefecture or Digital Agency"),
    Lever("municipal.staff", "ratio", 0, 3, 1, M, False, "factor on staff capacity"),
    Lever("design.user_centred", "share", 0, 1, 0, A, False, "user-centred design of new and refitted services"),
    Lever("design.vendor_heterogeneity", "ratio", 0, 1, 1, M, False, "factor on differences between vendors' designs"),
    Lever("staff.training", "share", 0, 1, 0, A, False, "training of public servants"),
    Lever("institutions.agency_resistance", "share", 0, 1, 0, A, False, "resistance of agencies beyond the baseline"),
    Lever("legacy.seal_required", "share", 0, 1, 1, M, False, "a seal keeps a procedure from being finished online"),
    Lever("legacy.fax", "share", 0, 1, 1, M, False, "fax between agencies adds delay"),
    Lever("idsystem.linked", "share", 0, 1, 0, A, False, "share of documents fetched between agencies"),
    Lever("offline.capacity", "ratio", 0, 3, 1, M, False, "factor on counter and mail capacity"),
    Lever("supply.online_share", "share of kinds", 0, 1, 0, X, False, "share of the national kinds of procedure that has been put online"),
    Lever("supply.prune_to", "share of kinds", 0, 1, 0, X, False, "in the month when it is above 0: prune the least used until this share of kinds is left"),
    Lever("supply.prune_below", "cases a year", 0, 1e9, 0, X, False, "in the month when it is above 0: withdraw every national bundle of kinds with fewer measured online cases in Japan than this, and prune to no share; while no online case has been measured the share counts"),
    Lever("supply.prune_order", "order", 0, 2, 0, X, False, "what a cut to a share withdraws first: 0 the least used, 1 what the lot falls on, 2 the dearest"),
    Lever("literacy.classes", "share", 0, 1, 0, A, False, "share of citizens reached by a class in a year"),
    Lever("firms.mandate", "share", 0, 1, 0, X, False, "large firms must file online"),
    Lever("government.cost_weight", "share", 0, 1, 0.3, A, False, "weight of cost against access when government decides what to keep"),
    Lever("idsystem.generation", "generation", 0, 2, 0, X, False, "1 the resident code of 1999, which needs a visit first; 2 My Number"),
    Lever("idsystem.identifiers", "numbers", 0, 5, 0, A, False, "personal numbers in use that share no link"),
    Lever("g2g.connectivity", "share", 0, 1, 0.5, A, False, "share of agencies that exchange by network"),
    Lever("platform.feasible", "share", 0, 1, 0, X, False, "shared systems have become feasible and cheap"),
    Lever("firms.incentive_yen", "yen", 0, 5000000, 0, A, False, "money for a firm that begins to file online"),
    Lever("firms.documents", "documents", 0, 10, 2, A, False, "documents that firms must keep or send on paper"),
    Lever("card.mandate", "level", 0, 2, 0, X, False, "0 the card is voluntary, 1 everybody gets it unless they opt out, 2 everybody must have it"),
    Lever("card.repair_capacity", "ratio", 0, 10, 1, M, False, "factor on how many locked and expired credentials the offices repair"),
    Lever("message.guard", "share", 0, 1, 0, X, False, "strength of the message to keep the card at home"),
    Lever("message.switch_every_months", "months", 0, 120, 0, X, False, "the two messages about the card take turns every so many months; 0 both run at once"),
    Lever("culture.status_quo", "logits", 0, 3, 0, A, False, "attachment to the way things have always been done, by region and age"),
    Lever("desks.per_100k", "desks", 0, 50, 0, A, False, "staffed help desks for each 100,000 residents"),
    Lever("firms.intermediary_setup", "ratio", 0, 2, 1, M, True, "factor on the set-up of accountants, scriveners and attorneys who file for others, by the family that their procedure is next to"),
    Lever("budget.g2c_share", "share", 0.02, 0.98, 0.3, A, False, "share of government's capacity that works for citizens' services; the rest works for firms"),
    Lever("services.private_substitute", "share", 0, 1, 0, A, True, "share of needs that people take to private firms instead of to the state"),
    Lever("sunset.paper_closed", "share", 0, 1, 0, A, False, "share of cases that could be filed online for which counter and mail are closed"),
    Lever("offline.floor", "share", 0, 1, 0, X, False, "backup: least capacity of counters and mail, and least share of cases for which paper stays open"),
    Lever("relief.integrated", "share", 0, 1, 0, X, False, "share of applications for relief in which nation and prefecture have one form"),
    Lever("measurement.quality", "share", 0, 1, 1, M, False, "how far institutions see measured use; at 0 they do not measure"),
    Lever("government.participation", "share", 0, 1, 0, A, False, "weight of what citizens need against measured online use when government decides what to keep"),
    Lever("coordination.national", "share", 0, 1, 0.5, A, False, "chance that a ministry shares a login and a portal instead of building its own"),
    Lever("contract.transparency", "share", 0, 1, 0.5, A, False, "how clear contracts with vendors are; unclear ones overrun or fall short more widely"),
    Lever("platform.retired", "share", 0, 1, 0, A, False, "share of the central systems of 2012 that has been merged or closed"),
    Lever("platform.outage", "share", 0, 1, 0, A, False, "share of the month in which the shared platform is down, and with it all that it hosts"),
    Lever("services.outage", "share", 0, 1, 0, A, True, "share of the month in which the online service is down; who comes then goes to the counter on one day"),
)

LEVERS: dict[str, Lever] = {lever.name: lever for lever in _ROWS}
"""The catalogue; its order is the lever axis of the panel."""

POSITION: dict[str, int] = {name: k for k, name in enumerate(LEVERS)}
"""Position of each lever on the lever axis."""

UNREAD: frozenset[str] = frozenset()
"""Levers that the record moves and no mechanism reads yet: entries that move nothing else have no effect.

``denshi list laws`` names them; ``tests/policies/test_levers_are_read.py`` keeps the list true.
"""
