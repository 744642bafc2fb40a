"""VP-1 to VP-8: the patterns of Japan before 2022, each met or not, with the numbers it was judged on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from agents.columns import AGE_BANDS
from configs.months import month_index
from experiments.validation.checks import mean, rank_correlation
from experiments.validation.jump import AFTER, BEFORE, mean_jump, tax_jump
from experiments.validation.life import Life
from experiments.validation.records import (
    age_cards,
    month_before,
    national_cards,
    prefecture_cards,
    printed_share,
    targets,
)
from simulation.counts import FLOWS
from simulation.observation import Year, card_share, cards_by_prefecture, years
from simulation.observation.cards import cards_by_age
from simulation.observation.poll import NUMBERS
from simulation.observation.truth import SETTLED

NORMAL_95 = 1.96
MEN = 0
SIXTY, OLD = AGE_BANDS.index("60-64"), slice(AGE_BANDS.index("70-74"), len(AGE_BANDS))
SEVENTY_FIVE, EIGHTY_FIVE = AGE_BANDS.index("75-79"), AGE_BANDS.index("85+")
NEAR = 0.15
"""A share of use is near another within fifteen points."""


@dataclass(frozen=True)
class Pattern:
    """One pattern: what it says, whether the lives show it, and the numbers."""

    name: str
    says: str
    met: bool
    numbers: str


def pct(value: float) -> str:
    """A share as percent."""
    return f"{100 * value:.1f}"


def patterns(lived: Sequence[Life]) -> list[Pattern]:
    """All eight."""
    return [judge(lived) for judge in _JUDGES]


def _poll(lived: Sequence[Life]) -> Pattern:
    goal = targets()["poll_2020"]
    found = {n: mean([life.poll.panel[n] for life in lived]) for n in NUMBERS}
    error = {n: mean([life.poll.error[n] for life in lived]) for n in NUMBERS}
    met = all(abs(found[n] - goal[n]["value"]) <= NORMAL_95 * error[n] for n in NUMBERS)
    numbers = ", ".join(f"{n} {pct(found[n])} ({pct(goal[n]['value'])})" for n in NUMBERS)
    return Pattern("VP-1", "all five numbers of the poll of August 2020 within sampling error", met, numbers)


def _years(lived: Sequence[Life], year: int) -> list[Year]:
    return [years(life.record)[year] for life in lived]


def _firms_first(lived: Sequence[Life]) -> Pattern:
    goal = targets()["patterns"]["VP-2"]
    of_2012 = _years(lived, 2012)
    names = [name for name in goal if name not in ("until", "source")]
    found = {n: mean([y.firms(True, n) / y.firms(False, n) for y in of_2012]) for n in names}
    near = all(abs(found[n] - goal[n]) <= NEAR for n in names)
    # Citizens and firms are compared in every year, so that one good year is not enough.
    ahead = True
    for life in lived:
        for year, truth in years(life.record).items():
            if year >= 2005:
                citizens = truth.cases[:, _ONLINE].sum() / truth.cases[:, _ALL].sum()
                ahead &= bool(truth.firms(True) / truth.firms(False) > citizens)
    numbers = ", ".join(f"{n} {pct(found[n])} ({pct(goal[n])})" for n in names)
    says = "firms lead citizens in every year from 2005; online use by field in FY2012 within fifteen points"
    return Pattern(
        "VP-2", says, near and ahead, numbers + f"; ahead in every year: {'yes' if ahead else 'no'}"
    )


def _cards_by_age(lived: Sequence[Life]) -> Pattern:
    goal = targets()["patterns"]["VP-3"]
    month = month_before(goal["date"])
    everybody = np.mean([cards_by_age(life.record, month) for life in lived], axis=0)
    men = np.mean([cards_by_age(life.record, month, MEN) for life in lived], axis=0)
    peak = int(np.argmax(everybody))
    fifty = AGE_BANDS.index("50-54")
    ratio = float(np.max(everybody[OLD])) / float(men[fifty])
    young = float(men[:SIXTY].max())
    met = OLD.start <= peak <= EIGHTY_FIVE and ratio >= goal["times"] and young < goal["young_below"]
    data = age_cards("male")
    numbers = (
        f"highest at {AGE_BANDS[peak]}: {pct(everybody[peak])}; {ratio:.2f} times men of 50-54; "
        f"men below 60 at most {pct(young)}; men of 75-79 {pct(men[SEVENTY_FIVE])} ({pct(data['75-79'])})"
    )
    says = "cards by age in July 2019 peak from 70 on, 1.5 times men of 50-54; men below 60 under 18 %"
    return Pattern("VP-3", says, met, numbers)


def _returns_of_2011(lived: Sequence[Life]) -> Pattern:
    goal = targets()["patterns"]["VP-4"]
    found = {}
    for name, kinds in _WAYS.items():
        shares = [y.of("etax", *kinds) / y.of("etax", *SETTLED) for y in _years(lived, 2011)]
        found[name] = mean(shares)
    by_others = found["office"] + found["accountants"]
    met = by_others > found["own"] and abs(sum(found.values()) - goal["internet"]) <= NEAR
    numbers = ", ".join(f"{n} {pct(v)} ({pct(goal[n])})" for n, v in found.items())
    says = "returns for 2011: help and accountants file more than people alone; internet use near 49 %"
    return Pattern("VP-4", says, met, numbers)


def _growth(lived: Sequence[Life], first: str, last: str) -> float:
    """Points of the share issued per month between two ends of months."""
    a, b = month_index(first), month_index(last)
    return mean([(card_share(x.record, b) - card_share(x.record, a)) / (b - a) for x in lived])


def _card_growth(lived: Sequence[Life]) -> Pattern:
    printed = national_cards()
    met, parts = True, []
    for window in targets()["patterns"]["VP-5"]["windows"]:
        first, last, low, high = (window[name] for name in ("first", "last", "low", "high"))
        found = _growth(lived, first, last)
        met &= low <= found <= high
        data = _printed_growth(printed, first, last)
        parts.append(f"{first} to {last} {100 * found:.2f} ({100 * data:.2f})")
    says = (
        "cards grow by about 0.2 points a month, by 0.4-1.2 after the relief payment, by 0.7-2.4 with points"
    )
    return Pattern("VP-5", says, met, "; ".join(parts))


def _printed_growth(printed: dict[str, float], first: str, last: str) -> float:
    by_month = {month_before(date): share for date, share in printed.items()}
    months = np.array(sorted(by_month))
    ends = [int(months[np.argmin(np.abs(months - month_index(x)))]) for x in (first, last)]
    return (by_month[ends[1]] - by_month[ends[0]]) / (ends[1] - ends[0])


def _tax_jump(lived: Sequence[Life]) -> Pattern:
    jump = mean_jump([tax_jump(life.record, life.printed) for life in lived])
    data = [pct(printed_share("etax_old", year)) for year in (BEFORE, AFTER)]
    says = "e-Tax jumps with the credit of FY2007, more than half of the jump on office PCs"
    part = f"{pct(jump.helped)} % of it with help"
    numbers = f"{pct(jump.before)} to {pct(jump.after)} ({data[0]} to {data[1]}), {part}"
    return Pattern("VP-6", says, jump.met, numbers)


def _places(lived: Sequence[Life]) -> Pattern:
    goal = targets()["patterns"]["VP-7"]
    found = np.mean([cards_by_prefecture(life.record, month_index("2020-12")) for life in lived], axis=0)
    data = prefecture_cards("2021-01-01")
    spread = float(found.std() / found.mean()) / float(data.std() / data.mean())
    correlation = rank_correlation(found, data)
    met = spread >= 0.5 and correlation > 0.3
    numbers = (
        f"{pct(found.min())} to {pct(found.max())} ({pct(goal['lowest'])} to {pct(goal['highest'])}); "
        f"relative spread {spread:.2f} of the data's; rank correlation {correlation:.2f}"
    )
    says = "prefectures differ widely in January 2021, at least half as much as in the data and in like order"
    return Pattern("VP-7", says, met, numbers)


def _duty(lived: Sequence[Life]) -> Pattern:
    names, goal = ("corporate_old", "corporate_new"), targets()["patterns"]["VP-8"]
    year = goal["fiscal_year"]
    old, new = (mean([life.printed[name, year] for life in lived]) for name in names)
    data = [printed_share(name, year) for name in names]
    met = all(abs(one - other) <= goal["tolerance"] for one, other in zip((old, new), data, strict=True))
    says = "corporate tax in FY2020 within five points, in the old and in the new definition"
    return Pattern("VP-8", says, met, f"{pct(old)} ({pct(data[0])}) and {pct(new)} ({pct(data[1])})")


_ONLINE = [FLOWS.index(name) for name in ("own_use", "assisted_use", "proxy_use")]
_ALL = [FLOWS.index(name) for name in SETTLED]
_WAYS = {
    "office": ("assisted_use",),
    "accountants": ("proxy_use",),
    "printed": ("printed_and_posted",),
    "own": ("own_use",),
}
_JUDGES: tuple[Callable[[Sequence[Life]], Pattern], ...] = (
    _poll,
    _firms_first,
    _cards_by_age,
    _returns_of_2011,
    _card_growth,
    _tax_jump,
    _places,
    _duty,
)
