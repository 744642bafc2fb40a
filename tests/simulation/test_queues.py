"""Queues in days: first come first served, nothing lost, month ends invisible."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import deque
from pathlib import Path

import numpy as np
import pytest

from simulation.queues import COUNTER, LONGEST, MAIL, OFFICE, RING, Queues, Served, wait_quantile
from simulation.spread import PROFILES, profile_weights, spread, tie_stride
from simulation.workdays import working_days

ROOT = Path(__file__).parents[2]


def days(first: int, count: int) -> np.ndarray:
    return np.arange(first, first + count, dtype=np.int64)


def counter(cases: int) -> np.ndarray:
    arrivals = np.zeros((1, 4), np.int64)
    arrivals[0, COUNTER] = cases
    return arrivals


def able(rate: float, areas: int = 1) -> np.ndarray:
    return np.full((areas, 4), float(rate))


def spread_over(cases: int, weights: np.ndarray, offset: int = 0) -> np.ndarray:
    daily, rest = np.zeros(weights.size, np.int64), np.zeros(weights.size, np.int64)
    spread(cases, weights, int(weights.sum()), offset % weights.size, tie_stride(weights.size), daily, rest)
    return daily


class PlainQueue:
    """The same queue in plain Python, case by case."""

    def __init__(self, rate: float) -> None:
        self.rate = round(rate * 2**20)
        self.carry = 0
        self.line: deque[int] = deque()

    def day(self, date: int, cases: int) -> list[int]:
        self.line.extend([date] * cases)
        self.carry += self.rate
        served = [date - self.line.popleft() for _ in range(min(self.carry >> 20, len(self.line)))]
        self.carry &= 2**20 - 1
        return served


@pytest.mark.parametrize("rate", [0.3, 1.0, 2.75, 6.0])
@pytest.mark.parametrize("profile", PROFILES)
def test_the_compiled_queue_equals_one_that_moves_case_by_case(rate: float, profile: str) -> None:
    queue, plain = Queues.empty(1), PlainQueue(rate)
    generator = np.random.default_rng(5)
    for t in range(14):
        dates = working_days(t)
        cases = int(generator.poisson(rate * dates.size * 0.95))
        out = queue.month(dates, counter(cases), able(rate), (profile,) * 4)
        waits: list[int] = []
        daily = spread_over(cases, profile_weights(profile, dates.size))
        for date, number in zip(dates, daily):
            waits += plain.day(int(date), int(number))
        assert out.completed[0, COUNTER] == len(waits)
        assert out.waited[0, COUNTER] == sum(waits)
        assert out.backlog[0, COUNTER] == len(plain.line)
        assert np.array_equal(out.histogram[COUNTER][:60], np.bincount(waits, minlength=60)[:60])


def test_the_sum_of_waits_is_the_area_between_arrivals_and_completions() -> None:
    queue = Queues.empty(1)
    plain, area, waited, first = PlainQueue(3.4), 0, 0, 0
    for cases in (100, 120, 30, 0, 0, 0):
        out = queue.month(days(first, 20), counter(cases), able(3.4))
        for date, number in zip(days(first, 20), spread_over(cases, profile_weights("uniform", 20))):
            plain.day(int(date), int(number))
            area += len(plain.line)
        waited += int(out.waited[0, COUNTER])
        first += 20
    assert queue.backlog[0, COUNTER] == 0
    assert waited == area


def test_arrivals_are_settled_or_waiting_or_have_given_up() -> None:
    queue = Queues.empty(40)
    generator = np.random.default_rng(1)
    capacity = generator.uniform(0.0, 8.0, (40, 4))
    total = np.zeros((40, 4), np.int64)
    settled, gone = total.copy(), total.copy()
    for t in range(30):
        arrivals = generator.poisson(80.0, (40, 4))
        out = queue.month(working_days(t), arrivals, capacity, patience=(40, LONGEST, 10, 90))
        total += arrivals
        settled += out.completed
        gone += out.gave_up
        assert np.array_equal(total, settled + gone + out.backlog)
        assert out.histogram.sum() == out.completed.sum()
    assert gone[:, COUNTER].sum() > 0


def test_one_long_month_equals_two_short_ones() -> None:
    one, two = Queues.empty(3), Queues.empty(3)
    each_day = np.array([[7, 3, 2, 1], [1, 1, 1, 1], [9, 9, 0, 4]])
    capacity = np.array([[6.3, 2.9, 2.2, 0.7], [0.9, 1.1, 1.0, 0.35], [9.5, 8.7, 1.0, 4.0]])
    long = one.month(days(0, 40), each_day * 40, capacity)
    first = two.month(days(0, 20), each_day * 20, capacity)
    second = two.month(days(20, 20), each_day * 20, capacity)
    assert long.backlog.sum() > 0
    for name in ("completed", "waited", "gave_up", "histogram"):
        assert np.array_equal(getattr(long, name), getattr(first, name) + getattr(second, name)), name
    assert np.array_equal(long.backlog, second.backlog)
    assert np.array_equal(long.peak, np.maximum(first.peak, second.peak))
    assert np.array_equal(one.carry, two.carry)


def test_a_backlog_empties_once_capacity_stays_above_demand() -> None:
    queue = Queues.empty(1)
    queue.month(days(0, 20), counter(500), able(10))
    left = [
        int(queue.month(days(20 * k, 20), counter(100), able(10)).backlog[0, COUNTER]) for k in range(1, 5)
    ]
    assert left == [200, 100, 0, 0]


def test_nobody_waits_when_every_day_has_room() -> None:
    queue = Queues.empty(1)
    out = queue.month(days(0, 20), counter(200), able(10))
    assert out.completed[0, COUNTER] == 200
    assert out.waited[0, COUNTER] == 0
    assert out.peak[COUNTER] == 0


def test_no_capacity_settles_nothing_and_the_age_of_the_oldest_is_the_wait() -> None:
    queue = Queues.empty(1)
    out = queue.month(days(0, 20), counter(20), able(0))
    assert out.completed.sum() == 0
    assert out.backlog[0, COUNTER] == 20
    assert out.mean_wait[0, COUNTER] == 19.0


def test_weekends_and_holidays_count_into_the_wait() -> None:
    queue = Queues.empty(1)
    friday_and_monday = np.array([4, 7])
    out = queue.month(friday_and_monday, counter(2), able(0.5))
    assert out.completed[0, COUNTER] == 1
    assert out.waited[0, COUNTER] == 3
    assert queue.month(np.array([8, 9]), counter(0), able(0.5)).waited[0, COUNTER] == 2


def test_whoever_runs_out_of_patience_leaves_unserved() -> None:
    queue = Queues.empty(1)
    out = queue.month(days(0, 30), counter(30), able(0), patience=(10,) * 4)
    assert out.gave_up[0, COUNTER] == 20
    assert out.backlog[0, COUNTER] == 10


def test_forms_handled_by_hand_are_not_faster_than_mail_and_automatic_ones_are() -> None:
    arrivals = np.zeros((5, 4), np.int64)
    arrivals[:, MAIL] = arrivals[:, OFFICE] = [100, 150, 220, 400, 30]
    capacity = able(6.0, 5)
    by_hand = Queues.empty(5).month(days(0, 20), arrivals, capacity, hand=1.0)
    assert np.array_equal(by_hand.waited[:, OFFICE], by_hand.waited[:, MAIL])
    assert np.array_equal(by_hand.histogram[OFFICE], by_hand.histogram[MAIL])
    automatic = Queues.empty(5).month(days(0, 20), arrivals, capacity, hand=0.0)
    assert automatic.waited[:, OFFICE].sum() == 0
    assert automatic.completed[:, OFFICE].sum() == arrivals[:, OFFICE].sum()
    assert by_hand.waited[:, OFFICE].sum() > 0


def test_forms_handled_by_hand_load_the_counter_by_their_work() -> None:
    queue = Queues.empty(1)
    arrivals = np.array([[0, 0, 100, 0]])
    outs = [queue.month(days(20 * k, 20), arrivals, able(50), hand=0.5, work=0.75) for k in range(10)]
    work = [int(out.work[0]) for out in outs]
    assert sum(work) == 375
    assert int(queue.served[0, COUNTER]) == 375


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("count", [17, 20, 23])
def test_spreading_keeps_every_case_and_stays_within_one_of_the_exact_share(profile: str, count: int) -> None:
    weights = profile_weights(profile, count)
    for cases in (0, 1, 2, 19, 20, 21, 999, 123_457):
        for offset in (0, 5):
            daily = spread_over(cases, weights, offset)
            assert daily.sum() == cases
            assert np.all(np.abs(daily - cases * weights / weights.sum()) < 1.0)


def test_a_deadline_loads_the_end_and_a_surge_the_beginning() -> None:
    late = spread_over(4000, profile_weights("deadline", 20))
    early = spread_over(4000, profile_weights("surge", 20))
    assert (late[-5:].sum(), late[:10].sum()) == (2000, 1000)
    assert np.array_equal(late, early[::-1])


def test_few_cases_of_many_areas_do_not_all_fall_on_the_first_days() -> None:
    weights = profile_weights("uniform", 20)
    total = sum(spread_over(1, weights, area) for area in range(200))
    assert np.array_equal(total, np.full(20, 10))


def test_a_snapshot_brings_the_queue_back() -> None:
    queue = Queues.empty(2)
    arrivals = np.array([[300, 5, 5, 5], [20, 200, 7, 9]])
    queue.month(days(0, 20), arrivals, able(7, 2))
    saved = queue.snapshot()
    once = queue.month(days(20, 20), arrivals, able(7, 2))
    queue.restore(saved)
    again = queue.month(days(20, 20), arrivals, able(7, 2))
    for a, b in zip(once, again):
        assert np.array_equal(a, b)


def test_queues_of_other_areas_change_nothing() -> None:
    arrivals = np.array([[300, 5, 5, 5], [20, 200, 7, 9], [80, 80, 80, 80]])
    together = Queues.empty(3).month(days(0, 20), arrivals, able(4, 3))
    busier = arrivals.copy()
    busier[2] *= 10
    beside = Queues.empty(3).month(days(0, 20), busier, able(4, 3))
    assert np.array_equal(together.waited[:2], beside.waited[:2])
    assert not np.array_equal(together.waited[2], beside.waited[2])


def test_waits_run_through_years_of_overload_without_losing_the_count() -> None:
    queue = Queues.empty(1)
    for t in range(24):
        out = queue.month(working_days(t), counter(60), able(1.0))
        assert queue.backlog[0, COUNTER] == queue.ring[0, COUNTER].sum()
    assert out.gave_up[0, COUNTER] > 0
    assert queue.day[0] > RING


def test_quantiles_of_waits() -> None:
    histogram = np.zeros(400, np.int64)
    assert wait_quantile(histogram, 0.5) is None
    histogram[[0, 3, 10]] = [5, 4, 1]
    assert wait_quantile(histogram, 0.5) == 0
    assert wait_quantile(histogram, 0.9) == 3
    assert wait_quantile(histogram, 0.95) == 10


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(ValueError, match="profile"):
        Queues.empty(1).month(days(0, 5), counter(1), able(1), ("uniform", "uniform", "rush", "uniform"))


def test_queues_have_the_same_bits_without_the_compiler() -> None:
    program = (
        "import numpy as np\n"
        "from simulation.queues import Queues\n"
        "from simulation.stock import _rank_use\n"
        "from simulation.workdays import working_days\n"
        "queue = Queues.empty(4)\n"
        "capacity = np.array([[3.3, 1.2, 0.9, 0.1], [9, 9, 9, 9], [0, 1, 2, 3], [5.5, 5, 4.9, 5]])\n"
        "for t in range(5):\n"
        "    rows = [[70, 20, 19, 3], [150, 99, 10, 1], [3, 9, 40, 70], [110, 108, 99, 9]]\n"
        "    arrivals = np.array(rows) + t\n"
        "    profiles = ('deadline', 'uniform', 'surge', 'uniform')\n"
        "    out = queue.month(working_days(t), arrivals, capacity, profiles, 0.8, 0.7)\n"
        "    print([a.tobytes().hex() for a in out])\n"
        "use = np.empty(3)\n"
        "_rank_use(np.array([2, 5, 9]), 1.1, use)\n"
        "print(use.tobytes().hex(), queue.ring.sum())\n"
    )

    def run(disabled: str) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
            env=environment, capture_output=True, text=True, check=True,
        )
        return hashlib.sha256(done.stdout.encode()).hexdigest()

    assert run("0") == run("1")


def test_those_who_come_together_are_counted_once_and_wait_longer() -> None:
    """SHK-08: whom an outage turned away stand at the counter on one day."""

    def month(lump: int, day: int = 4) -> tuple[Queues, Served]:
        queues = Queues.empty(1)
        return queues, queues.month(days(0, 20), counter(100), able(6), together=counter(lump), day=day)

    (apart, calm), (bunched, crowd) = month(0), month(60)
    assert calm.peak[COUNTER] == 0 < crowd.peak[COUNTER] == 60 + 2 - 6
    assert apart.arrived[0, COUNTER] == bunched.arrived[0, COUNTER] == 100
    assert crowd.waited[0, COUNTER] > calm.waited[0, COUNTER] == 0
    every, none = month(1000)[0], month(60, day=99)[0]
    assert every.arrived[0, COUNTER] == none.arrived[0, COUNTER] == 100
    plain = Queues.empty(1).month(days(0, 20), counter(100), able(6))
    assert np.array_equal(plain.histogram, calm.histogram)
