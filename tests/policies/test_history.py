"""The dated history of Japan: complete, sourced, and removable entry by entry."""

from __future__ import annotations

import numpy as np
import pytest

from configs.months import month_index
from policies.base import ALL_FAMILIES, SET
from policies.law import history, named
from policies.levers import LEVERS, POSITION, Operator
from policies.timeline import Timeline, compile_timeline

ENTRIES = [(group, name) for group in ("policies", "shocks") for name in history(group)]
LAST = 299
NEVER = {"incident", "outage", "disaster"}
LAW_IDS = """
number_study_1970s data_law_public_1988 information_society_hq_1990s government_digitisation_plan_1994
pension_number_1997 resident_code_1999 it_basic_law e_japan_2001 egov_portal e_japan_practical_2002
e_japan_2_2003 personal_data_law_2003 administrative_data_law_2003 e_document_law_2004 etax_start
it_reform_strategy_2006 most_used_first i_japan_2009 ict_strategy_2010 local_standards_2011 it_nation_2013
joint_platform_2013 abenomics consolidation system_consolidation_2012 my_number_2015 data_use_law_2016
society_5_2016 data_plan_2017 digital_government_policy_2017 digital_nation_plan_2018 covid_relief_2020
digital_society_law_2021 digital_agency data_seal_law_2021 fax_abolition_2021 etax_phone points_round_1
points_round_2 insurance_card_use insurance_card_end licence_merge card_on_android etax_id_password
tax_credit_2007 office_pcs_2008 accountants_no_signature_2007 corporate_mandate_2020
""".split()


@pytest.fixture(scope="module")
def whole(record, places) -> Timeline:
    return compile_timeline(*record, {}, places, 0, LAST)


def without(record, *names: str):
    return tuple({name: policy for name, policy in group.items() if name not in names} for group in record)


def changed_to(record, name: str, **fields: object):
    return tuple(
        {key: policy.model_copy(update=fields) if key == name else policy for key, policy in group.items()}
        for group in record
    )


def everywhere(timeline: Timeline) -> np.ndarray:
    """(T, 2 places, 36, L, 8): Sendai's prefecture and Okinawa, every group."""
    zones = timeline.zone_of_municipality[[6, -1]]
    return timeline.panel[:, zones][:, :, timeline.kind_of_group]


def test_all_48_laws_and_8_shocks_are_there_once_each(record) -> None:
    policies, shocks = record
    for number, law_id in enumerate(LAW_IDS, start=1):
        assert f"POL-{number:02d}" in policies[law_id].ids
    for number in range(1, 9):
        assert [name for name, policy in shocks.items() if f"SHK-{number:02d}" in policy.ids]
    stated = {i for policy in policies.values() for i in policy.ids if i.startswith("POL-")}
    assert stated == {f"POL-{number:02d}" for number in range(1, 49)}
    assert not set(policies) & set(shocks)


