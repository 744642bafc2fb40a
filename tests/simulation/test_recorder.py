from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulation.counts import EQUITY_STOCKS, FAMILY_STOCKS, FLOWS, INFLOWS, OUTFLOWS, PERSON_STOCKS, SHAPES
from simulation.kernels.codes import (
    ATTEMPTS,
    BARRIER,
    BY_MAIL,
    NEWLY_AWARE,
    OWN,
    POSTPONED_OUT,
    PRINTED,
    UNMET,
)
from simulation.measures import FUNNEL, MEASURES, Counts, conserved, ratio
from simulation.record import RunRecord
from simulation.recorder import Recorder

Run = Callable[..., RunRecord]


def empty(person: int = 0) -> Counts:
    counts = (np.full(SHAPES[name], person, np.int64) for name in ("person", "family", "flows"))
    person_stock, family, flows = counts
    return Counts(person_stock.sum(axis=1), family, flows)


def test_flow_names_stand_where_the_kernel_counts_them() -> None:
    for name, column in {
        "own_use": OWN,
        "mail": BY_MAIL,
        "postponed_out": POSTPONED_OUT,
        "unmet": UNMET,
    }.items():
        assert FLOWS.index(name) == column
    assert FLOWS.index("printed_and_posted") == PRINTED
    assert FLOWS.index("attempts") == ATTEMPTS
    assert FLOWS.index("barrier_not_offered") == BARRIER + 1
    assert FLOWS.index("newly_aware") == NEWLY_AWARE == len(FLOWS) - 1


def test_a_full_record_keeps_every_count_of_every_month(run: Run, hand_over: Any, new_recorder: Any) -> None:
    record = run("full", 24)
    flows = [np.random.default_rng(t).integers(0, 9, (47, *SHAPES["flows"])) for t in range(24)]
    assert all(np.array_equal(kept, given) for kept, given in zip(record.flows, flows, strict=True))
    assert record.stock_months == tuple(range(24))
    assert record.own_cases.sum() == sum(f[..., FLOWS.index("own_use")].sum() for f in flows)


def test_a_summary_is_the_full_record_added_up(run: Run) -> None:
    full, small = run("full", 30), run("summary", 30)
    assert small.flow_months == (2, 14, 26, 29)
    assert small.flows[1][0].sum() == sum(int(flows.sum()) for flows in full.flows[3:15])
    assert small.flows[3].sum() == sum(int(flows.sum()) for flows in full.flows[27:])
    assert small.stock_months == (2, 5, 8, 11, 14, 17, 20, 23, 26, 29)
    for measure in ("own_use", "gap_age", "possession"):
        assert small.value(measure, 14) == full.value(measure, 14)
    assert small.value("completion_rate", 14) == full.value("completion_rate", 14)


def test_a_summary_keeps_prefectures_only_of_watched_months(run: Run) -> None:
    record = run("summary", 24, (14,))
    full = run("full", 24)
    watched, same = record.counts_by_prefecture(14), full.counts_by_prefecture(14)
    assert np.array_equal(watched.person, same.person)
    with pytest.raises(KeyError, match="not watched"):
        record.counts_by_prefecture(17)


def test_going_back_to_a_snapshot_gives_the_record_of_an_unbroken_run(
    hand_over: Any, new_recorder: Any
) -> None:
    for kind in ("full", "summary"):
        recorder = new_recorder(kind, (20,))
        hand_over(recorder, 0, 9)
        fork = recorder.snapshot()
        hand_over(recorder, 10, 23)
        first = recorder.finish(1.0, 1)
        recorder.restore(fork)
        hand_over(recorder, 10, 21)
        second = recorder.finish(1.0, 1)
        unbroken = new_recorder(kind, (20,))
        hand_over(unbroken, 0, 21)
        expected = unbroken.finish(1.0, 1)
        assert second.flow_months == expected.flow_months
        assert all(np.array_equal(a, b) for a, b in zip(second.flows, expected.flows, strict=True))
        assert second.stock_months == expected.stock_months
        assert np.array_equal(second.watched[20].bits["own_use"], expected.watched[20].bits["own_use"])
        assert first.last == 23, "a finished record is not touched by what follows"
        assert len(first.stock_months) > len(second.stock_months)


