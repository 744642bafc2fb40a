"""Outputs of one run, each on the smallest record whose answer is known by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from policies.ledger import CostEntry, LogEntry
from policies.levers import LEVERS, POSITION
from simulation.counts import FAMILY_STOCKS, FLOWS, PERSON_STOCKS, SHAPES
from simulation.measured import OUTPUTS, NoValueError, View
from simulation.measured.output import year_end
from simulation.minds import polarisation
from simulation.record import RunRecord, Watched
from simulation.schema import TABLES

YOUNG, OLD = 6, 14
"""Bands of 30-34 and 70-74."""
TAX, CHILD, RELIEF = 0, 2, 6
LAST = 26
"""The run lives from month 0 to month 26; fiscal years end in months 2, 14 and 26."""
VALUES = {
    "valuation.online_minutes": 30.0, "valuation.hour_yen": 1000.0, "valuation.counter_case_yen": 1000.0,
    "valuation.mail_case_yen": 500.0, "valuation.online_case_yen": 100.0,
    "valuation.kind_upkeep_yen_year": 1200.0, "card.risk": 1.0,
    "card.mixed_message": 1.0, "card.carried": 0.5, "card.carried_guarded": 1.5, "card.carried_mixed": 0.75,
    "framing.abstract_weight": 0.5,
    "beta.risk": 2.0, "beta.benefit": 1.0, "message.forgetting": 0.1,
    "vendor.heterogeneity": 0.3, "vendor.count": 4.0,
}  # fmt: skip


SERVICES = {"etax": {"benefit": 1.0, "sensitivity": 0.5, "purpose": 1.0, "needs_share": 1.0}}


class Scenario(SimpleNamespace):
    """Numbers of the assumptions, and no policies."""

    def value(self, name: str) -> float:
        return VALUES[name]

    def institution(self, name: str) -> float:
        return {"stock.kinds": 960.0}[name]


PLACES = SimpleNamespace(population_2020=np.array([1_000, 1_000]))


def timeline(**levers: float) -> SimpleNamespace:
    """A timeline in which every lever stands at its base, or as given."""
    panel = np.zeros((LAST + 1, 1, 1, len(LEVERS), 8))
    for name, lever in LEVERS.items():
        panel[..., POSITION[name], :] = lever.base
    for name, value in levers.items():
        panel[..., POSITION[name.replace("__", ".")], :] = value
    return SimpleNamespace(
        first=0,
        panel=panel,
        zone_of_municipality=np.zeros(2, np.int64),
        kind_of_group=np.zeros(36, np.int64),
        lever=lambda name: panel[:, :, :, POSITION[name], :],
        costs=[CostEntry(3, "desk", "state", "capital", 15.0, 10.0, 20.0)],
        log=[LogEntry(5, "fax", "suspended: resistance stands at 1"), LogEntry(6, "desk", "in force")],
    )


def queue(completed: int, wait: float, gave_up: int = 0, peak: int = 0) -> dict[str, np.ndarray]:
    return {
        "completed": np.array([completed, 0, 0, 0.0]), "wait_mean": np.array([wait, np.nan, np.nan, np.nan]),
        "gave_up": np.array([gave_up, 0, 0, 0.0]), "peak": np.array([peak, 0, 0, 0.0]),
    }  # fmt: skip


def municipal(live: int, invested: float) -> dict[str, np.ndarray]:
    """Two municipalities with ten bundles each, of which ``live`` are in service in the first."""
    return {
        "live": np.array([live, 0]), "waiting": np.array([10 - live, 10]), "under_way": np.zeros(2),
        "failed_integrations": np.array([live, 1]), "churn": np.array([1.0, 3.0]),
        "standard_system": np.array([True, False]), "invested_yen": np.array([invested, 0.0]),
        "running_yen": np.array([1.0, 1.0]), "subsidised_yen": np.array([100.0, 0.0]),
    }  # fmt: skip


def record(
    people: dict[tuple[int, str], int] | None = None,
    before: dict[tuple[int, str], int] | None = None,
    cases: dict[tuple[int, int, str], int] | None = None,
    users: dict[tuple[int, int, str], int] | None = None,
    levers: dict[str, float] | None = None,
    numbers: Any = (),
    **more: Any,
) -> RunRecord:
    """A summary of 27 months; every person stands for ten.

    people, before : (band, stock) -> persons at the end and in month 11
    cases : (band, family, flow) -> cases of the last fiscal year
    users : (band, family, stock) -> adults at the end
    """
    stocks = [np.zeros((1, *SHAPES["person"]), np.int64) for _ in range(2)]
    for stock, given in zip(stocks, (before or {}, people or {}), strict=True):
        for (band, name), count in given.items():
            stock[0, band, 0, PERSON_STOCKS.index(name)] = count
    family = np.zeros((1, *SHAPES["family"]), np.int64)
    for (band, f, name), count in (users or {}).items():
        family[0, band, f, FAMILY_STOCKS.index(name)] = count
    flows = [np.zeros((1, *SHAPES["flows"]), np.int64) for _ in range(3)]
    for (band, f, name), count in (cases or {}).items():
        flows[2][0, band, f, FLOWS.index(name)] = count
    by_month = np.zeros((LAST + 1, *SHAPES["flows"][1:]), np.int64)
    by_month[20] = flows[2][0].sum(axis=0)
    given: dict[str, Any] = {
        "scenario": Scenario(policies={}, shocks={}, services=SERVICES), "record": "summary",
        "population": SimpleNamespace(weight=10.0, places=PLACES), "first": 0, "last": LAST,
        "flow_months": (2, 14, LAST), "flows": tuple(flows), "stock_months": (11, LAST),
        "family_stocks": (family, family), "person_stocks": tuple(stocks), "by_prefecture": {}, "equity": {},
        "cases": by_month, "watched": {}, "municipal": {}, "queues": (),
        "timeline": timeline(**(levers or {})), "seconds": 0.0, "peak_memory_bytes": 0, "digest": "",
        "numbers": tuple(numbers),
    }  # fmt: skip
    return RunRecord(**(given | more))


def read(name: str, run: RunRecord, start: int = 12) -> float:
    return OUTPUTS[name].read(View(run, start, LAST))


ADULTS = {(YOUNG, "adults"): 80, (OLD, "adults"): 20, (YOUNG, "population"): 80, (OLD, "population"): 20}


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_of_an_empty_run_is_a_number_or_says_why_there_is_none(name: str) -> None:
    for run in (record(), record(timeline=None)):
        try:
            value = read(name, run)
        except NoValueError as why:
            value = float(len(str(why)))
        assert value == value and abs(value) != float("inf")


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_is_declared_in_full(name: str) -> None:
    output = OUTPUTS[name]
    assert output.name == name and output.title and output.unit and output.meaning
    assert output.better in ("", "more", "less")
    assert output.use in ("own", "assisted", "proxy", "holding", "all", "none")
    assert set(output.table.split(", ")) <= {*TABLES, "firms"}


@pytest.mark.parametrize(
    "name",
    ["not_paid_by_deadline", "days_to_relief_p90",
     "sunk_cost", "duplicate_schemes", "prefectures_acting_alone",
     "attitude_polarisation", "uptake_g2b"],
)  # fmt: skip
def test_what_no_mechanism_hands_over_is_not_available_and_what_one_hands_over_is_read(name: str) -> None:
    with pytest.raises(NoValueError, match=f"no mechanism of this run counts '{name}'"):
        read(name, record())
    handed = [(13, {name: 4.0}), (20, {name: 6.0}), (20, {"other": 1.0})]
    assert read(name, record(numbers=handed)) == 6.0


def test_a_number_handed_over_comes_before_what_levers_say() -> None:
    assert read("coordination", record(levers={"coordination__national_local": 0.3})) == pytest.approx(0.3)
    assert read("coordination", record(numbers=[(20, {"coordination": 0.8})])) == 0.8


def test_use_is_split_by_who_filed_and_the_gap_is_between_ages() -> None:
    run = record(
        ADULTS
        | {
            (YOUNG, "own_use_any_12m"): 40, (OLD, "own_use_any_12m"): 2, (OLD, "assisted_any"): 4,
            (OLD, "proxy_any"): 2, (YOUNG, "proxy_any"): 8,
        }
    )  # fmt: skip
    assert read("own_use", run) == pytest.approx(0.42)
    assert read("assisted_use", run) == pytest.approx(0.04)
    assert read("proxy_use", run) == pytest.approx(0.10)
    assert read("gap_age", run) == pytest.approx(0.5 - 0.1)
    assert read("assisted_use_65plus", run) == pytest.approx(0.2)
    assert read("proxy_use_65plus", run) == pytest.approx(0.1)
    assert read("dependency", run) == pytest.approx(6 / 8)
    assert read("own_users", run) == 420.0


def test_changes_count_from_the_last_count_before_the_window() -> None:
    before = ADULTS | {(YOUNG, "sum_trust"): 51 * 100, (YOUNG, "card_held"): 10}
    after = ADULTS | {(YOUNG, "sum_trust"): 102 * 100, (YOUNG, "card_held"): 40}
    assert read("trust_change", record(after, before)) == pytest.approx(0.2)
    assert read("card_possession_change", record(after, before)) == pytest.approx(0.3)
    with pytest.raises(NoValueError, match="nothing was counted before 2001-03"):
        read("trust_change", record(after, before), start=2)


CASES = {
    (YOUNG, TAX, "needs"): 100, (YOUNG, TAX, "own_use"): 30, (YOUNG, TAX, "assisted_use"): 10,
    (YOUNG, TAX, "proxy_use"): 10, (YOUNG, TAX, "counter"): 20, (YOUNG, TAX, "mail"): 20,
    (YOUNG, TAX, "lapsed"): 6, (YOUNG, TAX, "unmet"): 4, (YOUNG, TAX, "attempts"): 40,
    (YOUNG, TAX, "failed"): 8, (YOUNG, TAX, "barrier_failed"): 8, (YOUNG, TAX, "barrier_hours"): 10,
    (YOUNG, TAX, "barrier_device"): 12, (YOUNG, TAX, "barrier_credential"): 20,
    (YOUNG, TAX, "barrier_assisted"): 10, (YOUNG, TAX, "barrier_proxy"): 10,
}  # fmt: skip


def test_cases_are_shared_out_by_barrier_and_by_end() -> None:
    run = record(ADULTS, cases=CASES, queues=((20, queue(40, 2.0, gave_up=2)),))
    assert read("completion_rate", run) == pytest.approx(30 / 40)
    assert read("online_use_rate", run) == read("uptake_g2c", run) == pytest.approx(50 / 100)
    assert read("barrier_complicated", run) == pytest.approx(0.40)
    assert read("failed_attempts", run) == pytest.approx(18 / 50)
    assert read("lapsed", run) == pytest.approx(0.06)
    assert read("unmet_needs", run) == pytest.approx(0.10)
    assert read("p_task_failed", run) == pytest.approx(0.12)
    assert read("people_without_channel", run) == 40.0
    assert read("complaints", run) == pytest.approx(1000 * (8 + 6 + 4 + 2) / 100)


def test_life_events_are_children_and_moving_alone() -> None:
    more = {(YOUNG, CHILD, "own_use"): 1, (YOUNG, CHILD, "barrier_unwilling"): 3}
    assert read("own_use_by_life_event", record(ADULTS, cases=CASES | more)) == pytest.approx(0.25)


def test_relief_is_equal_when_old_and_young_get_it_alike() -> None:
    due = {(YOUNG, RELIEF, "needs"): 10, (YOUNG, RELIEF, "mail"): 8, (OLD, RELIEF, "needs"): 5}
    assert read("equity_by_age", record(ADULTS, cases=due | {(OLD, RELIEF, "counter"): 4})) == 1.0
    assert read("equity_by_age", record(ADULTS, cases=due | {(OLD, RELIEF, "counter"): 2})) == 0.5


def test_an_hour_saved_is_the_office_less_the_screen_and_may_be_negative() -> None:
    slow, quick = ({"services__time_lost_offline": value} for value in (0.5, -0.25))
    run = record(ADULTS, cases=CASES, levers=slow)
    assert read("hours_saved_total", run) == read("hours_saved", run) == pytest.approx(30 * 1.0 * 10)
    assert read("lost_hours", run) == pytest.approx(40 * 1.0 * 10)
    assert read("hours_saved_total", record(ADULTS, cases=CASES, levers=quick)) == pytest.approx(-150.0)
    spent = 30 * 30 + 10 * 90 + 40 * 90
    assert read("minutes_per_procedure", run) == pytest.approx(spent / 90)


def test_documents_fetched_are_those_of_online_cases() -> None:
    run = record(cases=CASES, levers={"services__documents": 2.0, "idsystem__linked": 0.5})
    assert read("lookups_between_agencies", run) == pytest.approx(50 * 2 * 0.5 * 10)


def test_waits_are_weighted_by_cases_and_the_peak_is_of_the_fullest_queue() -> None:
    run = record(ADULTS, queues=((16, queue(10, 1.0, peak=7)), (20, queue(30, 5.0, peak=3))))
    assert read("wait_days_counter", run) == read("processing_days", run) == pytest.approx(4.0)
    assert read("counter_load", run) == 400.0
    assert read("backlog_peak_day", run) == 70.0


def test_days_to_settle_a_case_take_in_what_other_offices_take() -> None:
    run = record(queues=((16, queue(10, 1.0)), (20, queue(30, 5.0))))
    asked = [(5, {"exchange_days": 9.0}), (17, {"exchange_days": 0.5}), (26, {"exchange_days": 1.5})]
    assert read("processing_days", record(queues=run.queues, numbers=asked)) == pytest.approx(4.0 + 1.0)


@pytest.mark.parametrize("name", ["sunk_cost", "cost_systems", "visits_for_code"])
def test_sums_since_the_start_count_what_they_grew_by_in_the_window(name: str) -> None:
    handed = [(5, {name: 3.0}), (11, {name: 4.0}), (17, {name: 6.0}), (26, {name: 9.0})]
    assert read(name, record(numbers=handed)) == 5.0
    assert read(name, record(numbers=handed), start=0) == 9.0
    assert read(name, record(numbers=handed[2:])) == 9.0
    with pytest.raises(NoValueError, match="no mechanism of this run counts"):
        read(name, record(numbers=handed[:2]))


def test_public_cost_takes_in_central_systems() -> None:
    plain = record(ADULTS, numbers=ONLINE)
    counted = record(ADULTS, numbers=[*ONLINE, (26, {"cost_systems": 7e9})])
    assert read("cost_total", counted) - read("cost_total", plain) == pytest.approx(7e9)


def test_payment_counts_forms_in_the_window_unless_relief_is_counted_by_itself() -> None:
    days = np.zeros((4, 31), np.uint32)
    days[0, 30], days[1, 3], days[2, 20] = 99, 6, 4
    run = record(queues=((20, queue(10, 1.0) | {"histogram": days}),))
    assert read("days_to_payment_median", run) == 3.0
    assert read("days_to_payment_p90", run) == 20.0
    handed = record(queues=run.queues, numbers=[(20, {"days_to_payment_median": 9.0})])
    assert read("days_to_payment_median", handed) == 9.0
    with pytest.raises(NoValueError, match="no case was settled"):
        read("days_to_payment_p90", record())


ONLINE = [(0, {"kinds_online": 0.96}), (14, {"kinds_online": 0.96}), (15, {"kinds_online": 0.48})]


def test_money_adds_up_from_policies_offers_cases_and_upkeep() -> None:
    years = {2001: municipal(2, 50.0), 2002: municipal(5, 80.0)}
    run = record(ADULTS | {(YOUNG, "own_use_any_12m"): 2}, cases=CASES, municipal=years, numbers=ONLINE)
    handling = 10 * (20 * 1000 + 20 * 500 + 30 * 100 + 10 * 1000 + 10 * 100)
    upkeep = 12 * 480 * 100 + 3 * 960 * 100
    assert year_end(2001) == 14
    assert read("cost_muni", run, start=15) == pytest.approx(30.0)
    assert read("cost_per_procedure", run) == pytest.approx(handling / 10 / 90)
    assert read("saved_yen", run) == pytest.approx(12 * 480 * 100)
    assert read("services_kept", run) == 0.48
    assert read("cost_policies", run, start=0) == 15.0
    assert read("yen_per_own_user", run, start=0) == pytest.approx(15.0 / 20)
    total = read("cost_total", run)
    assert total == pytest.approx(handling + upkeep + 80.0 + 1 + 1 + 100.0)
    hours = read("hours_saved_total", run)
    assert read("welfare", run) == pytest.approx(hours * 1000 - total)


def test_cases_of_a_window_are_counted_to_the_month_in_a_summary_too() -> None:
    run = record(cases={(YOUNG, 0, "counter"): 7})
    assert run.flows_between(20, LAST).sum() == 7 == run.flows_between(15, 20).sum()
    assert run.flows_between(21, LAST).sum() == 0 == run.flows_between(12, 19).sum()


def test_a_lever_is_a_mean_over_residents_and_adults_not_over_places_and_groups() -> None:
    levers = timeline()
    panel = np.zeros((LAST + 1, 2, 2, len(LEVERS), 8))
    panel[:, 1, :, POSITION["privacy.protection"]] = 1.0
    panel[:, :, 1, POSITION["message.guard"]] = 1.0
    levers.lever = lambda name: panel[:, :, :, POSITION[name], :]
    levers.zone_of_municipality = np.array([0, 1])
    levers.kind_of_group = (np.arange(36) // 2 == OLD).astype(np.int64)
    places = SimpleNamespace(population_2020=np.array([3_000, 1_000]))
    run = record(ADULTS, timeline=levers, population=SimpleNamespace(weight=1.0, places=places))
    assert run.lever("privacy.protection", 12, LAST) == pytest.approx(0.25)
    assert run.lever("message.guard", 12, LAST) == pytest.approx(0.2)


def test_government_is_read_off_the_last_year_and_the_levers() -> None:
    years = {2001: municipal(2, 50.0), 2002: municipal(5, 80.0)}
    levers = {
        "platform__share_moved": 0.2, "design__vendor_heterogeneity": 0.8, "legacy__seal_required": 0.25,
    }  # fmt: skip
    run = record(municipal=years, levers=levers, numbers=ONLINE)
    assert read("muni_implemented", run) == pytest.approx(5 / 20)
    assert read("integration_failures", run, start=15) == 3.0
    assert read("churn", run) == 2.0
    assert read("outage_exposure", run) == 0.5, "half of the municipalities use the standard system"
    assert read("skill_transfer", run) == pytest.approx(1 - 0.3 * 0.8 * 3 / 4), "three in four are others"
    assert read("fully_online_share", run) == pytest.approx(0.48 * 0.75)
    assert read("suspended_events", run, start=0) == 1.0
    assert read("suspended_events", run, start=6) == 0.0


def test_risk_is_distrust_where_the_law_leaves_data_open_and_what_messages_add() -> None:
    trust = ADULTS | {(YOUNG, "sum_trust"): 51 * 100}
    bare = {"privacy__protection": 0.5, "card__mixed_message": 0.0}
    assert read("perceived_risk", record(trust, levers=bare)) == pytest.approx((0.5 * 0.8) / 2)
    confused = bare | {"card__mixed_message": 1.0}
    assert read("perceived_risk", record(trust, levers=confused)) == pytest.approx((0.5 * 0.8 + 1) / 2)


def test_a_message_to_guard_the_card_leaves_it_at_home() -> None:
    assert read("carry_rate", record(levers={})) == pytest.approx(0.5)
    guarded, mixed = {"message__guard": 1.0}, {"card__mixed_message": 1.0}
    assert read("carry_rate", record(levers=guarded)) == pytest.approx(1 / (1 + np.exp(1.5)))
    assert read("carry_rate", record(levers=mixed)) == pytest.approx(1 / (1 + np.exp(0.75)))


def test_consent_rises_when_a_benefit_is_told_personally() -> None:
    people = ADULTS | {(YOUNG, "sum_trust"): 0}
    bare = {"privacy__protection": 0.0, "privacy__reuse_concern": 0.0}
    personal = record(people, levers=bare | {"message__personal_frame": 1.0})
    abstract = record(people, levers=bare | {"message__personal_frame": 0.0})
    assert read("consent_share", personal) == pytest.approx(0.5), "benefit 1 against risk 2 x 0.5"
    assert read("consent_share", abstract) == pytest.approx(1 / (1 + np.exp(0.5)))


def test_half_who_trust_fully_and_half_not_at_all_are_polarised() -> None:
    apart, alike = np.zeros(256, np.int64), np.zeros(256, np.int64)
    apart[[0, 255]], alike[77] = 5, 10
    assert polarisation(apart) == 1.0
    assert polarisation(alike) == 0.0


def test_a_card_that_lies_in_a_drawer_is_held_and_not_used() -> None:
    bits = {name: np.packbits(np.array(row, np.uint8)) for name, row in {
        "possession": [1, 1, 1, 0, 0, 0, 0, 0], "own_use": [1, 0, 0, 1, 0, 0, 0, 0]}.items()}  # fmt: skip
    run = record({(YOUNG, "population"): 8}, watched={LAST: Watched(bits, np.zeros(8, np.uint8))})
    assert read("possession_without_use", run) == pytest.approx(2 / 8)


def test_the_regional_gap_sets_big_cities_apart() -> None:
    person = np.zeros((47, *SHAPES["person"]), np.int64)
    person[:, YOUNG, 0, PERSON_STOCKS.index("adults")] = 10
    person[:, YOUNG, 0, PERSON_STOCKS.index("own_use_any_12m")] = 2
    person[12, YOUNG, 0, PERSON_STOCKS.index("own_use_any_12m")] = 10
    run = record(by_prefecture={LAST: (np.zeros((47, *SHAPES["family"]), np.int64), person)})
    assert read("gap_region", run) == pytest.approx((7 * 2 + 10) / 80 - 0.2)
