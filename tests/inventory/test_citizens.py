"""Kinds of use beside services, civic-mindedness, vendors and the one block of government."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import FAMILIES, VACANT

ALONE = "network.influence=false"
NOT_PUBLIC = ("stamp", "how", "aware", "trust", "usefulness", "ease", "skill", "mind", "card")


def counts_of(model, shift: int) -> np.ndarray:
    """Quarterly counts of 0 to 3: information use at 0, policy research at 2, participation at 4."""
    return (model.citizens.public.astype(np.int64) >> shift) & 3


def test_information_use_is_at_least_use_of_services(society) -> None:
    """SYS-13: a count of its own, in every stock of the baseline."""
    record = society("2018-04", "2020-03").recorder.finish(0.0, 0)
    looked, filed = record.series("information_use")[1], record.series("own_use")[1]
    assert np.all(looked >= filed) and filed[-1] > 0


def test_without_spill_over_looking_things_up_changes_no_service(society) -> None:
    """SYS-13, DET-07: decoupled to the bit."""
    off = "information.spillover_info_to_service=0"
    usual = society("2018-01", "2018-06", off)
    busy = society("2018-01", "2018-06", off, "information.intercept=2")
    for name in NOT_PUBLIC:
        assert np.array_equal(getattr(usual.citizens, name), getattr(busy.citizens, name)), name
    assert counts_of(busy, 0).sum() > counts_of(usual, 0).sum() > 0


def test_kinds_of_use_are_counted_apart(society) -> None:
    """DET-07: three quarterly counts beside the use of services."""
    model = society("2018-04", "2020-03")
    record = model.recorder.finish(0.0, 0)
    for name, shift in (("information_use", 0), ("policy_research", 2), ("participation", 4)):
        living = model.citizens.birth != VACANT
        assert 0 < record.series(name)[1][-1] < 1 and counts_of(model, shift)[living].any()


def test_the_civic_minded_take_part_more_and_nobody_less(society) -> None:
    """BAR-17, DET-02, SYS-23: pathwise, by the same luck; services do not feel it."""
    words = (ALONE, "information.spillover_info_to_service=0")
    low, high = (society("2018-01", "2018-03", *words, f"civic.mean={mean}") for mean in ("0.3", "0.7"))
    for shift in (2, 4):
        before, after = counts_of(low, shift), counts_of(high, shift)
        assert np.all(after >= before) and after.sum() > before.sum()
    for name in NOT_PUBLIC:
        assert np.array_equal(getattr(low.citizens, name), getattr(high.citizens, name)), name


@pytest.mark.parametrize("monolith", [0.0, 0.5, 1.0])
def test_an_incident_hits_all_only_as_far_as_government_is_one_block(monolith: float, opens) -> None:
    """BAR-10: at 0 only users of the service that was hit, at 1 everybody alike."""
    from simulation.kernels.talk import heard_of_incident

    hit = FAMILIES.index("health_care")
    incident = "{start: 2014-06, families: [health_care], news: 1}"
    model = opens("2014-06", "2014-06", f"shocks.incident={incident}")
    model.apply_policies()
    found, w = model._prepare(), model.weights._replace(monolith=monolith)
    of_user, of_other = np.uint32(3 << 4 * hit), np.uint32(3 << 4 * FAMILIES.index("etax"))
    heard = [heard_of_incident(stamp, 0, found, w) for stamp in (of_user, of_other, np.uint32(0))]
    assert heard[0] > 0 and heard[1] == heard[2] == pytest.approx(monolith * heard[0])


def test_what_was_learnt_carries_over_in_full_where_designs_are_alike(month, change) -> None:
    """ACT-08: and less where another vendor made the form used last."""
    from simulation.kernels.choose import transfer_of_ease

    usual = month("2018-06")
    alike = month("2018-06", change("2018-06", {"design.vendor_heterogeneity": "0"}))
    strange = np.argwhere(usual.vendor[:, 1] != usual.vendor[:, 0])[0, 0]
    tried = np.uint8(1 << 5)
    args = (np.uint16(0), tried, strange, 1, 0)
    assert transfer_of_ease(*args, usual) < 1.0 == transfer_of_ease(*args, alike)


def test_surveillance_that_nobody_fears_is_absent(society, same_people) -> None:
    """BAR-12: its three parts are off by default, to the bit."""
    from simulation.scenario import load

    names = [name for name in load(["scenario=jp_history"]).assumptions if name.startswith("surveillance.")]
    assert len(names) == 3
    off = [f"{name}=0" for name in names]
    assert same_people(society("2018-01", "2018-06"), society("2018-01", "2018-06", *off))
    feared = society("2018-01", "2018-06", "surveillance.data_flows=1", "beta.risk=0.6")
    assert not same_people(feared, society("2018-01", "2018-06", "beta.risk=0.6"))
