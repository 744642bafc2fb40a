"""Every number carries where it comes from."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agents.columns import FAMILIES
from agents.institutions.assumptions import ROWS
from configs.record import Assumption
from policies.levers import LEVERS
from simulation.scenario import assemble, load
from simulation.service import FIELDS, bounds

SCENARIO = load()
RECORDS = {f"assumptions.{name}": record for name, record in SCENARIO.assumptions.items()} | {
    f"institutions.{name}": record for name, record in SCENARIO.institutions.items()
}
STAGES = {
    "act_of_government",
    "age_and_renew",
    "need",
    "hear",
    "choose",
    "attempt",
    "serve",
    "learn",
    "card",
    "observe",
}


@pytest.mark.parametrize("name", RECORDS)
def test_an_assumption_is_a_full_record_inside_its_own_range(name: str) -> None:
    record = RECORDS[name]
    assert record.low <= record.value <= record.high
    assert record.source and record.meaning
    assert record.mechanism in STAGES
    assert record.grade != "A" or record.low == record.high


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 2.0},
        {"value": 1.5},
        {"value": float("nan")},
        {"unit": "percent"},
        {"source": ""},
        {"grade": "F"},
        {"informed_until": "2019"},
        {"extra": 1},
    ],
)
def test_a_record_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    right = {
        "value": 0.5,
        "unit": "share",
        "low": 0.1,
        "high": 0.9,
        "source": "Assumed",
        "grade": "E",
        "mechanism": "hear",
        "meaning": "a share",
    }
    assert Assumption.model_validate(right).value == 0.5
    with pytest.raises(ValidationError):
        Assumption.model_validate({**right, **wrong})


def test_no_prior_outside_2019_hides_what_it_knows() -> None:
    late = {name for name, record in RECORDS.items() if (record.informed_until or 0) > 219}
    assert {"assumptions.incentive.weight", "assumptions.card.base_hazard", "assumptions.trust.mean"} <= late


def test_institutions_know_every_number_that_their_package_reads() -> None:
    rows = {row.name: row for row in ROWS}
    assert set(rows) <= set(SCENARIO.institutions)
    for name, row in rows.items():
        record = SCENARIO.institutions[name]
        assert record.low <= row.value <= record.high


def test_every_number_that_the_engine_names_exists() -> None:
    from simulation.tastes import born_with
    from simulation.terms import LEVER_WEIGHTS, WEIGHTS, lever_weights, weights

    for name in (*WEIGHTS.values(), *LEVER_WEIGHTS.values()):
        assert name in SCENARIO.assumptions, name
    weights(SCENARIO.value)
    born_with(SCENARIO.value)
    lever_weights(SCENARIO.value, SCENARIO.institution)


def test_needs_of_all_families_add_up_to_all_needs() -> None:
    assert sum(row["needs_share"] for row in SCENARIO.services.values()) == pytest.approx(1.0)


def test_need_profiles_average_to_about_one() -> None:
    """Assumed shares of adults by need profile in 2010."""
    shares = (0.44, 0.08, 0.24, 0.07, 0.05, 0.03, 0.03, 0.06)
    for family, row in SCENARIO.services.items():
        mean = sum(share * need for share, need in zip(shares, row["needs"], strict=True))
        assert mean == pytest.approx(1.0, abs=0.1), family


def test_taxes_are_due_in_february_and_march() -> None:
    season = SCENARIO.services["etax"]["season"]
    assert sum(season[1:3]) > 10.0


def test_fields_that_are_levers_start_inside_the_range_of_the_lever() -> None:
    for family in FAMILIES:
        for field, value in SCENARIO.services[family].items():
            lever = LEVERS.get(f"services.{field}")
            if lever and not isinstance(value, list):
                assert lever.low <= value <= lever.high, (family, field)
                assert bounds(field) == (lever.low, lever.high), field


def test_every_field_of_a_service_says_where_it_comes_from() -> None:
    for field in FIELDS:
        source = SCENARIO.service_sources[field]
        assert source.source and source.unit and source.meaning and source.mechanism in STAGES, field


def test_a_scenario_survives_being_written_and_read() -> None:
    resolved = SCENARIO.resolved()
    again = assemble(resolved)
    assert again == SCENARIO
    assert again.resolved() == resolved
