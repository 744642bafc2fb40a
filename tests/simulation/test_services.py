"""The catalogue of services, and the opening hours that follow from the calendar."""

from __future__ import annotations

import datetime

import pytest

from agents.columns import FAMILIES
from agents.firms import PROCEDURES
from configs.errors import ScenarioError
from configs.months import month_index
from simulation.catalogue import member_of, rows_in_families
from simulation.hours import SCHEDULES, open_hours, open_share
from simulation.prepare import D_FEE
from simulation.scenario import load
from simulation.services import MAY_DIFFER, Offered, mean_difference, of_family, offered, sources
from simulation.stock import build

SCENARIO = load()
PLAIN_WEEK = datetime.date(2010, 6, 7)
"""A Monday; the week has no holiday."""


@pytest.mark.parametrize("family", FAMILIES)
def test_shares_of_a_familys_rows_add_up_to_its_needs(family: str) -> None:
    assert sum(row.share for row in of_family(family)) == pytest.approx(1.0)


@pytest.mark.parametrize("field", MAY_DIFFER)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_familys_value_is_the_mean_of_its_rows(family: str, field: str) -> None:
    assert mean_difference(family, field) == pytest.approx(0.0, abs=1e-6)


def test_every_relation_archetype_portal_and_firms_procedure_is_in_the_catalogue() -> None:
    rows = offered()
    assert {row.relation for row in rows} == {"G2C", "G2B", "G2G", "G2E"}
    assert {row.archetype for row in rows} == {"transaction", "information", "participation"}
    assert {row.name for row in rows if row.target == "portal"} >= {"egov", "my_portal"}
    assert {row.target for row in rows if row.relation == "G2B"} == {f"firm {p.name}" for p in PROCEDURES}
    assert not [row for row in rows if row.relation != "G2C" and row.target in FAMILIES]


def test_rows_differ_in_what_the_kernel_can_tell_apart() -> None:
    assert len(MAY_DIFFER) == D_FEE + 1


def test_values_and_shares_of_rows_have_a_source() -> None:
    fields = {field for row in offered() for field in row.differs}
    assert fields | {"share", "launch", "bundle", "on_platform", "hours"} <= set(sources())


def test_friction_of_one_procedure_in_a_form_for_k_is_one_kth() -> None:
    vehicle = next(row for row in offered() if row.name == "vehicle_one_stop")
    assert vehicle.friction(month_index("2010-01")) == pytest.approx(1 / 3)
    assert vehicle.friction(month_index("2020-01")) == pytest.approx(1 / 6)
    months = range(month_index("2005-12"), month_index("2025-12"))
    frictions = [vehicle.friction(month) for month in months]
    assert frictions == sorted(frictions, reverse=True)


def test_rows_take_the_bundles_that_their_shares_of_use_ask_for() -> None:
    stock, rows = build(1), rows_in_families()
    member = member_of(stock, rows)
    for d, row in enumerate(rows, 8):
        if all(other.local for other in rows if other.family == row.family):
            mine = stock.weight[(stock.family == row.family) & stock.local]
            claimed = stock.weight[member == d].sum()
            assert claimed == pytest.approx(row.share * mine.sum(), abs=mine.max())


@pytest.mark.parametrize(
    "wrong", [{"target": "etaxes"}, {"differs": {"colour": 1}}, {"opening": "nights"}, {"relation": "G2X"}]
)
def test_a_row_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    good = {
        "name": "n", "title": "t", "relation": "G2C", "archetype": "transaction", "provider": "ministry",
        "target": "etax", "share": 1, "launch": "2004-02", "on_platform": False, "substitute": None,
    }  # fmt: skip
    Offered.model_validate(good)
    with pytest.raises(ValueError):
        Offered.model_validate(good | wrong)


def test_e_tax_is_open_142_and_a_half_of_168_hours_in_a_plain_week() -> None:
    assert open_hours("24x7", PLAIN_WEEK, 7) == 168.0
    assert open_hours("seed_hours", PLAIN_WEEK, 7) == 4 * 24 + 3 * 15.5 == 142.5
    assert open_hours("weekdays_09_17", PLAIN_WEEK, 7) == 40.0


def test_a_holiday_on_a_thursday_costs_e_tax_its_night() -> None:
    week = datetime.date(2010, 2, 8)
    assert open_hours("seed_hours", week, 7) == 142.5 - 8.5


def test_hours_do_not_matter_where_every_attempt_falls_in_office_hours() -> None:
    assert [open_share(name, demand="office") for name in SCHEDULES] == [1.0] * len(SCHEDULES)


def test_the_less_a_service_is_open_the_more_attempts_meet_a_closed_door() -> None:
    always, season, seed, office = (open_share(name) for name in SCHEDULES_BY_HOURS)
    assert 1.0 == always > season > seed > office
    assert seed == pytest.approx(SCENARIO.services["etax"]["hours"], abs=0.005)
    assert open_share("filing_season_24x7", months=(2, 3)) > open_share("seed_hours", months=(2, 3))


SCHEDULES_BY_HOURS = ("24x7", "filing_season_24x7", "seed_hours", "weekdays_09_17")


def test_an_unknown_schedule_is_asked_back() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'seed_hours'"):
        open_share("seed_hour")
