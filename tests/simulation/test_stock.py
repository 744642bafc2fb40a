"""The stock of procedures: counts by kinds, use by weight, cuts, and what a need draws."""

from __future__ import annotations

import numpy as np
import pytest

from agents.draws import CITIZEN, PURPOSES, draw
from simulation.offer import Offer
from simulation.stock import ORDERS, Stock, build, draw_bundle, measure, prune, prune_below, put_online

NEEDS = (0.072, 0.333, 0.05, 0.2, 0.045, 0.117, 0.02, 0.163)


def full(seed: int = 1) -> Stock:
    stock = build(seed, needs_share=NEEDS)
    put_online(stock, 0.96)
    return stock


def measured(stock: Stock, noise: float = 0.3) -> np.ndarray:
    return measure(stock, np.array(NEEDS) * 1e6, noise, 1, 0, 99)


def test_the_stock_has_all_kinds_and_weights_that_add_up_exactly() -> None:
    stock = build(7, needs_share=NEEDS)
    assert stock.kinds.sum() == 13129
    assert len(stock) == 256
    assert stock.kinds.min() >= 1
    for family in range(8):
        rows = slice(stock.start[family], stock.start[family + 1])
        assert stock.weight[rows].sum() == 1.0
        assert np.all(np.diff(stock.cumulative[rows].astype(np.int64)) > 0)
        assert stock.cumulative[rows][-1] == 2**32 - 1


def test_equal_seeds_give_equal_stocks_and_other_seeds_others() -> None:
    a, b, c = build(3), build(3), build(4)
    assert np.array_equal(a.cumulative, b.cumulative)
    assert np.array_equal(a.cost, b.cost)
    assert not np.array_equal(a.kinds, c.kinds)


@pytest.mark.parametrize("seed", range(5))
def test_the_cut_of_2009_leaves_52_percent_of_kinds_and_far_more_of_use(seed: int) -> None:
    stock = full(seed)
    assert abs(stock.share_online() - 0.96) <= 0.01
    use = stock.share_of_use_online()
    prune(stock, measured(stock), 0.52)
    assert abs(stock.share_online() - 0.52) <= 0.01
    lost_count = 0.96 - stock.share_online()
    lost_use = use - stock.share_of_use_online()
    assert 0.0 < lost_use < lost_count / 2.0


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("left", [0.9, 0.75, 0.52, 0.3])
def test_every_order_of_pruning_hits_the_share_of_kinds(order: str, left: float) -> None:
    stock = full()
    prune(stock, measured(stock), left, order, seed=1, month=99)
    assert abs(stock.share_online() - left) <= 0.01


def test_cutting_by_measured_use_saves_more_use_than_cutting_at_random() -> None:
    by_use, by_chance = full(), full()
    prune(by_use, measured(by_use), 0.52)
    prune(by_chance, measured(by_chance), 0.52, "random", seed=1, month=99)
    assert by_use.share_of_use_online() > by_chance.share_of_use_online() + 0.1


def test_worse_measurement_never_saves_use_on_average() -> None:
    def left(noise: float) -> float:
        shares = []
        for month in range(8):
            stock = full()
            prune(stock, measure(stock, np.array(NEEDS), noise, 1, 0, month), 0.52)
            shares.append(stock.share_of_use_online())
        return float(np.mean(shares))

    assert left(0.0) > left(1.5)


def test_putting_online_is_monotone_and_exact_to_half_a_bundle() -> None:
    stock = build(2, needs_share=NEEDS)
    before = stock.online.copy()
    largest = stock.kinds[~stock.local].max() / stock.kinds[~stock.local].sum()
    for share in np.linspace(0.02, 0.96, 48):
        put_online(stock, float(share))
        assert np.all(stock.online >= before)
        assert abs(stock.share_online() - share) <= largest / 2.0
        before = stock.online.copy()
    assert stock.online.all()


def test_a_share_that_stays_in_force_does_not_undo_a_cut_but_a_higher_one_does() -> None:
    stock = build(2, needs_share=NEEDS)
    put_online(stock, 0.9)
    prune(stock, measured(stock), 0.52)
    assert put_online(stock, 0.9) == 0
    assert put_online(stock, 0.5) == 0
    assert put_online(stock, 0.8) > 0
    assert abs(stock.share_online() - 0.8) < 0.05


def test_a_cut_leaves_local_bundles_alone_and_snapshots_bring_everything_back() -> None:
    stock = full()
    saved = stock.snapshot()
    prune(stock, measured(stock), 0.3)
    assert stock.online[stock.local].all()
    stock.restore(saved)
    assert abs(stock.share_online() - 0.96) <= 0.01


