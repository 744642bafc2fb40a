"""Outputs of an arm beside the reference, on two made-up runs whose answer is known by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.outputs import COMPARED, Pair
from policies.ledger import CostEntry
from policies.levers import LEVERS
from simulation.counts import FAMILY_STOCKS, PERSON_STOCKS, SHAPES
from simulation.measured import NoValueError, View
from simulation.record import RunRecord

MONTHS = 24
QUARTERS = tuple(range(2, MONTHS, 3))
HEALTH, CHILD = 3, 2


def run(
    own: dict[int, int],
    trust: dict[int, int] | None = None,
    moved: tuple[int, int] = (0, 0),
    yen: float = 0.0,
    users: dict[int, int] | None = None,
    **more: Any,
) -> RunRecord:
    """A hundred adults by quarter, each standing for ten.

    own, trust : month -> own users, summed trust, each held until the next one given
    moved : first and last month of another lever, none where equal; users : family -> own users at the end
    """
    stocks = []
    for month in QUARTERS:
        person = np.zeros((1, *SHAPES["person"]), np.int64)
        person[0, 6, 0, PERSON_STOCKS.index("adults")] = 100
        for name, given in (("own_use_any_12m", own), ("sum_trust", trust or {0: 0})):
            person[0, 6, 0, PERSON_STOCKS.index(name)] = given[max(m for m in given if m <= month)]
        stocks.append(person)
    family = np.zeros((1, *SHAPES["family"]), np.int64)
    family[0, 6, 0, FAMILY_STOCKS.index("eligible")] = 100
    for f, count in (users or {}).items():
        family[0, 6, f, FAMILY_STOCKS.index("own_users_12m")] = count
    panel = np.zeros((MONTHS, 1, 1, len(LEVERS), 8))
    panel[moved[0] : moved[1] + 1] += float(moved != (0, 0))
    timeline = SimpleNamespace(
        first=0, panel=panel, costs=[CostEntry(3, "p", "state", "capital", yen, yen, yen)]
    )
    given: dict[str, Any] = {
        "scenario": SimpleNamespace(policies={}, shocks={}), "record": "summary",
        "population": SimpleNamespace(weight=10.0), "first": 0, "last": MONTHS - 1, "flow_months": (),
        "flows": (), "stock_months": QUARTERS, "family_stocks": (family,) * len(QUARTERS),
        "person_stocks": tuple(stocks), "by_prefecture": {}, "equity": {},
        "cases": np.zeros((MONTHS, *SHAPES["flows"][1:]), np.int64),
        "watched": {}, "municipal": {}, "queues": (),
        "timeline": timeline, "seconds": 0.0, "peak_memory_bytes": 0, "digest": "",
    }  # fmt: skip
    return RunRecord(**(given | more))


def read(name: str, arm: RunRecord, reference: RunRecord) -> float:
    return COMPARED[name].read(Pair(View(arm, 3, MONTHS - 1), View(reference, 3, MONTHS - 1)))


def test_yen_for_each_added_user_is_cost_beyond_over_users_beyond() -> None:
    arm, base = run({0: 20}, yen=500.0), run({0: 10}, yen=100.0)
    assert read("added_own_users", arm, base) == 100.0
    assert read("yen_per_added_user", arm, base) == pytest.approx(4.0)
    assert read("yen_per_added_user", run({0: 20}, yen=900.0), base) == pytest.approx(8.0)
    with pytest.raises(NoValueError, match="cost not stated"):
        read("yen_per_added_user", run({0: 20}, yen=100.0), base)
    with pytest.raises(NoValueError, match="adds no own users"):
        read("yen_per_added_user", run({0: 10}, yen=900.0), base)


def test_persistence_is_what_is_left_of_the_effect_after_the_stop() -> None:
    base = run({0: 10})
    assert read("persistence_after_stop", run({0: 10, 5: 30, 14: 15}, moved=(5, 11)), base) == pytest.approx(
        0.25
    )
    with pytest.raises(NoValueError, match="still in force"):
        read("persistence_after_stop", run({0: 30}, moved=(5, 23)), base)
    with pytest.raises(NoValueError, match="moves no lever"):
        read("persistence_after_stop", base, base)


def test_the_half_life_counts_from_the_largest_loss_until_half_is_made_up() -> None:
    calm = run({0: 0}, {0: 10_000})
    hit = run({0: 0}, {0: 10_000, 5: 4_000, 11: 6_000, 14: 8_000})
    assert read("half_life_months", hit, calm) == 9.0
    with pytest.raises(NoValueError, match="not made up"):
        read("half_life_months", run({0: 0}, {0: 10_000, 5: 4_000}), calm)
    with pytest.raises(NoValueError, match="no trust is lost"):
        read("half_life_months", calm, calm)


def test_spill_over_leaves_the_leaked_service_out() -> None:
    calm = run({0: 0}, users={HEALTH: 50, CHILD: 21})
    assert read("spill_over_services", run({0: 0}, users={HEALTH: 0, CHILD: 21}), calm) == 0.0
    assert read("spill_over_services", run({0: 0}, users={HEALTH: 50, CHILD: 14}), calm) == pytest.approx(
        0.01
    )
