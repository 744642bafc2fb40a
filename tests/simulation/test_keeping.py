"""What government keeps online: by cost, by measured use, by what citizens need, or by a guess."""

from __future__ import annotations

import numpy as np
import pytest

from agents.institutions import Assumptions
from policies.levers import LEVERS, POSITION
from simulation.keeping import Aims, Keeping, Seen, asked_for, look, review, worth
from simulation.stock import Stock, build, measure, prune, put_online

NEEDS = np.array([0.072, 0.333, 0.05, 0.2, 0.045, 0.117, 0.02, 0.163])
ONLINE = np.array([9e5, 2e5, 0.0, 4e4, 3e4, 5e3, 0.0, 6e5])
USUAL = Aims(cost=0.0, participation=0.0, quality=1.0)


def full(seed: int = 1) -> Stock:
    stock = build(seed, needs_share=NEEDS.tolist())
    put_online(stock, 0.96)
    return stock


def seen(stock: Stock, aims: Aims = USUAL, online: np.ndarray = ONLINE, noise: float = 0.3) -> Seen:
    return look(stock, online, NEEDS * 2e7, aims, noise, 1, 0)


def left(aims: Aims, share: float = 0.52, online: np.ndarray = ONLINE) -> Stock:
    stock = full()
    prune(stock, worth(stock, seen(stock, aims, online), aims), share)
    return stock


def test_with_no_weight_on_cost_the_order_is_that_of_measured_use() -> None:
    stock = full()
    by_use = measure(stock, ONLINE, 0.3, 1, 0, 0xFFFFFFFF)
    value = worth(stock, seen(stock), USUAL)
    kept = stock.online & ~stock.local
    assert np.all(np.diff(by_use[kept][np.argsort(value[kept], kind="stable")]) >= 0.0)


def test_changed_weights_change_what_goes_and_not_how_much() -> None:
    """POL-23."""
    free, dear = left(USUAL), left(USUAL._replace(cost=0.9))
    assert np.any(free.online != dear.online)
    assert abs(free.share_online() - dear.share_online()) < 0.02
    cost = [float(stock.cost[stock.online & ~stock.local].mean()) for stock in (free, dear)]
    assert cost[1] < cost[0]


def test_with_participation_what_goes_is_needed_less() -> None:
    """BAR-07: families that nobody can file online yet have needs, and no measured use."""

    def needed(aims: Aims) -> float:
        return left(aims).share_of_use_online()

    assert (
        needed(USUAL) < needed(USUAL._replace(participation=0.5)) <= needed(USUAL._replace(participation=1.0))
    )


def test_without_measurement_what_goes_has_nothing_to_do_with_use() -> None:
    """BAR-08: two countries whose citizens use other services withdraw the same."""
    blind = USUAL._replace(quality=0.0)
    one = np.maximum(ONLINE, 1e3)
    other = one[[5, 1, 2, 3, 4, 0, 6, 7]]
    assert np.array_equal(left(blind, online=one).online, left(blind, online=other).online)
    assert np.any(left(USUAL, online=one).online != left(USUAL, online=other).online)
    assert left(blind).share_of_use_online() < left(USUAL).share_of_use_online() - 0.05


def test_better_measurement_only_adds_bundles_that_are_seen() -> None:
    stock = full()
    true = seen(stock).online
    known = [seen(stock, USUAL._replace(quality=q)).online == true for q in (0.0, 0.4, 0.8, 1.0)]
    national = ~stock.local
    shares = [float(one[national].mean()) for one in known]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert shares[1] == pytest.approx(0.4, abs=0.1) and shares[2] == pytest.approx(0.8, abs=0.1)


def test_a_review_withdraws_by_chance_what_loses_and_spares_what_pays() -> None:
    """SHK-04: what goes at a low weight of cost goes at a high one, and more."""
    gone = []
    for chance in (0.0, 0.1, 0.5, 1.0):
        stock = full()
        before = stock.online.copy()
        cases = asked_for(seen(stock), USUAL)
        review(stock, cases, 6e5, 500.0, chance, 1, 0, 99)
        gone.append(before & ~stock.online)
        assert np.all(cases[gone[-1]] * 500.0 < stock.kinds[gone[-1]] * 6e5)
    assert not gone[0].any() and gone[1].sum() < gone[2].sum() < gone[3].sum()
    assert not np.any(gone[1] & ~gone[2]) and not np.any(gone[2] & ~gone[3])


def row(**levers: float) -> np.ndarray:
    out = np.array([lever.base for lever in LEVERS.values()])
    for name, value in levers.items():
        out[POSITION[name.replace("__", ".")]] = value
    return out


def keeping(noise: float = 0.3, rate: float = 0.0) -> Keeping:
    values = Assumptions.of({"measurement.noise": noise, "withdrawal.rate_year": rate})
    made = Keeping(full(), values, 1.0, 6e5, 1, 0)
    for t in range(12):
        made.observe(t, np.stack([NEEDS * 2e7 / 12, ONLINE / 12], axis=-1)[None].astype(np.int64))
    return made


def test_knowing_use_is_worth_something_and_the_more_the_less_is_known() -> None:
    """BAR-05: cases that a cut by true use would have spared; nothing where nothing is in error."""

    def worth_of_knowing(noise: float, quality: float = 1.0) -> float:
        made = keeping(noise)
        made.act(99, row(supply__prune_to=0.52, government__cost_weight=0.0, measurement__quality=quality))
        return made.numbers["value_of_information"]

    assert worth_of_knowing(0.0) == 0.0
    assert 0.0 < worth_of_knowing(0.3) < worth_of_knowing(0.3, quality=0.0)


def test_asking_what_knowing_was_worth_changes_nothing_that_is_kept() -> None:
    made, stock = keeping(), full()
    made.act(99, row(supply__prune_to=0.52, government__cost_weight=0.0))
    aims = USUAL
    found = look(stock, made.online_cases.sum(axis=0), made.needed_cases.sum(axis=0), aims, 0.3, 1, 0)
    prune(stock, worth(stock, found, aims), 0.52)
    assert np.array_equal(made.stock.online, stock.online)


def test_government_reviews_in_april_what_it_has_seen_for_a_year() -> None:
    made = keeping(rate=0.2)
    assert made.act(98, row()) == 0 and not made.numbers
    assert made.act(99, row(government__cost_weight=1.0)) > 0
    assert made.numbers["kinds_withdrawn"] > 0.0
    unseen = keeping(rate=0.2)
    unseen.online_cases[5] = 0
    assert unseen.act(99, row(government__cost_weight=1.0)) == 0


def test_a_snapshot_brings_what_is_known_back() -> None:
    made = keeping()
    saved = made.snapshot()
    made.observe(3, np.zeros((1, 8, 2), np.int64))
    made.restore(saved)
    assert made.online_cases[3].sum() > 0 and not made.numbers


def test_what_was_cut_because_nobody_could_file_it_comes_back_when_it_is_launched() -> None:
    """SYS-18: relief could not be filed online before 2020, and looked unused in 2009."""
    made = keeping()
    relief = (made.stock.family == 6) & ~made.stock.local
    open_families = np.ones(8)
    open_families[6] = 0.0
    assert made.bring_back(open_families) == 0, "nothing was withdrawn yet"
    before = made.stock.online.copy()
    made.act(99, row(supply__prune_to=0.52))
    lost = before & ~made.stock.online
    assert np.all(lost[relief])
    assert made.bring_back(np.ones(8)) == relief.sum()
    assert np.array_equal(before & ~made.stock.online, lost & ~relief)
    assert made.bring_back(np.ones(8)) == 0, "only in the month of the launch"
