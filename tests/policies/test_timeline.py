"""The timeline: how moves combine, who shares a value, what is logged and paid, and how long it takes."""

from __future__ import annotations

import time

import numpy as np
import pytest

from configs.errors import ScenarioError
from configs.months import month_index
from policies.base import Change, Policy
from policies.catalogue import build_policy
from policies.groups import moves_of
from policies.timeline import compile_timeline


def changed(name: str = "by_hand", **fields: object) -> Policy:
    return build_policy(name, {"kind": "lever_change", "start": "2010-01", **fields})


def value(places, lever: str, *policies: Policy, family: int = 0, month: int = 120) -> float:
    entries = {f"{number}_{policy.name}": policy for number, policy in enumerate(policies)}
    timeline = compile_timeline(entries, {}, {}, places, 0, 131)
    return float(timeline.lever(lever)[month, 0, 0, family])


def test_sums_come_before_factors_and_set_values_after_all(places) -> None:
    add = changed(levers={"services.documents": "+1"})
    double = changed(levers={"services.documents": "*2"})
    put = changed(levers={"services.documents": 0.5})
    assert value(places, "services.documents", double, add) == 6.0
    assert value(places, "services.documents", put, double, add) == 0.5
    assert value(places, "services.documents") == 2.0


def test_of_two_levels_the_larger_holds(places, example) -> None:
    much, little = (example("offering", launched=share) for share in (0.9, 0.4))
    assert value(places, "services.launched", much, little) == 0.9


def test_of_two_set_values_the_one_that_starts_later_holds(places) -> None:
    early = changed("z", levers={"services.smartphone_ready": 0.2})
    late = changed("a", levers={"services.smartphone_ready": 0.7}, start="2010-06")
    assert value(places, "services.smartphone_ready", early, late, month=112) == 0.2
    assert value(places, "services.smartphone_ready", late, early) == 0.7


def test_a_set_value_at_half_strength_goes_half_the_way(places) -> None:
    half = changed(levers={"services.documents": 1}, strength=0.5)
    assert value(places, "services.documents", half) == 1.5


def test_a_value_beyond_the_range_of_a_lever_is_held_at_its_limit(places) -> None:
    assert value(places, "services.documents", changed(levers={"services.documents": "*100"})) == 10.0
    assert value(places, "services.documents", changed(levers={"services.documents": "+-9"})) == 0.0


def test_a_policy_for_some_families_leaves_the_others(places) -> None:
    policy = changed(levers={"services.smartphone_ready": 0.9}, families=["relief", "etax"])
    timeline = compile_timeline({"p": policy}, {}, {}, places, 0, 131)
    assert timeline.lever("services.smartphone_ready")[110, 0, 0].tolist() == [0.9, 0, 0, 0, 0, 0, 0.9, 0]


def test_a_ramp_grows_in_equal_steps(places, example) -> None:
    policy = example("promotion", mass_media=0.8, ramp=4)
    timeline = compile_timeline({"p": policy}, {}, {}, places, 106, 114)
    grown = timeline.lever("promotion.mass_media")[:, 0, 0, 0]
    assert grown == pytest.approx([0, 0, 0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0.8])


def test_a_run_that_starts_later_sees_the_same_months(record, places) -> None:
    whole = compile_timeline(*record, {}, places, 0, 299)
    part = compile_timeline(*record, {}, places, 100, 199)
    for municipality in (0, 6, 93):
        rows = part.panel[:, part.zone_of_municipality[municipality]][:, part.kind_of_group]
        same = whole.panel[100:200, whole.zone_of_municipality[municipality]][:, whole.kind_of_group]
        assert np.array_equal(rows, same)


def test_a_policy_added_later_changes_no_bit_of_the_months_before_it(record, places) -> None:
    policies, shocks = record
    extra = changed(levers={"services.browser_fail": 0.02}, target={"prefectures": [13], "ages": [20, 64]})
    before = compile_timeline(policies, shocks, {}, places, 0, 299)
    after = compile_timeline(policies | {"extra": extra}, shocks, {}, places, 0, 299)
    assert after.panel.shape[1:3] != before.panel.shape[1:3]
    for municipality in (0, 6, 24, 93):
        rows = [
            t.panel[:108, t.zone_of_municipality[municipality]][:, t.kind_of_group] for t in (before, after)
        ]
        assert rows[0].tobytes() == rows[1].tobytes()


