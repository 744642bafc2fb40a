"""Every shorthand that a question may write under ``set``, ``sweep`` or ``levers``: one row each.

A shorthand says in one word what takes several settings: ``message.frame: society`` is a lever,
``digital_agency.from`` the date of an entry, ``incentive.pool_yen_year`` a lever, a conversion from yen and a
price tag. What a row needs and the model does not have refuses the arm in words; it starts to work when the
lever appears. Sizes that nobody has measured are records of ``assumptions.conversion``, grade E.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from experiments.shorthand import card, government, money, people, relief, service
from experiments.shorthand.asked import Asked, Edit
from simulation.hours import SCHEDULES


class Shorthand(NamedTuple):
    """One name of the questions' own.

    unit : ``month``, ``months``, ``switch``, ``word``, ``families``, ``acts``, ``month list`` or a unit of numbers
    low, high : of numbers; words : of a word; never : whether null may be given
    needs : levers or assumptions without which it cannot be set
    """

    name: str
    unit: str
    meaning: str
    change: Callable[[Asked], Iterator[Edit]]
    low: float = 0.0
    high: float = 1.0
    words: tuple[str, ...] = ()
    never: bool = False
    needs: tuple[str, ...] = ()


_BUDGET = 1e12

_ROWS = (
    # money
    Shorthand("promotion.mass_media_yen_year", "yen a year", "mass media beyond what the history spends; a share of a full campaign", money.mass_media, 0, _BUDGET),
    Shorthand("incentive.pool_yen_year", "yen a year", "a pool divided over cases filed online", money.pool, 0, _BUDGET),
    Shorthand("incentive.etax_yen", "yen", "for a tax return filed online", money.etax, 0, 50_000),
    Shorthand("simplify.pool_yen_year", "yen a year", "redesign of the procedures used most, year by year; what is redesigned stays so", money.simplify, 0, _BUDGET),
    Shorthand("literacy.classes_yen_year", "yen a year", "classes for people of 65 and over", money.classes, 0, _BUDGET, needs=("literacy.classes",)),
    Shorthand("promotion.municipal_desk", "switch", "every counter prompts for the online way", money.municipal_desk),
    # the card
    Shorthand("card.incentive_yen", "yen", "for a new card", card.incentive, 0, 50_000),
    Shorthand("card.linked_act_yen", "acts", "yen for each linked act, paid only to those who do it", card.linked, 0, 50_000),
    Shorthand("card.replaces_insurance_card_from", "month", "the health insurance card ends in this month", card.replaces_insurance, never=True),
    Shorthand("card.mandate", "word", "everybody gets the card unless they opt out, or must have it", card.mandate, words=("none", "opt_out", "mandatory"), needs=("card.mandate",)),
    Shorthand("card.required_for", "families", "families that can be filed online only with the card", card.required),
    Shorthand("card.repair_capacity", "factor", "capacity of the offices that unlock and renew cards", card.repair, 0, 10),
    # what people are told and how they are helped
    Shorthand("message.card", "word", "one message about the card: carry it, guard it, or none at all", people.message, words=("mixed", "carry", "guard", "none"), needs=("message.guard",)),
    Shorthand("message.switch_every_months", "months", "how often the message about the card turns", people.switching, 1, 120, never=True, needs=("message.guard",)),
    Shorthand("message.frame", "word", "what messages speak of: society, one's own gain, or both", people.frame, words=("society", "personal", "mix")),
    Shorthand("desks.per_100k", "desks", "staffed help desks for each 100,000 residents", people.desks, 0, 50),
    Shorthand("peer.family_help", "factor", "help in the family within an attempt", people.family_help, 1, 3),
    Shorthand("proxy.legal", "switch", "a proxy may file by law", people.legal_proxy),
    Shorthand("feedback.perceived_availability", "switch", "whether people believe what they see of the offer", people.perceived, needs=("assumptions.availability.feedback",)),
    Shorthand("trust.repair", "word", "how an incident is answered", people.repair, words=("slow", "fast")),
    # government
    Shorthand("digital_agency.from", "month", "first month of the Digital Agency", government.digital_agency, never=True),
    Shorthand("standard.available_from", "month", "first month of the standard municipal system", government.standard, never=True),
    Shorthand("standard.mandatory", "switch", "municipalities must use it once it exists", government.mandatory_standard),
    Shorthand("design_system.mandatory", "switch", "one design for all vendors", government.design_system),
    Shorthand("platform.change_at", "month list", "months of a move of the joint platform", government.platform),
    Shorthand("churn.count", "factor", "plans announced", government.churn, 0, 10),
    Shorthand("legacy.fax_abolish_at", "month", "first month without fax, unless agencies resist", government.fax, never=True, needs=("legacy.fax",)),
    Shorthand("prune.order", "word", "what is withdrawn first", government.prune_order, words=government.ORDERS, needs=("supply.prune_order",)),
    Shorthand("sunset.months", "months", "months from the date until counter and mail close for routine cases", government.sunset, 0, 600, never=True, needs=("sunset.paper_closed",)),
    Shorthand("sunset.exempt_from_age", "years", "age from which counter and mail stay open", government.exempt, 0, 120, needs=("sunset.paper_closed",)),
    Shorthand("institutions.staff_capacity", "factor", "staff of municipalities, those at counters among them", government.staff, 0, 3),
    Shorthand("shocks.incident", "month", "a leak of personal data, at this month", government.incident, never=True),
    # services
    Shorthand("services.etax.hours", "word", "when e-Tax is open", service.hours, words=tuple(SCHEDULES)),
    Shorthand("offline.minutes_per_procedure", "minutes", "a citizen's minutes for a case at the counter", service.offline_minutes, 0, 480),
    Shorthand("online.minutes_per_procedure", "minutes", "a citizen's minutes for a case filed online", service.online_minutes, 0, 480),
    Shorthand("idsystem.once_only", "switch", "agencies fetch what another already holds", service.once_only),
    # relief
    Shorthand("relief.channel", "word", "how relief may be applied for", relief.channel, words=("mail", "online")),
    Shorthand("relief.back_office", "word", "how online applications are checked", relief.back_office, words=("hand", "automatic")),
    Shorthand("relief.integrated", "switch", "one form for the nation and the prefecture", relief.integrated, needs=("relief.integrated",)),
    Shorthand("relief.apply", "word", "whether relief must be applied for", relief.apply, words=("all", "none")),
    Shorthand("relief.accounts_known", "share", "citizens whose bank account is known", relief.accounts_known, 0, 1),
    Shorthand("relief.requires_card", "switch", "relief online and offline needs the card", relief.requires_card),
)  # fmt: skip

SHORTHANDS: dict[str, Shorthand] = {row.name: row for row in _ROWS}
"""Every shorthand by name."""
