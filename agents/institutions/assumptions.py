"""What is assumed about institutions when no configuration says otherwise.

Japan publishes how many employees a municipality has, but not what makes it start a service. Signs
follow the evidence (small, poor, sparsely settled places are slower: A, B); sizes are judgement
(grade E). Each default lies inside the range beside it, and ``configs/institutions`` replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One assumption: dotted name below ``institutions.``, value, unit, plausible range, grade, meaning."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    grade: str
    meaning: str


ROWS = (
    Row("offer.level", -3.4, "logit", -8, 2, "E", "a0: readiness to start, tuned on local rates to FY2015"),
    Row("offer.staff", 0.5, "logit per ln persons", 0, 2, "E", "a1: weight of IT staff"),
    Row("offer.finance", 0.5, "logit", 0, 2, "E", "a2: weight of the fiscal index"),
    Row("offer.standard", 0.5, "logit", 0, 2, "E", "a3: weight of a standard system"),
    Row("offer.platform", 0.5, "logit", 0, 2, "E", "a4: weight of the shared platform"),
    Row("offer.subsidy", 0.5, "logit", 0, 2, "E", "a5: weight of the subsidised share"),
    Row("offer.mandate", 2.0, "logit", 0, 2, "E", "a6: weight of a duty to offer"),
    Row("offer.neighbours", 0.5, "logit", 0, 2, "E", "a7: weight of uptake in the prefecture"),
    Row("offer.economic_risk", 0.5, "logit per ln ratio", 0, 2, "E", "a8: weight of cost against saving"),
    Row("offer.standard_saving", 0.3, "share", 0, 0.6, "E", "share of cost and work that a standard saves"),
    Row("uptake.own", 0.4, "weight", 0, 1, "E", "own measured uptake in what a municipality expects"),
    Row("uptake.prefecture", 0.3, "weight", 0, 1, "E", "uptake in the prefecture in what it expects"),
    Row("uptake.announced", 0.3, "weight", 0, 1, "E", "uptake announced by the state in what it expects"),
    Row("uptake.said", 0.3, "share", 0, 1, "E", "uptake that the state announces"),
    Row("measurement.noise", 0.3, "log sd", 0, 0.7, "E", "error of measured use"),
    Row("capacity.it_share", 0.015, "share", 0.005, 0.03, "E", "IT staff among employees"),
    Row("capacity.staff", 0.5, "exponent", 0, 1, "E", "aQ: digital capacity by IT staff"),
    Row("capacity.finance", 0.5, "exponent", 0, 1, "E", "bQ: digital capacity by fiscal index"),
    Row("capacity.pool_months", 30.0, "project-months a year", 6, 120, "E", "IT pool at capacity 1"),
    Row("capacity.project_months", 6.0, "project-months", 2, 24, "E", "IT work to start one bundle"),
    Row("finance.level", 0.45, "index", 0.3, 0.6, "E", "fiscal index of the median municipality"),
    Row("finance.size", 0.15, "per ln persons", 0, 0.4, "E", "loading of population on ln fiscal index"),
    Row("finance.density", 0.15, "per ln persons per km2", 0, 0.4, "E", "loading of density on the same"),
    Row("finance.spread", 0.25, "log sd", 0, 0.6, "E", "what size and density leave open"),
    Row("go_live.months", 18.0, "months", 6, 36, "E", "tau: mean months from start to service at capacity 1"),
    Row("go_live.resistance", 0.3, "ratio", 0, 2, "E", "res: staff resistance before training"),
    Row("go_live.platform", 0.5, "share", 0, 0.95, "E", "share of that time saved by the shared platform"),
    Row("integration.intercept", -2.0, "logit", -4, 0, "E", "i0: integration failure"),
    Row("integration.churn", 0.3, "logit per event", 0, 0.8, "E", "i1: weight of policy churn"),
    Row("integration.coordination", 1.0, "logit", 0, 2, "E", "i2: weight of coordination"),
    Row("integration.logins", 0.5, "logit", 0, 2, "E", "i3: weight of logins that are not shared"),
    Row("integration.penalty", 0.1, "share", 0, 0.3, "E", "complexity that a failed integration adds"),
    Row("quality.vendor", 0.1, "share", 0, 0.3, "E", "complexity from differing vendors"),
    Row("quality.standard", 0.1, "share", 0, 0.3, "E", "complexity that a standard takes away"),
    Row("quality.user_centred", 0.1, "share", 0, 0.3, "E", "complexity that user-centred design takes away"),
    Row("quality.ageing_year", 0.01, "share a year", 0, 0.05, "E", "complexity a year without refit adds"),
    Row("churn.decay", 0.05, "a month", 0.02, 0.1, "E", "forgetting of announcements"),
    Row("cost.offer_yen", 10e6, "yen", 1e6, 1e8, "E", "cost of offering the local procedures of a family"),
    Row("cost.running_yen", 2e6, "yen a year", 1e5, 2e7, "E", "running cost of the same"),
    Row("cost.saving_per_case_yen", 500.0, "yen", 100, 2000, "E", "saving per online case"),
    Row("counter.staff_share", 0.2, "share", 0.1, 0.4, "E", "desk staff among employees"),
    Row("counter.cases_per_staff_day", 15.0, "cases", 5, 40, "E", "cases a desk clerk settles a day"),
    Row("counter.mail_share", 0.2, "share", 0, 0.6, "E", "share of desk staff at the mail"),
    Row("office.cases_per_staff_day", 15.0, "cases", 5, 40, "E", "online forms a clerk handles a day"),
    Row("office.work_share", 0.7, "counter cases", 0, 1.5, "E", "omega: work of one form handled by hand"),
    Row("card.cases_per_1000_day", 1.5, "cases", 0.5, 3, "E", "cards issued a day per 1,000 residents"),
    Row("withdrawal.rate_year", 0.005, "share", 0, 0.2, "E", "chance to withdraw what loses, if cost is all"),
    Row("crisis.threshold", 1.0, "ratio", 0.1, 20, "E", "extra need of relief that makes a crisis"),
    Row("crisis.own_scheme_days", 30.0, "days", 7, 120, "E", "until a lone prefecture has a scheme"),
    Row("relief.prefecture_cases_1000_day", 2.0, "cases", 0.2, 5, "E", "its cases a day per 1,000 residents"),
    Row("relief.paid_within_days", 90.0, "days", 14, 365, "E", "within which relief is to be paid"),
    Row("contract.spread", 0.4, "log sd", 0, 1, "E", "spread of final cost when contracts are opaque"),
    Row("login.renewal_year", 0.1, "share", 0, 0.5, "E", "yearly chance that a login is replaced"),
    Row("exchange.network_days", 0.5, "days", 0, 5, "E", "a question to another agency by network"),
    Row("exchange.fax_days", 3.0, "days", 0.5, 15, "E", "the same by fax or paper"),
    Row("exchange.match", 0.3, "ratio", 0, 1, "E", "longer for each number without links"),
    Row("exchange.share", 0.3, "share", 0, 1, "E", "cases for which another agency must be asked"),
    Row("systems.total", 1500.0, "systems", 1500, 1500, "A", "central systems of 2012"),
    Row("systems.personal_data", 0.45, "share", 0.3, 0.6, "E", "kept from moving by personal data"),
    Row("systems.private_substitute", 0.2, "share", 0.05, 0.3, "E", "kept from moving by private offers"),
    Row("platform.move_yen", 1e8, "yen", 1e7, 1e9, "E", "cost of moving a system"),
    Row("platform.running_yen", 5e7, "yen a year", 1e7, 5e8, "E", "running cost of a system of its own"),
    Row("platform.saving", 0.3, "share", 0, 0.6, "E", "part of it that the shared platform saves"),
    Row("platform.premium", 1.0, "ratio", 0, 3, "E", "dearer moves while sharing is not feasible"),
    Row("audit.lag_months", 12.0, "months", 0, 36, "E", "until the Board of Audit publishes a count"),
)
"""Every assumption about institutions that this package reads."""


class Assumptions(NamedTuple):
    """The values of ``ROWS``: field ``offer_level`` is ``institutions.offer.level``, and so on."""

    offer_level: float
    offer_staff: float
    offer_finance: float
    offer_standard: float
    offer_platform: float
    offer_subsidy: float
    offer_mandate: float
    offer_neighbours: float
    offer_economic_risk: float
    offer_standard_saving: float
    uptake_own: float
    uptake_prefecture: float
    uptake_announced: float
    uptake_said: float
    measurement_noise: float
    capacity_it_share: float
    capacity_staff: float
    capacity_finance: float
    capacity_pool_months: float
    capacity_project_months: float
    finance_level: float
    finance_size: float
    finance_density: float
    finance_spread: float
    go_live_months: float
    go_live_resistance: float
    go_live_platform: float
    integration_intercept: float
    integration_churn: float
    integration_coordination: float
    integration_logins: float
    integration_penalty: float
    quality_vendor: float
    quality_standard: float
    quality_user_centred: float
    quality_ageing_year: float
    churn_decay: float
    cost_offer_yen: float
    cost_running_yen: float
    cost_saving_per_case_yen: float
    counter_staff_share: float
    counter_cases_per_staff_day: float
    counter_mail_share: float
    office_cases_per_staff_day: float
    office_work_share: float
    card_cases_per_1000_day: float
    withdrawal_rate_year: float
    crisis_threshold: float
    crisis_own_scheme_days: float
    relief_prefecture_cases_1000_day: float
    relief_paid_within_days: float
    contract_spread: float
    login_renewal_year: float
    exchange_network_days: float
    exchange_fax_days: float
    exchange_match: float
    exchange_share: float
    systems_total: float
    systems_personal_data: float
    systems_private_substitute: float
    platform_move_yen: float
    platform_running_yen: float
    platform_saving: float
    platform_premium: float
    audit_lag_months: float

    @classmethod
    def of(cls, values: Mapping[str, float] | None = None) -> Assumptions:
        """Defaults, replaced by ``values`` (dotted names below ``institutions.``); others are left alone."""
        given = values or {}
        return cls(*(float(given.get(row.name, row.value)) for row in ROWS))
