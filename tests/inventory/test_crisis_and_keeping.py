"""Government in a crisis and in what it keeps: outages, backups, weights, and what is measured."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.kernels.tables import CREDENTIAL
from simulation.queues import COUNTER, OFFICE

SPRING = ("2018-04", "2018-06")


def withdrawn(model) -> float:
    """Share of national kinds that went offline in the run."""
    return sum(found.get("kinds_withdrawn", 0.0) for _, found in model.recorder._numbers)


def peak(model) -> int:
    """Most cases that waited at counters on any day."""
    return int(max(found["peak"][COUNTER] for _, found in model.recorder._queues))


def test_refusing_the_notice_closes_more_forms_to_who_has_no_card(month, society, cases, change) -> None:
    """SYS-06: the barrier 'no credential' rises beside the worth of the card."""
    refused = change("2018-04", {"card.notice_accepted": "0"})
    kept, asked = month("2018-04"), month("2018-04", refused)
    assert np.all(asked.terms[..., CREDENTIAL] >= kept.terms[..., CREDENTIAL])
    assert np.any(asked.terms[..., CREDENTIAL] > kept.terms[..., CREDENTIAL])
    barrier = [cases(society(*SPRING, *words), "barrier_credential") for words in ((), (refused,))]
    assert barrier[1] > barrier[0]
    early = change("2010-04", {"card.notice_accepted": "0"})
    before = month("2010-04"), month("2010-04", early)
    assert np.array_equal(before[0].terms, before[1].terms), "no card is issued yet"


def test_whom_an_outage_turns_away_comes_to_the_counter_on_one_day(society, same_people, change) -> None:
    """SHK-08: the same hours lost bit by bit send the same people there, on many days."""
    month, share = ("2018-04", "2018-04"), 300 / (365.25 * 24 / 12)
    outage = society(
        *month,
        "shocks.outage.start=2018-04",
        "shocks.outage.probability_month=1",
        "shocks.outage.hours=[300, 300]",
    )
    bit_by_bit = society(*month, change("2018-04", {"services.hours": f"+{-share!r}"}))
    assert same_people(outage, bit_by_bit) and not same_people(outage, society(*month))
    assert peak(outage) > peak(bit_by_bit)
    waiting = [int(model.supply.queues.backlog[:, OFFICE].sum()) for model in (outage, bit_by_bit)]
    assert waiting[0] > waiting[1], "in the hours that are lost nobody checks online forms either"


def test_a_floor_of_backup_keeps_counters_open_and_paper_with_them(society, cases, change) -> None:
    """SHK-08, LES-10: the lower the floor, the more find no channel; a full one is as if nothing ended."""
    ends = {"sunset.paper_closed": "1", "offline.capacity": "0.2"}
    floors = [
        society(*SPRING, change("2018-04", ends | {"offline.floor": f"{floor}"})) for floor in (0.0, 0.5, 1.0)
    ]
    without = [cases(model, "unmet") for model in floors]
    assert without[0] > without[1] > without[2] == 0
    plain = society(*SPRING)
    assert cases(floors[2], "counter") == cases(plain, "counter")
    assert np.array_equal(floors[2].supply.served.completed, plain.supply.served.completed)
    shut = society(*SPRING, change("2018-04", {"offline.capacity": "0", "offline.floor": "0.3"}))
    assert cases(shut, "unmet") == 0 and peak(shut) > peak(plain)


CUT = ("2008-03", "2009-04")


@pytest.mark.parametrize(
    "levers",
    [{"government.cost_weight": "1"}, {"government.participation": "1"}, {"measurement.quality": "0"}],
)
def test_what_government_goes_by_decides_what_the_cut_takes(levers: dict[str, str], society, change) -> None:
    """POL-23, BAR-07, BAR-08: as much goes, and it is something else."""
    history, other = society(*CUT), society(*CUT, change("2008-03", levers))
    assert history.supply.stock.share_online() == pytest.approx(0.525, abs=0.02)
    assert other.supply.stock.share_online() == pytest.approx(0.525, abs=0.02)
    assert np.any(history.supply.stock.online != other.supply.stock.online)


def test_the_cut_of_fy2009_would_have_gained_by_knowing_use(society) -> None:
    """BAR-05."""
    found = society(*CUT).recorder.finish(0.0, 0).numbers_named("value_of_information", 0, 299)
    assert list(found) == [99] and found[99] > 0.0


def test_in_the_crisis_of_the_late_2000s_more_is_withdrawn(society) -> None:
    """SHK-04: cost weighs more, and pruning accelerates."""
    words = ("remove=[consolidation]", "institutions.withdrawal.rate_year=0.2")
    hit = society("2008-09", "2010-04", *words, "shocks.budget_2008.cost_weight=0.5")
    spared = society("2008-09", "2010-04", *words[1:], "remove=[consolidation,budget_2008]")
    assert withdrawn(hit) > withdrawn(spared) > 0.0
