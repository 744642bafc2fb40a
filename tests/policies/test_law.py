"""The record of laws: periods, statuses, and the other reading of disputed dates."""

from __future__ import annotations

import pytest

from configs.months import month_index
from policies.law import alternative, laws, period


@pytest.mark.parametrize(
    ("date", "label"),
    [
        ("1970s", "before 2000"),
        ("2000-11-29", "I infrastructure"),
        ("2002-09", "I infrastructure"),
        ("2003", "II promotion"),
        ("2012", "II promotion"),
        ("2013-01", "III data, cloud and cost"),
        ("2017-05", "III data, cloud and cost"),
        ("2018", "IV change"),
        ("2025-12-02", "IV change"),
        ("", "undated"),
    ],
)
def test_every_date_has_one_period(date: str, label: str) -> None:
    assert period(date) == label


def test_laws_of_a_month_are_those_in_force(record) -> None:
    rows = {row["id"]: row for row in laws(*record, on=month_index("2009-04"))}
    assert rows["consolidation"]["status"] == "in force"
    assert rows["consolidation"]["levers"] == ["supply.prune_to"]
    assert rows["consolidation"]["disputed"][0]["alternative"] == "2013-04"
    assert "tax_credit_2007" in rows and "points_round_1" not in rows and "it_basic_law" not in rows
    assert "tax_credit_2007" not in {row["id"] for row in laws(*record, on=month_index("2011-04"))}
    suspended = {row["id"]: row["status"] for row in laws(*record, on=month_index("2021-07"))}
    assert suspended["fax_abolition_2021"] == "suspended"


def test_all_laws_stand_in_the_order_of_dates_with_a_status(record) -> None:
    rows = laws(*record)
    status = {row["id"]: row["status"] for row in rows}
    assert len(rows) == len(record[0]) + len(record[1])
    assert status["number_study_1970s"] == "context only"
    assert status["outage"] == "not in use"
    assert status["points_round_1"] == "ended"
    assert status["insurance_card_end_old_invalid"] == "in force"
    starts = [row["start"] for row in rows if row["start"]]
    assert starts == sorted(starts)
    assert {row["cost"] for row in rows if row["id"] in ("tax_credit_2007", "egov_portal")} == {
        "stated",
        "cost not stated",
    }


def test_the_other_reading_of_a_disputed_date_moves_the_entry(record) -> None:
    policies, _ = record
    assert alternative(policies["consolidation"], "B1").start == month_index("2013-04")
    offer = alternative(policies["online_offer_2003"], "B2")
    assert offer.share(month_index("2005-03")) == 1.0 > offer.share(month_index("2005-02"))
    disputes = {record.id for policy in policies.values() for record in policy.disputed}
    assert disputes == {"B1", "B2"}
    for policy in policies.values():
        for record_ in policy.disputed:
            assert policy.model_dump(mode="json")[record_.field] == record_.default
