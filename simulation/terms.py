"""From the scenario's records to the numbers and tables that a run reads: one place for every name.

``Weights`` and ``LeverWeights`` are what kernels call by short names; here stands which assumption each
is. The catalogue of services becomes arrays by family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from agents.columns import FAMILIES
from simulation.catalogue import CatalogueRow, row_arrays
from simulation.kernels.tables import Weights
from simulation.prepare import LeverWeights, ServiceArrays

WEIGHTS: dict[str, str] = {
    "spontaneous": "awareness.spontaneous",
    "own_search": "awareness.own_search",
    "availability_start": "availability.start",
    "usefulness": "beta.usefulness",
    "ease": "beta.ease",
    "trust": "beta.trust",
    "habit": "beta.habit",
    "literacy": "beta.literacy",
    "age_decade": "beta.age_decade",
    "time_saved": "beta.time_saved",
    "choice_rule": "choice.rule",
    "threshold_usefulness": "choice.threshold_usefulness",
    "threshold_ease": "choice.threshold_ease",
    "tolerated_risk": "choice.tolerated_risk",
    "gate_width": "choice.gate_width",
    "unaware_penalty": "choice.unaware_penalty",
    "access_penalty": "choice.access_penalty",
    "taste_spread": "taste.spread",
    "gain_usefulness": "experience.usefulness",
    "gain_ease": "experience.ease",
    "failure_ratio": "experience.failure_ratio",
    "gain_trust": "experience.trust",
    "trust_asymmetry": "experience.trust_asymmetry",
    "habit_growth": "habit.growth",
    "habit_decay": "habit.decay",
    "literacy_learning": "literacy.learning",
    "literacy_decay": "literacy.decay_after_70",
    "assisted_share": "assisted.experience_share",
    "attempt_intercept": "attempt.intercept",
    "attempt_literacy": "attempt.literacy",
    "attempt_habit": "attempt.habit",
    "attempt_helper": "attempt.helper",
    "attempt_support": "attempt.support",
    "attempt_misfit": "attempt.misfit",
    "attempt_pin": "attempt.forgotten_pin",
    "attempt_load": "attempt.load",
    "talk_rate": "talk.rate",
    "talk_negativity": "talk.negativity",
    "trust_anchor": "trust.anchor",
    "trust_peers": "trust.peers",
    "trust_news": "trust.news",
    "photo_id": "card.photo_id",
    "photo_id_age": "card.photo_id_age",
    "photo_id_width": "card.photo_id_width",
    "linked_share": "card.linked_act_share",
    "foreign_without_number": "card.foreign_without_number",
    "literacy_level": "literacy.level",
    "literacy_decade": "literacy.per_birth_decade",
    "literacy_education": "literacy.per_education_step",
    "literacy_spread": "literacy.spread",
    "certificate_renewed": "card.certificate_renewed",
    "card_years": "card.valid_years",
    "card_years_minor": "card.valid_years_minor",
    "card_minor_age": "card.minor_age",
    "card_renewed": "card.renewed",
    "move_voids": "card.move_voids_certificate",
    "enrolment": "card.enrolment_month",
    "opt_out": "card.opt_out_share",
    "exempt": "card.exempt_share",
    "monolith": "trust.perceived_monolith",
    "municipal_trust": "trust.municipal_offset",
    "civic": "beta.civic",
    "education": "beta.education",
    "income": "beta.income",
    "class_gain": "literacy.class_gain",
}
"""Field of ``Weights`` -> assumption, where the number is taken as it stands."""

LEVER_WEIGHTS: dict[str, str] = {
    "spontaneous": "awareness.spontaneous",
    "mass_media": "awareness.mass_media",
    "online_media": "awareness.online_media",
    "word_of_mouth": "awareness.word_of_mouth",
    "counter_prompt": "awareness.counter_prompt",
    "own_search": "awareness.own_search",
    "benefit": "beta.benefit",
    "abstract": "framing.abstract_weight",
    "money": "incentive.weight",
    "money_curve": "incentive.curve",
    "saturation_yen": "incentive.saturation_yen",
    "incident": "beta.incident",
    "mixed": "beta.mixed_message",
    "risk": "beta.risk",
    "seal": "legacy.seal_difficulty",
    "card_base": "card.base_hazard",
    "card_need": "card.need",
    "card_push": "card.push",
    "card_campaign": "card.campaign",
    "card_risk": "card.risk",
    "card_mixed": "card.mixed_message",
    "card_photo": "card.photo_id",
    "reader": "card.reader_share",
    "monolith": "trust.perceived_monolith",
    "message_forgetting": "message.forgetting",
    "guarded": "beta.guarded_card",
    "card_guarded": "card.guarded",
    "mandate_risk": "card.mandate_risk",
    "enrolment": "card.enrolment_month",
    "repair": "card.repair_share",
    "hand_over": "attempt.hand_to_assisted",
    "desk_terminal": "conversion.desk_terminal",
    "desk_support": "conversion.desk_support",
    "heterogeneity": "vendor.heterogeneity",
    "data_flows": "surveillance.data_flows",
    "enforcement": "surveillance.enforcement_access",
    "accountability": "surveillance.unaccountable_firms",
    "notice": "card.notice_cases",
}
"""Field of ``LeverWeights`` -> assumption."""

MONTHS_A_YEAR = 12.0


def weights(value: Callable[[str], float]) -> Weights:
    """The numbers that stages read; monthly rates that are applied at birthdays become yearly chances."""
    peers = value("network.influence") > 0.0
    feedback = value("availability.feedback") > 0.0
    spill_over = value("information.spillover_info_to_service")
    numbers = {field: float(value(name)) for field, name in WEIGHTS.items()}
    return Weights(
        **numbers,
        word_of_mouth=value("awareness.word_of_mouth") if peers else 0.0,
        peers=value("beta.peers") if peers else 0.0,
        forgetting=yearly(value("awareness.forgetting")),
        availability_learning=value("availability.learning") if feedback else 0.0,
        availability_drift=value("availability.drift") if feedback else 0.0,
        certificate_years=value("card.certificate_months") / MONTHS_A_YEAR,
        information_exposure=spill_over * value("information.exposure"),
        familiarity=spill_over * value("information.ease_gain"),
        pin_loss_year=yearly(value("card.pin_loss_month")),
    )


def yearly(monthly: float) -> float:
    """Chance within a year of something with a monthly chance: 1 - (1 - p)**12."""
    kept = 1.0
    for _ in range(12):
        kept *= 1.0 - monthly
    return 1.0 - kept


def lever_weights(value: Callable[[str], float], institution: Callable[[str], float]) -> LeverWeights:
    """The numbers that turn levers into tables."""
    numbers = {field: float(value(name)) for field, name in LEVER_WEIGHTS.items()}
    if value("network.influence") <= 0.0:
        numbers["word_of_mouth"] = 0.0
    return LeverWeights(
        **numbers,
        card_offers=value("card.need") if value("card.offer_feedback") > 0.0 else 0.0,
        information_exposure=value("information.spillover_info_to_service") * value("information.exposure"),
        documents=institution("quality.documents"),
        user_centred=institution("quality.user_centred"),
        budget=institution("budget.capacity_elasticity"),
    )


def service_arrays(
    services: Mapping[str, Mapping[str, Any]],
    procedures: float,
    rows: Sequence[CatalogueRow] = (),
) -> ServiceArrays:
    """The catalogue as arrays; ``procedures`` is the mean number of needs per adult and year.

    The yearly rate of a family for a profile and a band is procedures x needs share x profile factor x age
    factor; ``configs/services`` keeps the factors so that the population's mean stays near ``procedures``.
    """

    def column(field: str) -> np.ndarray:
        return np.array([float(services[family][field]) for family in FAMILIES])

    rate = np.zeros((8, 8, 18))
    for f, family in enumerate(FAMILIES):
        row = services[family]
        age = np.array(row.get("age") or [1.0] * 18, np.float64)
        factors = np.array(row["needs"], np.float64)
        rate[f] = procedures * float(row["needs_share"]) * factors[:, None] * age[None, :]
    return ServiceArrays(
        intercept=column("intercept"),
        benefit=column("benefit"),
        sensitivity=column("sensitivity"),
        purpose=column("purpose"),
        mail=column("mail_share"),
        rate=rate,
        season=np.array([services[family]["season"] for family in FAMILIES], np.float64),
        proxy=np.array([services[family]["proxy"] for family in FAMILIES], np.float64),
        **row_arrays(rows),
    )


def lever_bases(services: Mapping[str, Mapping[str, Any]]) -> dict[str, list[float]]:
    """Base values of family levers that the catalogue gives: ``services.<field>`` -> (8,)."""
    from policies.levers import LEVERS

    bases = {}
    for name, lever in LEVERS.items():
        field = name.removeprefix("services.")
        values = [services[family].get(field) for family in FAMILIES]
        if lever.family and name.startswith("services.") and all(isinstance(v, int | float) for v in values):
            bases[name] = [float(v) for v in values if v is not None]
    return bases