def test_arms_share_the_arrays_of_their_past(hand_over: Any, new_recorder: Any) -> None:
    recorder: Recorder = new_recorder("full")
    hand_over(recorder, 0, 5)
    fork = recorder.snapshot()
    hand_over(recorder, 6, 7)
    first = recorder.finish(1.0, 1)
    recorder.restore(fork)
    hand_over(recorder, 6, 7)
    second = recorder.finish(1.0, 1)
    assert all(a is b for a, b in zip(first.flows[:6], second.flows[:6], strict=True))


def test_what_the_engine_overwrites_later_does_not_change_the_record(new_recorder: Any) -> None:
    recorder: Recorder = new_recorder("full")
    flows = np.ones((47, *SHAPES["flows"]), np.int64)
    recorder.month(0, flows)
    flows[:] = 7
    assert recorder.finish(1.0, 1).flows[0].max() == 1


def test_bits_of_nobody_are_refused(new_recorder: Any) -> None:
    recorder: Recorder = new_recorder("summary", (2,))
    turns = np.zeros(100, np.uint8)
    turns[9] = 255
    somebody, nobody = np.zeros(100, np.uint8), np.zeros(100, np.uint8)
    somebody[14], nobody[9] = 1, 1
    recorder.watch(2, {"own_use": np.packbits(somebody)}, turns)
    for wrong in (np.packbits(nobody), np.packbits(somebody, bitorder="little"), np.zeros(12, np.uint8)):
        with pytest.raises(ValueError, match="do not fit the slots"):
            recorder.watch(2, {"own_use": wrong}, turns)


def test_a_missing_month_is_refused(hand_over: Any, new_recorder: Any) -> None:
    recorder = new_recorder("full")
    hand_over(recorder, 0, 3)
    hand_over(recorder, 5, 6)
    with pytest.raises(ValueError, match="months are missing"):
        recorder.finish(1.0, 1)


def test_own_use_is_the_share_of_adults_with_own_use_in_any_family() -> None:
    counts = empty()
    counts.person[4, PERSON_STOCKS.index("adults")] = 30
    counts.person[15, PERSON_STOCKS.index("adults")] = 10
    counts.person[:, PERSON_STOCKS.index("population")] = 1000
    counts.person[4, PERSON_STOCKS.index("own_use_any_12m")] = 15
    counts.person[15, PERSON_STOCKS.index("own_use_any_12m")] = 1
    assert MEASURES["own_use"](counts) == pytest.approx(16 / 40)
    assert MEASURES["own_use_65plus"](counts) == pytest.approx(0.1)
    assert MEASURES["gap_age"](counts) == pytest.approx(0.5 - 0.1)
    assert MEASURES["own_use"](counts.of_band(15)) == pytest.approx(0.1)
    assert np.isnan(MEASURES["own_use"](counts.of_band(3)))


def test_the_funnel_shares_out_all_settled_cases() -> None:
    counts = empty()
    rng = np.random.default_rng(3)
    counts.flows[:] = rng.integers(0, 50, counts.flows.shape)
    assert sum(float(MEASURES[name](counts)) for name in FUNNEL) == pytest.approx(1.0, abs=1e-12)
    assert len(FUNNEL) == 12


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_named_explained_and_defined_on_an_empty_country(name: str) -> None:
    measure = MEASURES[name]
    assert measure.name == name
    assert measure.unit
    assert len(measure.meaning) > 10
    assert np.isnan(measure(empty())) or measure(empty()) == 0.0
    assert measure.source in ("stocks", "flows")


def test_conservation_is_checked_cell_by_cell() -> None:
    flows = np.zeros((2, len(FLOWS)), np.int64)
    flows[:, FLOWS.index("needs")] = 3
    flows[0, FLOWS.index("counter")] = 3
    flows[1, FLOWS.index("mail")] = 3
    assert conserved(flows)
    flows[0, FLOWS.index("counter")], flows[1, FLOWS.index("counter")] = 4, -1
    assert not conserved(flows), "errors that cancel are errors"
    assert not set(INFLOWS) & set(OUTFLOWS)


def test_a_ratio_of_nothing_is_not_a_number() -> None:
    assert np.isnan(ratio(np.array([1.0]), np.array([0.0]))[0])
    assert ratio(np.array(1), np.array(4)) == 0.25


def test_all_axes_have_the_length_of_their_names() -> None:
    assert SHAPES["flows"] == (18, 8, len(FLOWS))
    assert SHAPES["person"] == (18, 2, len(PERSON_STOCKS))
    assert SHAPES["family"] == (18, 8, len(FAMILY_STOCKS))
    assert SHAPES["equity"] == (18, 3, 3, len(EQUITY_STOCKS))
