"""Laws, plans and services of the inventory: what an entry moves, when, and whom it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import FAMILIES
from configs.months import month_index, month_text
from simulation.kernels.tables import BASE, COMPLEXITY, HOURS, INCENTIVE, READY, RISK

ETAX = FAMILIES.index("etax")
QUIET = "network.influence=false"


@pytest.mark.parametrize(
    "law", ["data_law_public_1988", "personal_data_law_2003", "administrative_data_law_2003"]
)
def test_a_law_on_personal_data_lowers_risk_and_its_removal_never_does(law: str, month) -> None:
    """POL-02, POL-12, POL-13: the law enters as a floor under trust, in the term (1 - trust) x exposure."""
    kept, removed = month("2004-06"), month("2004-06", f"remove=[{law}]")
    assert np.all(removed.terms[:, :, RISK] > kept.terms[:, :, RISK])
    assert np.all(removed.card_risk > kept.card_risk)


def test_the_headquarters_of_the_1990s_coordinate_from_the_first_month(lever) -> None:
    """POL-03, ACT-07."""
    name = "coordination.national_local"
    assert lever(name, "2001-01") > lever(name, "2001-01", without=("information_society_hq_1990s",))


@pytest.mark.parametrize(
    ("entry", "moved"),
    [
        ("government_digitisation_plan_1994", "g2g.connectivity"),
        ("pension_number_1997", "idsystem.identifiers"),
        ("resident_code_1999", "idsystem.generation"),
    ],
)
def test_what_was_there_before_2001_is_there_in_the_first_month(entry: str, moved: str, lever) -> None:
    """POL-04, POL-05, POL-06."""
    assert lever(moved, "2001-01") > lever(moved, "2001-01", without=(entry,))


@pytest.mark.parametrize("entry", ["number_study_1970s", "it_basic_law"])
def test_context_is_listed_and_moves_nothing(entry: str, record) -> None:
    """POL-01, POL-07."""
    assert record[entry].context_only
    assert not [change for month in range(300) for change in record[entry].changes(month)]


def test_without_redesign_forms_stay_hard(month) -> None:
    """POL-10."""
    kept, without = month("2006-06"), month("2006-06", "remove=[POL-10]")
    assert np.all(without.terms[:, :, COMPLEXITY] > kept.terms[:, :, COMPLEXITY])


def test_the_goal_of_round_the_clock_service_is_missed_by_e_tax_alone(month) -> None:
    """POL-11, NUM-09."""
    kept, without = month("2006-01"), month("2006-01", "remove=[POL-11]")
    others = [f for f in range(8) if f != ETAX]
    assert np.all(kept.terms[others, :, HOURS] > without.terms[others, :, HOURS])
    assert kept.terms[ETAX, 0, HOURS] == without.terms[ETAX, 0, HOURS] < 1.0


def test_digital_records_ease_tax_returns_and_no_other_form(month) -> None:
    """POL-14."""
    kept, without = month("2004-03"), month("2004-03", "remove=[POL-14]")
    eased = kept.terms[:8, 0, COMPLEXITY] < without.terms[:8, 0, COMPLEXITY]
    assert np.flatnonzero(eased).tolist() == [ETAX]
    before = month("2003-12"), month("2003-12", "remove=[POL-14]")
    assert np.array_equal(before[0].terms, before[1].terms)


def test_nobody_uses_e_tax_before_it_starts(society, cases) -> None:
    """POL-15."""
    early = society("2003-02", "2004-01")
    ways = ("own_use", "assisted_use", "proxy_use")
    assert sum(cases(early, way, "etax") for way in ways) == 0 < cases(early, "needs", "etax")
    assert sum(cases(society("2004-02", "2005-03"), way, "etax") for way in ways) > 0


def test_promotion_fees_and_money_each_have_a_switch(lever) -> None:
    """POL-17: leaving one out leaves the other levers where they are."""
    moved = {
        "promotion.counter": ("most_used_first", "vehicle_property"),
        "services.fee_advantage_yen": ("most_used_first_fees", "vehicle_property"),
        "services.incentive_yen": ("tax_credit_2007", "etax"),
    }
    for name, (entry, _) in moved.items():
        for other, (_, where) in moved.items():
            full, less = lever(other, "2009-03", where), lever(other, "2009-03", where, (entry,))
            assert (less < full) == (other == name)


@pytest.mark.parametrize(
    "entry",
    ["i_japan_2009", "it_nation_2013", "data_plan_2017", "digital_government_policy_2017",
     "digital_nation_plan_2018"],
)  # fmt: skip
def test_a_plan_without_resources_moves_attention_and_churn_only(entry: str, record) -> None:
    """POL-18, POL-21, POL-29, POL-30, POL-31."""
    plan = record[entry]
    moves = [change for month in range(plan.start, plan.start + 24) for change in plan.changes(month)]
    assert {change.lever for change in moves} == {"churn.announcements", "promotion.mass_media"}
    assert sum(change.value for change in moves if change.lever == "churn.announcements") == 1.0


def test_citizen_centred_design_eases_forms_only_through_redesign(month) -> None:
    """POL-19."""
    removed = month("2011-06", "remove=[POL-19]")
    redesigned = month("2011-06")
    words_only = month("2011-06", "policies.ict_strategy_2010.user_centred=0")
    assert np.all(redesigned.terms[:, :, COMPLEXITY] < removed.terms[:, :, COMPLEXITY])
    assert np.array_equal(words_only.terms[:, :, COMPLEXITY], removed.terms[:, :, COMPLEXITY])


def test_standards_bring_vendors_together_and_help_municipalities(lever) -> None:
    """POL-20."""
    without = ("local_standards_2011",)
    assert lever("municipal.help", "2013-01") > lever("municipal.help", "2013-01", without=without)
    name = "design.vendor_heterogeneity"
    assert lever(name, "2013-01") < lever(name, "2013-01", without=without)


@pytest.mark.parametrize("entry", ["abenomics", "digital_society_law_2021"])
def test_weights_of_government_change_no_citizen_by_themselves(entry: str, record, month) -> None:
    """POL-23, POL-33: the month is the same to the bit for whoever acts in it."""
    policy = record[entry]
    assert {change.lever for change in policy.changes(policy.start)} == {"government.cost_weight"}
    when = month_text(policy.start)
    with_it, without = month(when), month(when, f"remove=[{entry}]")
    for name in ("terms", "hear", "need", "proxy", "card"):
        assert np.array_equal(getattr(with_it, name), getattr(without, name)), name


def test_no_card_is_held_before_cards_are_issued(society) -> None:
    """POL-26."""
    before = society("2015-01", "2015-12")
    assert not before.citizens.field("possession").any()
    assert society("2016-01", "2016-12").citizens.field("possession").any()


@pytest.mark.parametrize("entry", ["data_use_law_2016", "data_seal_law_2021"])
def test_reuse_of_data_brings_concern_and_benefit(entry: str, record) -> None:
    """POL-27, POL-35: both signs are put in; the net is an output."""
    policy = record[entry]
    moves = {change.lever: change.value for change in policy.changes(policy.start + 24)}
    gains = [moves.get(name, 0.0) for name in ("idsystem.linked", "privacy.protection")]
    assert moves["privacy.reuse_concern"] > 0 and max(gains) > 0


def test_an_abstract_message_is_worth_less_than_a_concrete_one(month, change) -> None:
    """POL-28, DET-06, LES-02."""
    abstract = month("2017-06", change("2017-06", {"message.personal_frame": "0"}))
    concrete = month("2017-06", change("2017-06", {"message.personal_frame": "1"}))
    assert np.all(abstract.terms[:, :, BASE] < concrete.terms[:, :, BASE])
    pushed, silent = month("2017-06"), month("2017-06", "policies.society_5_2016.personal_frame=0")
    assert np.all(pushed.terms[:, :, BASE] < silent.terms[:, :, BASE])


def test_coordination_is_higher_once_there_is_a_digital_agency(lever) -> None:
    """POL-34, ACT-06."""
    name, without = "coordination.national_local", ("digital_agency",)
    assert lever(name, "2023-09") > lever(name, "2023-09", without=without)
    assert lever(name, "2021-08") == lever(name, "2021-08", without=without)


def test_readiness_for_phones_removes_nobody_who_could_file_before(month, lever) -> None:
    """POL-37: the same draw meets a larger share."""
    assert lever("services.smartphone_ready", "2018-12") == 0.0
    ready, without = month("2021-03"), month("2021-03", "remove=[POL-37]")
    assert np.all(ready.terms[:, :, READY] >= without.terms[:, :, READY])
    assert ready.terms[ETAX, 0, READY] > without.terms[ETAX, 0, READY]


def test_points_work_while_they_run_and_more_never_less(month) -> None:
    """POL-38."""
    gone = "remove=[POL-38]"
    for when in ("2020-08", "2022-01"):
        assert np.array_equal(month(when).card, month(when, gone).card)
        assert np.array_equal(month(when).card_factor, month(when, gone).card_factor)
    amounts = [
        month("2020-12", f"policies.points_round_1.incentive_yen={yen}").card for yen in (0, 2000, 20000)
    ]
    assert np.all(amounts[0] < amounts[1]) and np.all(amounts[1] < amounts[2])


def test_whoever_would_do_no_linked_act_sees_the_amount_for_the_card(month) -> None:
    """POL-39."""
    both, card_only = month("2022-09"), month("2022-09", "remove=[points_round_2_linked_acts]")
    assert np.array_equal(both.card, card_only.card)
    assert np.all(both.card_linked > card_only.card_linked) and not card_only.card_linked.any()


@pytest.mark.parametrize(
    ("entry", "when"), [("insurance_card_use", "2021-12"), ("insurance_card_end", "2025-06")]
)
def test_what_needs_the_card_never_makes_it_worth_less(entry: str, when: str, month) -> None:
    """POL-40, POL-41."""
    assert np.all(month(when).card > month(when, f"remove=[{entry}]").card)


def test_an_id_with_password_opens_e_tax_alone(month, lever) -> None:
    """POL-44."""
    from simulation.kernels.tables import SUBSTITUTE

    kept, removed = month("2020-03"), month("2020-03", "remove=[POL-44]")
    opened = kept.terms[:8, 0, SUBSTITUTE] > removed.terms[:8, 0, SUBSTITUTE]
    assert np.flatnonzero(opened).tolist() == [ETAX]
    assert np.all(removed.terms[:, :, SUBSTITUTE] <= kept.terms[:, :, SUBSTITUTE])


def test_the_tax_credit_is_paid_once(opens) -> None:
    """POL-45: for those whose last return was their own online case it moves nothing."""
    users = []
    for credit in ("5000", "0"):
        model = opens("2009-03", "2009-03", f"policies.tax_credit_2007.incentive_yen={credit}", QUIET)
        model.citizens.aware[:] = 255
        model.citizens.how[:] = (model.citizens.how & ~np.uint16(3 << 2 * ETAX)) | np.uint16(1 << 2 * ETAX)
        model.step()
        users.append(model.citizens.stamp.copy())
    assert np.array_equal(*users)


def test_the_tax_credit_ends_with_its_window(month) -> None:
    """POL-45."""
    assert month("2010-03").terms[ETAX, 0, INCENTIVE] > 0 == month("2011-04").terms[ETAX, 0, INCENTIVE]


def test_pcs_in_tax_offices_raise_assisted_use(society, cases) -> None:
    """POL-46."""
    kept, removed = society("2009-02", "2009-03"), society("2009-02", "2009-03", "remove=[POL-46]")
    assert cases(kept, "assisted_use", "etax") > cases(removed, "assisted_use", "etax")


def test_accountants_who_file_online_change_no_own_use_in_the_first_month(society, cases, own_users) -> None:
    """POL-47."""
    kept, removed = society("2011-02", "2011-02"), society("2011-02", "2011-02", "remove=[POL-47]")
    assert np.array_equal(own_users(kept), own_users(removed))
    assert cases(kept, "proxy_use", "etax") > cases(removed, "proxy_use", "etax")


def test_points_on_and_points_off_both_run(society) -> None:
    """NUM-18: possession is never lower with the money than without."""
    on, off = society("2020-09", "2021-12", QUIET), society("2020-09", "2021-12", QUIET, "remove=[POL-38]")
    held = [int((model.citizens.field("possession") == 2).sum()) for model in (on, off)]
    assert held[0] > held[1] > 0


def test_every_entry_has_one_period_by_its_date(record) -> None:
    """NUM-19, trap B11."""
    from policies.law import BEFORE, PERIODS, UNDATED, period

    labels = {*(label for _, label in PERIODS), BEFORE}
    for name, entry in record.items():
        assert period(entry.date) in labels or (not entry.date and period(entry.date) == UNDATED), name


@pytest.mark.parametrize(("entry", "trap"), [("consolidation", "B1"), ("online_offer_2003", "B2")])
def test_a_disputed_date_can_be_moved_to_its_other_reading(entry: str, trap: str, record, lever) -> None:
    """Traps B1 and B2, NUM-07, NUM-10."""
    from policies.law import alternative

    other = alternative(record[entry], trap)
    assert other.start == month_index("2013-04" if trap == "B1" else "2003-04") != record[entry].start