def test_a_need_draws_its_bundle_by_weight() -> None:
    stock = build(1)
    draws = draw(1, 0, CITIZEN, 0, PURPOSES["BUNDLE"], 1, np.arange(8000))
    for family in (0, 3):
        words = draws.astype(np.int64)
        drawn = np.array([draw_bundle(u, family, stock.start, stock.cumulative) for u in words])
        rows = np.arange(stock.start[family], stock.start[family + 1])
        counts = np.bincount(drawn, minlength=256)
        assert counts.sum() == counts[rows].sum()
        expected = stock.weight[rows] * 8000
        assert np.all(np.abs(counts[rows] - expected) < 5.0 * np.sqrt(expected + 1.0))


def test_the_ends_of_the_draw_fall_on_the_first_and_last_bundle() -> None:
    stock = build(1)
    for family in range(8):
        first, last = stock.start[family], stock.start[family + 1] - 1
        assert draw_bundle(np.int64(0), family, stock.start, stock.cumulative) == first
        assert draw_bundle(np.int64(2**32 - 1), family, stock.start, stock.cumulative) == last
        edge = np.int64(stock.cumulative[first])
        assert draw_bundle(edge - 1, family, stock.start, stock.cumulative) == first
        assert draw_bundle(edge, family, stock.start, stock.cumulative) == first + 1


def test_the_offer_joins_national_bundles_with_those_started_there() -> None:
    stock = full()
    local = stock.local_bundles()
    live = np.zeros((3, local.bundle.size), bool)
    live[1, 0] = True
    live[2, :] = True
    offer = Offer.empty(3)
    offer.fill(stock, local.bundle, live)
    bits = (offer.offered[:, np.arange(256) >> 6] >> (np.arange(256) & 63).astype(np.uint64)) & np.uint64(1)
    assert np.array_equal(bits[0] == 1, stock.online & ~stock.local)
    assert np.array_equal(np.flatnonzero(bits[1] != bits[0]), [local.bundle[0]])
    assert np.all(bits[2] == 1)
    assert np.allclose(offer.use[2], 1.0, rtol=0, atol=0)
    assert offer.use[1, local.family[0]] - offer.use[0, local.family[0]] == local.weight[0]
    assert offer.overall[2] == pytest.approx(0.96, abs=1e-12)
    assert np.all(offer.overall <= 0.96 + 1e-12)


def test_refilling_only_what_changed_equals_refilling_all() -> None:
    stock = full()
    local = stock.local_bundles()
    live = np.zeros((5, local.bundle.size), bool)
    part, whole = Offer.empty(5), Offer.empty(5)
    part.fill(stock, local.bundle, live)
    live[[1, 3], 4] = True
    part.fill(stock, local.bundle, live, np.array([1, 3]))
    whole.fill(stock, local.bundle, live)
    assert np.array_equal(part.offered, whole.offered)
    assert np.array_equal(part.overall, whole.overall)


def test_the_share_offered_is_the_chance_that_a_need_finds_its_form() -> None:
    stock = full()
    prune(stock, measured(stock), 0.52)
    local = stock.local_bundles()
    offer = Offer.empty(1)
    offer.fill(stock, local.bundle, np.zeros((1, local.bundle.size), bool))
    family = 5
    ends = stock.cumulative.astype(np.int64) + (stock.cumulative == 2**32 - 1)
    rows = np.arange(stock.start[family], stock.start[family + 1])
    widths = np.diff(ends[rows], prepend=0)
    assert offer.use[0, family] == widths[(stock.online & ~stock.local)[rows]].sum() / 2**32


def test_a_stock_too_coarse_to_prune_is_refused() -> None:
    with pytest.raises(ValueError, match="bundles"):
        build(1, bundles=40)
    with pytest.raises(ValueError, match="order"):
        prune(full(), np.zeros(256), 0.5, "alphabet")


def test_a_rule_of_use_withdraws_what_is_used_less_and_spares_what_promotion_lifted() -> None:
    stock, promoted = full(), full()
    seen = measured(stock)
    threshold = float(np.median(seen[~stock.local]))
    before = stock.online & ~stock.local
    lost = prune_below(stock, seen, threshold)
    assert lost == int((before & (seen < threshold)).sum()) > 0
    assert not (stock.online & ~stock.local & (seen < threshold)).any()
    assert (stock.online == stock.local | (before & (seen >= threshold)))[before].all()
    assert prune_below(promoted, 2.0 * seen, threshold) < lost
    assert prune_below(full(), seen, 0.0) == 0
