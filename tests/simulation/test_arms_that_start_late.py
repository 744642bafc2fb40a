"""Arms that part before the first month of the run are different societies from its first month on."""

from __future__ import annotations

from agents.institutions.decision import LIVE
from experiments.arms import load
from simulation.model import DenshiModel
from simulation.run import run_tree

LATE = ("population=jp_10k", "calendar.start=2016-01", "calendar.end=2016-06", "record=summary")


def test_an_arm_that_starts_late_is_the_run_of_that_arm_alone() -> None:
    arms = {arm: load([f"scenario=smartphone_first_2010.{arm}", *LATE]) for arm in ("history", "smartphone")}
    together = run_tree(arms, 1, 1)
    for name, scenario in arms.items():
        alone = run_tree({name: scenario}, 1, 1)
        assert together[name, 0].digest == alone[name, 0].digest


def test_a_late_start_counts_no_yen_of_the_years_before_it() -> None:
    model = DenshiModel("jp_history", "jp_10k", overrides=["calendar.start=2019-01", "calendar.end=2019-02"])
    state = model.supply.municipalities.state
    spent = (state.invested, state.subsidised, state.running, state.agreed, state.overrun)
    assert not any(yen.any() for yen in spent)
    assert (state.bundle == LIVE).any()  # what was built before is there all the same