@pytest.mark.parametrize(("group", "name"), ENTRIES)
def test_every_entry_has_a_title_a_date_a_source_and_a_lever_or_the_mark(
    group: str, name: str, record
) -> None:
    policy = record[group == "shocks"][name]
    assert policy.title and policy.source
    assert policy.date or name in NEVER
    if policy.context_only:
        assert name in {"number_study_1970s", "it_basic_law_passed", "it_basic_law"}
    elif name not in NEVER:
        start = policy.start
        assert list(policy.changes(start + max(policy.ramp - 1, 0)))
        day = policy.date if len(policy.date) >= 7 else None
        assert day is None or abs(start - month_index(day[:7])) <= 12
        assert policy.date[:3] == str(2001 + start // 12)[:3]


@pytest.mark.parametrize(("group", "name"), ENTRIES)
def test_an_entry_at_strength_zero_equals_its_removal_and_differs_from_history(
    group: str, name: str, record, whole, places
) -> None:
    policy = record[group == "shocks"][name]
    removed = compile_timeline(*without(record, name), {}, places, 0, LAST)
    still = compile_timeline(*changed_to(record, name, strength=0.0), {}, places, 0, LAST)
    assert still.panel.tobytes() == removed.panel.tobytes()
    assert (still.costs, still.log) == (removed.costs, removed.log)
    with_it, without_it = everywhere(whole), everywhere(removed)
    inert = policy.context_only or name in NEVER or name == "fax_abolition_2021"
    assert np.array_equal(with_it, without_it) == inert
    first = 0 if inert else max(policy.start, 0)
    last = LAST + 1 if policy.end is None else policy.end
    assert np.array_equal(with_it[:first], without_it[:first])
    assert np.array_equal(with_it[last:], without_it[last:]) or name == "agency_objections_2021"


@pytest.mark.parametrize(("group", "name"), ENTRIES)
def test_an_entry_moves_only_its_levers_inside_its_window(group: str, name: str, record) -> None:
    policy = record[group == "shocks"][name]
    for month in range(-200, LAST + 1):
        changes = list(policy.changes(month))
        assert {change.lever for change in changes} <= policy.levers
        if policy.start is None or month < policy.start or (policy.end is not None and month >= policy.end):
            assert not changes


def test_without_the_objections_of_agencies_the_fax_goes(record, places, whole) -> None:
    month = month_index("2021-07")
    assert whole.lever("legacy.fax")[month].max() == 1.0
    assert any(entry.name == "fax_abolition_2021" and "suspended" in entry.text for entry in whole.log)
    free = compile_timeline(*without(record, "agency_objections_2021"), {}, places, 0, LAST)
    assert free.lever("legacy.fax")[month].max() == pytest.approx(0.1)


def test_a_moved_consolidation_prunes_in_its_new_month_only(record, places, whole) -> None:
    marks = np.flatnonzero(whole.lever("supply.prune_to")[:, 0, 0, 0])
    assert marks.tolist() == [month_index("2009-04")]
    assert whole.lever("supply.prune_to")[marks[0]].max() == pytest.approx(0.52)
    later = changed_to(record, "consolidation", start=month_index("2013-04"))
    moved = compile_timeline(*later, {}, places, 0, LAST).lever("supply.prune_to")
    assert np.flatnonzero(moved[:, 0, 0, 0]).tolist() == [month_index("2013-04")]


def test_removal_by_identifier_takes_every_step_and_by_name_the_steps_of_the_name(record) -> None:
    policies, shocks = record
    assert named(policies, "POL-24") == ["consolidation"]
    relief = ["covid_relief_2020" + step for step in ("", "_online", "_card", "_suspended", "_stopped")]
    assert named(policies, "covid_relief_2020") == named(policies, "POL-32") == relief
    assert named(policies, "POL-43") == ["card_on_android", "card_on_iphone"]
    assert named(shocks, "SHK-07") == ["incident"]
    assert named(policies, "consolidaton") == []


def test_the_earthquake_touches_three_prefectures_and_the_licence_no_child(record, places, whole) -> None:
    policies, shocks = record
    calm = compile_timeline(*without(record, "tohoku_2011"), {}, places, 0, LAST)
    for municipality, prefecture in enumerate(places.prefecture):
        hit = whole.panel[:, whole.zone_of_municipality[municipality]][:, whole.kind_of_group]
        spared = calm.panel[:, calm.zone_of_municipality[municipality]][:, calm.kind_of_group]
        assert np.array_equal(hit, spared) == (prefecture not in (3, 4, 7))
    need = whole.lever("card.need")[month_index("2025-04")][0, whole.kind_of_group, 0]
    assert need[20] > need[0] == need[7] == need[35]


def test_the_panel_equals_a_plain_sum_and_no_value_leaves_its_range(record, places, service_bases) -> None:
    policies, shocks = record
    timeline = compile_timeline(policies, shocks, service_bases, places, 0, LAST)
    entries = [policy for name, policy in sorted((policies | shocks).items()) if name != "fax_abolition_2021"]
    low = np.array([lever.low for lever in LEVERS.values()])[:, None]
    high = np.array([lever.high for lever in LEVERS.values()])[:, None]
    base = np.array([[lever.base] * 8 for lever in LEVERS.values()])
    for name, values in service_bases.items():
        base[POSITION[name]] = values
    for municipality, prefecture, group in ((6, 4, 13), (90, 46, 2), (-1, 47, 35)):
        for month in range(0, LAST + 1, 1 if prefecture == 4 else 7):
            level, added, factor = base.copy(), np.zeros_like(base), np.ones_like(base)
            for policy in entries:
                for change in policy.changes(month):
                    target = change.target
                    if target is not None and target.prefectures and prefecture not in target.prefectures:
                        continue
                    if target is not None and group // 2 not in target.bands():
                        continue
                    assert change.operator != SET
                    row = POSITION[change.lever]
                    for family in change.families if LEVERS[change.lever].family else ALL_FAMILIES:
                        if change.operator is Operator.MAX:
                            level[row, family] = max(level[row, family], change.value)
                        elif change.operator is Operator.ADD:
                            added[row, family] += change.value
                        else:
                            factor[row, family] *= change.value
            plain = (level + added) * factor
            outside = [name for name in LEVERS if np.any(plain[POSITION[name]] < low[POSITION[name]] - 1e-12)]
            outside += [
                name for name in LEVERS if np.any(plain[POSITION[name]] > high[POSITION[name]] + 1e-12)
            ]
            assert not outside, (month, outside)
            zone, kind = timeline.zone_of_municipality[municipality], timeline.kind_of_group[group]
            assert np.allclose(timeline.at(month)[zone, kind], plain, rtol=0, atol=1e-9)


def test_the_history_says_what_the_record_says(whole) -> None:
    def at(lever: str, month: str, family: int = 0) -> float:
        return float(whole.lever(lever)[month_index(month), 0, 0, family])

    assert at("services.launched", "2004-01") == 0.0 and at("services.launched", "2004-02") == 1.0
    assert at("services.smartphone_ready", "2018-12") == 0.0 < at("services.smartphone_ready", "2019-01")
    assert at("card.issuing", "2015-12") == 0.0 and at("card.issuing", "2016-01") == 1.0
    assert at("supply.online_share", "2003-03") == pytest.approx(0.96)
    assert at("services.incentive_yen", "2010-03") == 5000.0
    assert at("services.incentive_yen", "2011-04") == 0.0
    assert at("card.incentive_yen", "2020-08") == 0.0 and at("card.incentive_yen", "2020-09") == 5000.0
    assert at("card.linked_act_yen", "2022-06") == 0.0 and at("card.linked_act_yen", "2022-07") == 15000.0
    assert at("card.linked_act_yen", "2023-10") == at("card.incentive_yen", "2023-03") == 0.0
    relief = whole.lever("services.launched")[month_index("2020-04") : month_index("2020-07"), 0, 0, 6]
    assert relief == pytest.approx([0.0, 0.979, 0.979 * 1717 / 1741], abs=1e-4)
    assert at("services.time_lost_offline", "2020-04") > at("services.time_lost_offline", "2020-02")
    assert at("churn.announcements", "2013-06") == at("churn.announcements", "2017-05") == 1.0
