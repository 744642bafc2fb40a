"""Relief in a crisis: applications filed twice, queues of the prefectures, days until people are helped."""

from __future__ import annotations

import numpy as np
import pytest

from agents.institutions import Assumptions
from policies.levers import LEVERS, POSITION
from simulation.model import DenshiModel
from simulation.queues import MAIL, OFFICE, Queues
from simulation.relief import RELIEF, SURGE, Desks, Relief
from simulation.scenario import load
from simulation.workdays import working_days

AREAS = 94
CASES = np.full((AREAS, 2), [200, 0])


def relief(**values: float) -> Relief:
    """Two service areas of 4,000 people in each prefecture; a third of relief comes over the counter."""
    prefecture = np.arange(AREAS) % 47
    people = np.full(AREAS, 4_000.0)
    return Relief(Assumptions.of(values), prefecture, people, prefecture, 1.0, 2 / 3, seed=1, replicate=0)


def panel(surge: float = 0.0, integrated: float = 0.0) -> np.ndarray:
    out = np.zeros((1, 1, len(LEVERS), 8))
    out[0, 0, SURGE, RELIEF] = surge
    out[0, 0, POSITION["relief.integrated"]] = integrated
    return out


def played(coordination: float, integrated: float = 0.0, months: int = 3, surge: float = 9.0) -> Relief:
    """Months of a crisis in which town halls keep up with 200 cases of each area and no more."""
    made, town, zone = relief(), Queues.empty(AREAS), np.zeros(AREAS, np.int64)
    capacity = np.full((AREAS, 4), 10.0)
    total = 0.0
    for t in range(100, 100 + months):
        made.act(t, panel(surge, integrated), zone, np.full(AREAS, coordination))
        second, days = made.filed_twice(CASES[:, 0]), working_days(t)
        coming = np.zeros((AREAS, 4), np.int64)
        coming[:, MAIL] = CASES[:, 0]
        coming[:, OFFICE] = second
        before = town.backlog
        served = town.month(days, coming, capacity, hand=1.0)
        if made.busy:
            made.serve(t, CASES, second, Desks(before, served.backlog, capacity, np.ones(AREAS), days, 45))
        total += made.numbers.get("relief_applications", 0.0)
    made.numbers["all_applications"] = total
    return made


def test_a_calm_month_does_nothing() -> None:
    made = played(0.0, surge=1.0)
    assert not made.busy and made.numbers == {"all_applications": 0.0}
    assert made.days.sum() == 0.0 and made.desks.day[0] == 0


def test_who_lives_where_the_prefecture_acts_alone_files_twice() -> None:
    """SYS-18, ACT-04."""
    alone, heard = played(0.0), played(1.0)
    assert alone.numbers["prefectures_acting_alone"] == alone.numbers["duplicate_schemes"] == 47.0
    assert heard.numbers["prefectures_acting_alone"] == heard.numbers["duplicate_schemes"] == 0.0
    assert alone.numbers["all_applications"] == 2.0 * heard.numbers["all_applications"] > 0.0


def test_one_form_halves_the_applications_and_never_lengthens_the_days() -> None:
    """SYS-18, POL-32: at equal capacity."""
    for coordination in (0.0, 0.3, 0.7):
        two, one = played(coordination), played(coordination, integrated=1.0)
        assert one.numbers["prefectures_acting_alone"] == two.numbers["prefectures_acting_alone"] > 0.0
        assert one.numbers["duplicate_schemes"] == 0.0
        assert one.numbers["days_to_payment_median"] <= two.numbers["days_to_payment_median"]
        assert one.numbers["days_to_relief_p90"] <= two.numbers["days_to_relief_p90"]
    everywhere = played(0.0), played(0.0, integrated=1.0)
    assert everywhere[1].numbers["all_applications"] * 2.0 == everywhere[0].numbers["all_applications"]
    assert everywhere[1].numbers["days_to_payment_p90"] < everywhere[0].numbers["days_to_payment_p90"]


def test_time_to_relief_rises_as_coordination_falls() -> None:
    """SHK-02."""
    days = [played(share).numbers["days_to_relief_p90"] for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert days == sorted(days, reverse=True) and days[0] > days[-1] + 15.0


def test_the_queue_of_a_prefecture_outlasts_its_crisis_and_is_worked_off() -> None:
    made = played(0.0)
    left = int(made.desks.backlog.sum())
    assert left > 0
    made.act(103, panel(), np.zeros(AREAS, np.int64), np.zeros(AREAS))
    assert made.busy and not made.crisis.active
    nothing = np.zeros((AREAS, 2), np.int64)
    empty = np.zeros((AREAS, 4), np.int64)
    town = Desks(empty, empty, np.ones((AREAS, 4)), np.ones(AREAS), working_days(103), 45)
    made.serve(103, nothing, nothing[:, 0], town)
    assert int(made.desks.backlog.sum()) < left and not made.numbers


def test_who_gives_up_is_not_paid_in_time() -> None:
    made, zone = relief(), np.zeros(AREAS, np.int64)
    made.act(100, panel(9.0), zone, np.ones(AREAS))
    after = np.zeros((AREAS, 4), np.int64)
    after[:, MAIL] = 900
    town = Desks(
        np.zeros((AREAS, 4)), after, np.full((AREAS, 4), 10.0), np.ones(AREAS), working_days(100), 45
    )
    made.serve(100, CASES, np.zeros(AREAS, np.int64), town)
    assert made.numbers["not_paid_by_deadline"] == pytest.approx(2 / 3 * 0.5)


def tohoku(*levers: str) -> DenshiModel:
    head = "kind: lever_change, start: 2011-01, source: test, grade: E, title: test"
    told = [f"+policies.told={{{head}, levers: {{{lever}}}}}" for lever in levers]
    words = ("population=jp_10k", "record=summary", "calendar.start=2011-02", "calendar.end=2011-06", *told)
    return DenshiModel(load(words), agents=False)


def play(model: DenshiModel) -> list[tuple[int, dict[str, float]]]:
    while model.running:
        model.step()
    return [(t, found) for t, found in model.recorder._numbers if "relief_applications" in found]


def test_in_march_2011_the_prefectures_that_were_hit_act_alone_unless_the_nation_reaches_them() -> None:
    """ACT-04: the event is logged, in the month of the earthquake, for nobody else."""
    alone, reached = tohoku("coordination.national_local: 0"), tohoku("coordination.national_local: 1")
    found, calm = play(alone), play(reached)
    assert found[1][1]["prefectures_acting_alone"] == 3.0
    assert max(one["prefectures_acting_alone"] for _, one in calm) == 0.0
    logged = [(t, text.split()[0]) for t, kind, text in alone.supply.log if kind == "prefecture"]
    assert logged == [(122, "Iwate"), (122, "Miyagi"), (122, "Fukushima")]
    assert sum(one["relief_applications"] for _, one in found) > sum(
        one["relief_applications"] for _, one in calm
    )


def test_a_branch_taken_in_the_crisis_has_the_same_bits() -> None:
    model = tohoku("coordination.national_local: 0")
    while model.t < 124:
        model.step()
    saved = model.snapshot()
    first = play(model)
    end = model.supply.snapshot()
    model.restore(saved)
    assert play(model) == first
    again = model.supply.snapshot()
    for one, other in ((end.relief, again.relief), (end.keeping, again.keeping)):
        assert np.array_equal(one[0], other[0]) and np.array_equal(one[-2], other[-2])
    assert np.array_equal(end.queues.served, again.queues.served)
