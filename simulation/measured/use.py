"""Use, people and needs: measures of counts as outputs, and what happened since the window began."""

from __future__ import annotations

import numpy as np

from configs.months import month_index
from simulation.counts import INFLOWS
from simulation.measured.output import NoValueError, Output, Reader, View, known
from simulation.measures import MEASURES, Counts, Measure, ratio
from simulation.record import Watched

EMPTY = "nobody is in the group, or no case was counted"
EVE, YEARS_END = month_index("2019-12"), month_index("2021-12")
"""Last month before the two years of the pandemic, and their last month."""
METROPOLITAN = (11, 12, 13, 14, 23, 26, 27, 28)
"""Saitama, Chiba, Tokyo, Kanagawa, Aichi, Kyoto, Osaka, Hyogo."""


def of_measure(measure: Measure) -> Output:
    """A measure of counts as an output: its value at the month of comparison."""

    def read(view: View) -> float:
        return known(float(measure(view.counts)), EMPTY)

    return Output(
        measure.name, measure.title, measure.unit, measure.meaning, read, measure.better, measure.use,
        measure.table,
    )  # fmt: skip


def change_of(name: str) -> Reader:
    """A measure at the month of comparison less its value as last counted before the window."""
    measure = MEASURES[name]
    return lambda view: known(float(measure(view.counts)) - float(measure(view.before)), EMPTY)


def task_failed(view: View) -> float:
    """Needs of the window that lapsed, found no channel or gave up in a queue."""
    flows = view.record.flows_between(view.first, view.month)
    counts = Counts(view.counts.person, view.counts.family, flows)
    lost = float(counts.cases("lapsed", "unmet"))
    left = sum(float(q["gave_up"].sum()) for t, q in view.record.queues if view.first <= t <= view.month)
    return known(float(ratio(np.asarray(lost + left), counts.cases(*INFLOWS))), EMPTY)


def without_channel(view: View) -> float:
    """Cases of the last twelve months that found no working channel, in Japan."""
    return float(view.counts.cases("unmet")) * view.weight


def pace_of_the_pandemic(view: View) -> float:
    """Monthly slope of own use in 2020 and 2021 over the mean slope of the years before.

    Raises NoValueError where the run counted neither before 2020 nor through 2021, or nothing rose before.
    """
    months = view.record.stock_months
    before = [month for month in months if month <= EVE]
    through = [month for month in months if EVE < month <= YEARS_END]
    if len(before) < 2 or not through or through[-1] < YEARS_END:
        raise NoValueError("the run does not cover 2020 and 2021 and some time before")
    values = [view.record.value("own_use", month) for month in (before[0], before[-1], through[-1])]
    slow = (values[1] - values[0]) / (before[-1] - before[0])
    fast = (values[2] - values[1]) / (through[-1] - before[-1])
    if slow <= 0.0:
        raise NoValueError("own use did not rise before 2020")
    return known(fast / slow, EMPTY)


def own_users(view: View) -> float:
    """Own users in Japan."""
    return float(view.counts.persons("own_use_any_12m")) * view.weight


def complaints(view: View) -> float:
    """What a citizen may complain of in the last twelve months, for each thousand adults."""
    start, end = view.year()
    left = sum(float(q["gave_up"].sum()) for t, q in view.record.queues if start <= t <= end)
    cases = float(view.counts.cases("failed", "lapsed", "unmet")) + left
    return known(1000 * cases / float(view.counts.persons("adults") or float("nan")), EMPTY)


def _watched(view: View) -> Watched:
    found = view.record.watched.get(view.month)
    if found is None:
        raise NoValueError("the month of comparison was not watched citizen by citizen")
    return found


def held_unused(view: View) -> float:
    """Residents who hold a card and have no own use in twelve months."""
    bits = _watched(view).bits
    idle = bits["possession"] & ~bits["own_use"]
    held = np.asarray(np.bitwise_count(idle).sum(dtype=np.int64))
    return known(float(ratio(held, view.counts.persons("population"))), EMPTY)


def gap_region(view: View) -> float:
    """Own use in eight metropolitan prefectures less that in the others."""
    try:
        counts = view.record.counts_by_prefecture(view.month)
    except KeyError:
        raise NoValueError("prefectures were not counted in the month of comparison") from None
    own, adults = counts.persons("own_use_any_12m"), counts.persons("adults")
    city = [code - 1 for code in METROPOLITAN]
    country = [k for k in range(own.size) if k not in city]
    shares = [float(ratio(own[part].sum(), adults[part].sum())) for part in (city, country)]
    return known(shares[0] - shares[1], EMPTY)


ROWS = (
    *(of_measure(measure) for measure in MEASURES.values()),
    Output("own_users", "own users", "persons in Japan",
        "adults with own use in the last twelve months", own_users, "more", "own", "people"),
    Output("pace_of_the_pandemic", "pace of 2020-21 against the years before", "ratio",
        "rise of own use a month in 2020 and 2021, divided by the mean rise a month from the first count of "
        "the run to the end of 2019; the question's window does not matter",
        pace_of_the_pandemic, "", "own", "people"),
    Output("trust_change", "change of trust", "0 to 1",
        "mean trust of adults less what it was as last counted before the window",
        change_of("trust"), "more", "none", "attitudes"),
    Output("card_possession_change", "change of card possession", "share of the population",
        "card possession less what it was as last counted before the window",
        change_of("possession"), "", "holding", "card"),
    Output("possession_without_use", "card held, not used", "share of the population",
        "holds a card and has no own use in the last twelve months; all ages, so children who hold count",
        held_unused, "less", "holding", "card"),
    Output("gap_region", "regional gap in own online use", "difference of shares",
        "own use in Saitama, Chiba, Tokyo, Kanagawa, Aichi, Kyoto, Osaka and Hyogo less that in the other "
        "prefectures",
        gap_region, "less", "own", "people"),
    Output("p_task_failed", "tasks failed", "share of needs",
        "needs of the window that lapsed, found no working channel or gave up waiting; a summary counts "
        "whole "
        "fiscal years of the window",
        task_failed, "less", "all", "use, queues"),
    Output("people_without_channel", "cases without a channel", "cases a year in Japan",
        "cases of the last twelve months for which neither online filing nor counter nor mail was open; who "
        "met this twice counts twice",
        without_channel, "less", "all", "use"),
    Output("complaints", "occasions to complain", "cases for each thousand adults a year",
        "cases of the last twelve months that failed online, were given up, found no channel or left a queue",
        complaints, "less", "all", "use, queues"),
)  # fmt: skip
