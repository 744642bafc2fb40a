"""What the questions about the years to 2035 ask: paper that ends, and literacy that stays with age."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import VACANT
from agents.population.population import ages
from experiments.arms import compose
from simulation.measures import FLOWS
from simulation.model import DenshiModel
from simulation.scenario import assemble, load

SHORT = ["population.citizens=4000", "record=summary", "calendar.start=2018-01", "calendar.end=2018-06"]
CLOSED = (
    "+policies.no_paper={kind: lever_change, start: 2018-01, levers: {sunset.paper_closed: 1}, source: test}"
)


def flows_of(*words: str) -> dict[str, int]:
    """Cases of half a year of all families and people."""
    model = DenshiModel(load([*SHORT, *words]), agents=False)
    total = np.zeros(len(FLOWS), np.int64)
    while model.running:
        model.step()
        total += model._counts.flows.sum(axis=(0, 1, 2))
    return dict(zip(FLOWS, total.tolist(), strict=True))


@pytest.fixture(scope="module")
def open_doors() -> dict[str, int]:
    return flows_of()


@pytest.fixture(scope="module")
def no_paper() -> dict[str, int]:
    return flows_of(CLOSED)


def settled(flows: dict[str, int]) -> int:
    names = ("own_use", "assisted_use", "proxy_use", "counter", "mail", "postponed_out", "lapsed", "unmet")
    return sum(flows[name] for name in names)


def test_where_paper_ends_some_file_alone_and_some_find_no_channel(
    open_doors: dict[str, int], no_paper: dict[str, int]
) -> None:
    assert open_doors["unmet"] == 0 < no_paper["unmet"]
    assert no_paper["own_use"] > open_doors["own_use"]
    assert no_paper["counter"] + no_paper["mail"] < open_doors["counter"] + open_doors["mail"]


def test_only_who_is_unable_is_left_without_a_channel(no_paper: dict[str, int]) -> None:
    for reason in ("unwilling", "offline_quicker", "unaware", "believes_little_online"):
        assert no_paper[f"barrier_{reason}"] == 0
    unable = ("device", "hours", "credential", "failed")
    assert no_paper["unmet"] <= sum(no_paper[f"barrier_{reason}"] for reason in unable)


def test_every_need_is_still_counted_once(open_doors: dict[str, int], no_paper: dict[str, int]) -> None:
    for flows in (open_doors, no_paper):
        assert flows["needs"] + flows["postponed_in"] == settled(flows)
        assert flows["failed"] <= flows["counter"] + flows["mail"]


def test_desks_leave_fewer_without_a_channel(no_paper: dict[str, int]) -> None:
    helped = flows_of(CLOSED, "services.*.terminal=0.5")
    assert helped["unmet"] < no_paper["unmet"]
    assert helped["assisted_use"] > no_paper["assisted_use"]


def test_paper_of_no_strength_changes_nothing(open_doors: dict[str, int]) -> None:
    assert flows_of(CLOSED.replace("paper_closed: 1", "paper_closed: 0")) == open_doors


def test_the_exempt_keep_their_counter(no_paper: dict[str, int]) -> None:
    spared = flows_of(CLOSED.replace("source:", "target: {ages: [0, 59]}, source:"))
    assert 0 < spared["unmet"] < no_paper["unmet"]


def test_an_end_of_paper_in_steps_closes_more_each_month() -> None:
    tree = compose(["scenario=end_of_paper.fade_2028_2033"])
    entry = next(e for name, e in tree["policies"].items() if "sunset" in name)
    assert (entry["start"], entry["ramp"]) == ("2028-04", 60)
    spared = compose(["scenario=end_of_paper.hard_cut_exempt_75plus"])
    entry = next(e for name, e in spared["policies"].items() if "sunset_months" in name)
    assert entry["target"]["ages"] == [0, 74] and "ramp" not in entry
    assemble(spared)


def literacy_of_sixties(by_cohort: int) -> tuple[float, float]:
    """Mean literacy of people in their sixties in the first month and after six years, without learning."""
    words = ["population.citizens=6000", "record=summary", "calendar.end=2006-12", "literacy.learning=0"]
    words += [f"literacy.by_cohort={by_cohort}", "literacy.decay_after_70=0", "remove=[]"]
    model = DenshiModel(load(words), agents=False)
    means = []
    for month in (0, 71):
        while model.t <= month:
            model.step()
        age = ages(model.citizens.birth, month)
        sixties = (model.citizens.birth != VACANT) & (age >= 60) & (age < 70)
        means.append(float(model.citizens.field("literacy")[sixties].mean()))
    return means[0], means[1]


def test_literacy_rises_with_cohorts_and_stays_where_it_belongs_to_age() -> None:
    first, later = literacy_of_sixties(1)
    same, stays = literacy_of_sixties(0)
    assert first == pytest.approx(same, abs=0.05)
    assert later > first + 0.5
    assert stays == pytest.approx(same, abs=0.25)