def test_the_order_of_a_mapping_changes_no_bit(record, places) -> None:
    policies, shocks = record
    backward = dict(reversed(policies.items()))
    one = compile_timeline(policies, shocks, {}, places, 0, 299)
    other = compile_timeline(backward, shocks, {}, places, 0, 299)
    assert one.panel.tobytes() == other.panel.tobytes()


def test_zones_and_kinds_are_as_few_as_targets_tell_apart(places) -> None:
    policies = {
        "a": changed(levers={"card.need": "+0.1"}, target={"prefectures": [3, 4, 7]}),
        "b": changed(levers={"card.need": "+0.1"}, target={"prefectures": [4, 47], "ages": [65, 120]}),
        "c": changed(levers={"card.need": "+0.1"}, target={"municipalities": ["47101"]}),
    }
    timeline = compile_timeline(policies, {}, {}, places, 108, 110)
    assert timeline.panel.shape[1:3] == (5, 2)
    need = timeline.lever("card.need")[0, :, :, 0]
    zone = dict(zip(places.code, timeline.zone_of_municipality, strict=True))
    young, old = timeline.kind_of_group[[10, 30]]
    assert need[zone["04101"]][[young, old]] == pytest.approx([0.1, 0.2])
    assert need[zone["47101"]][[young, old]] == pytest.approx([0.1, 0.2])
    assert need[zone["47202"]][[young, old]] == pytest.approx([0.0, 0.1])
    assert need[zone["03202"]][[young, old]] == pytest.approx([0.1, 0.1])
    assert need[zone["13101"]].tolist() == [0.0, 0.0]


def test_a_municipality_that_does_not_exist_is_named(places) -> None:
    policy = changed(levers={"card.need": "+0.1"}, target={"municipalities": ["99999"]})
    with pytest.raises(ScenarioError, match="no municipality has the code '99999'"):
        compile_timeline({"p": policy}, {}, {}, places, 0, 1)


def test_bases_come_by_full_or_short_name_and_names_that_are_no_levers_stay_out(places) -> None:
    base = {"services.complexity": [0.1] * 8, "documents": list(range(8)), "season": [1.0] * 12}
    timeline = compile_timeline({}, {}, base, places, 0, 1)
    assert timeline.lever("services.complexity")[0, 0, 0].tolist() == [0.1] * 8
    assert timeline.lever("services.documents")[1, 0, 0].tolist() == list(range(8))


def test_costs_fall_due_while_a_policy_is_in_force_and_scale_with_strength(places, example) -> None:
    price = {"capital": 120, "running_year": [12, 36], "per_case": 500, "case": "card", "payer": "prefecture"}
    policy = example("promotion", cost=price, strength=0.5)
    costs = compile_timeline({"p": policy}, {}, {}, places, 0, 299).costs
    by_kind = {
        kind: [entry for entry in costs if entry.kind == kind] for kind in ("capital", "running", "per_case")
    }
    assert [(entry.month, entry.yen) for entry in by_kind["capital"]] == [(108, 60.0)]
    assert [entry.month for entry in by_kind["running"]] == list(range(108, 126))
    assert {(entry.low, entry.yen, entry.high) for entry in by_kind["running"]} == {(0.5, 1.0, 1.5)}
    assert {(entry.yen, entry.case, entry.payer) for entry in by_kind["per_case"]} == {
        (250.0, "card", "prefecture")
    }
    assert compile_timeline({"p": example("promotion")}, {}, {}, places, 0, 299).costs == []


def test_the_log_says_what_came_into_force_and_ended(places, example) -> None:
    log = compile_timeline({"p": example("promotion", ramp=3)}, {}, {}, places, 0, 299).log
    assert [tuple(entry) for entry in log] == [
        (month_index("2010-01"), "p", "in force"),
        (month_index("2010-03"), "p", "at full size"),
        (month_index("2011-07"), "p", "ended"),
    ]
    assert compile_timeline({"p": example("promotion")}, {}, {}, places, 200, 299).log == []


def test_a_kind_that_moves_a_lever_twice_in_a_month_is_refused(example) -> None:
    class Stutter(type(example("promotion"))):
        steady = False

        def changes(self, month: int):
            yield Change("promotion.mass_media", 0.1)
            yield Change("promotion.mass_media", 0.1)

    with pytest.raises(ValueError, match=r"moves promotion\.mass_media twice"):
        moves_of("p", Stutter(kind="promotion", start="2010-01"), 0, 200)


def test_three_hundred_months_of_history_compile_in_a_tenth_of_a_second(record, places) -> None:
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        compile_timeline(*record, {}, places, 0, 299)
        seconds.append(time.perf_counter() - begin)
    assert min(seconds) < 0.1
