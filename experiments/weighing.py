"""Weighing: what options cost and give beyond the reference, and how sure one may be which is best.

A ratio of yen to users blows up where few users are added and changes its sign where some are lost, so
options are weighed by net benefit: users at a value each, less yen (Stinnett and Mullahy 1998). The chance
that an option is best is that of its mean effect, over the spread of the paired runs and the stated range
of its costs; it is drawn as an acceptability curve over values of an added user (van Hout 1994). An option
whose cost nobody states is named and not ranked: nothing is free because nobody looked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.effects import Records, of_arm
from experiments.statistics import Difference, paired
from experiments.wording import places
from policies.base import Policy
from simulation.measured import OUTPUTS, NoValueError, View
from simulation.record import RunRecord
from simulation.scenario import Scenario
from simulation.spending import spending, unpriced

MILLION = 1e6
VALUES = (0.0, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7)
"""Yen that an added own user may be worth: where the acceptability curve is drawn."""
DRAWS = 4096
"""Points of the even net (Sobol 1967) over which chances are taken: the same every time."""
NOTHING = "do nothing"
EXACT = 1e-9
"""Relative size of rounding errors in sums of money."""


@dataclass(frozen=True, eq=False)
class Option:
    """One scenario beside the reference, run by run.

    users : (R,) own users in Japan beyond the reference
    low, high : (R,) yen beyond it until the month of comparison, ends of the stated range
    own : yen of what the option itself adds or changes, middle of the range; the rest of the cost are cases
        of policies that both have, which a budget does not hold
    priced, bare : entries that the option adds or changes, with and without a stated cost
    assumed : whether the question itself assumes a price
    uncounted : policies with a price per case of a kind that no run counts
    hours, municipal : (R,) hours that citizens save and yen that municipalities pay beyond the reference;
        empty where a run cannot know
    """

    arm: str
    users: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own: float
    priced: tuple[str, ...]
    bare: tuple[str, ...]
    assumed: bool
    uncounted: tuple[str, ...]
    hours: np.ndarray
    municipal: np.ndarray

    @property
    def stated(self) -> str:
        """``stated``, ``in part`` or ``not stated``."""
        missing = bool(self.uncounted) or (bool(self.bare) and not self.assumed)
        if not missing:
            return "stated"
        return "in part" if self.priced or self.assumed else "not stated"

    @property
    def yen(self) -> float:
        """Middle of the stated range, mean over the runs."""
        return float((self.low + self.high).mean() / 2)


def option(
    records: Records,
    arm: str,
    minus: str,
    month: int,
    scenarios: Mapping[str, Scenario],
    assumed: Sequence[float] = (0.0, 0.0),
) -> Option:
    """The option as it came out; assumed : lowest and highest yen that a question assumes beyond prices."""
    priced, bare = _entries(scenarios[minus], scenarios[arm], month)
    sides = [of_arm(records, name) for name in (arm, minus)]
    weight = sides[0][0].weight
    stocks = [
        np.array([float(run.counts(month).persons("own_use_any_12m")) for run in side]) for side in sides
    ]
    spent = [np.array([_spent(run, month, None) for run in side]) for side in sides]
    own = [np.array([_spent(run, month, priced) for run in side]) for side in sides]
    beyond = np.sort(spent[0] - spent[1], axis=1)
    known = set(unpriced(sides[1][0]))
    return Option(
        arm,
        users=(stocks[0] - stocks[1]) * weight,
        low=beyond[:, 0] + assumed[0],
        high=beyond[:, 1] + assumed[1],
        own=float((own[0] - own[1]).mean()) + sum(assumed) / 2,
        priced=priced,
        bare=bare,
        assumed=any(assumed),
        uncounted=tuple(name for name in unpriced(sides[0][0]) if name not in known),
        hours=_beyond("hours_saved_total", sides, month),
        municipal=_beyond("cost_muni", sides, month),
    )


def _beyond(output: str, sides: Sequence[Sequence[RunRecord]], month: int) -> np.ndarray:
    """(R,) an output of the first side less that of the second; empty where it has no value."""
    try:
        found = [[OUTPUTS[output].read(View(run, run.first, month)) for run in side] for side in sides]
    except NoValueError:
        return np.zeros(0)
    return np.array(found[0]) - np.array(found[1])


def _spent(run: RunRecord, month: int, names: Collection[str] | None) -> tuple[float, float]:
    """Lowest and highest yen until ``month``, of the named policies or of all."""
    entries = [
        entry for entry in spending(run) if entry.month <= month and (names is None or entry.policy in names)
    ]
    return sum(entry.low for entry in entries), sum(entry.high for entry in entries)


def _entries(reference: Scenario, scenario: Scenario, month: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Policies in force by ``month`` in which the two differ, with and without a cost; removed ones too.

    A name that goes on after ``_`` is a step of the same measure, and entries that one setting was made
    into are numbered: they are paid for together.
    """
    new = [
        (name, entry)
        for mine, other in ((scenario, reference), (reference, scenario))
        for name, entry in mine.policies.items()
        if other.policies.get(name) != entry and _acts(entry, month)
    ]
    priced = {name for name, entry in new if entry.cost is not None}
    names = dict.fromkeys(name for name, _ in new)

    def measure(name: str) -> str:
        """The first of the entries that one measure was made into."""
        head = re.sub(r"_\d+$", "", name)
        return head if head in names else name

    paid = {measure(name) for name in priced}
    bare = [
        name
        for name in names
        if measure(name) not in paid and not any(name.startswith(f"{p}_") for p in paid)
    ]
    return tuple(name for name in names if name in priced), tuple(bare)


def _acts(entry: Policy, month: int) -> bool:
    on = entry.start is not None and entry.start <= month
    return on and not entry.context_only and entry.strength > 0.0


def weighed(
    options: Sequence[Option], minus: str, budget: float | None = None, value: float | None = None
) -> dict[str, Any]:
    """The cost block as plain values: one row for each option, the acceptability curve, what is dominated.

    budget : yen above which an option is out of reach; value : yen that an added own user is worth
    """
    ranked = [one for one in options if one.stated == "stated"]
    within = [one for one in ranked if budget is None or one.own <= budget * (1 + EXACT)]
    chances = most_users(within)
    beaten = dominated(ranked)
    curve = [
        {"value": worth, "option": name, "chance": chance}
        for worth in (VALUES if value is None else sorted({*VALUES, value}))
        for name, chance in best(within, worth).items()
    ]
    rows = [
        _row(one, value)
        | {
            "chance_of_most_users": chances.get(one.arm),
            "dominated_by": beaten.get(one.arm),
            "over_budget": one in ranked and one not in within,
        }
        for one in options
    ]
    rows.sort(key=lambda row: -1.0 if (c := row["chance_of_most_users"]) is None else c, reverse=True)
    return {
        "minus": minus,
        "budget": budget,
        "value": value,
        "options": rows,
        "ties": ties(within),
        "acceptability": curve,
        "note": (
            "Yen of the year and not discounted, from stated prices of policies beyond the reference until "
            "the month of comparison. Chances are those of mean effects over the spread of paired runs and "
            "the range of costs; a budget holds what an option itself spends, not cases of policies of both."
        ),
    }


def _row(one: Option, value: float | None) -> dict[str, Any]:
    zero = [0.0] * len(one.users)
    users = paired(one.users.tolist(), zero)
    ranked = one.stated == "stated"
    row: dict[str, Any] = {
        "arm": one.arm,
        "cost": one.stated,
        "without_cost": list(one.bare) if not one.assumed else [],
        "uncounted": list(one.uncounted),
        "added_users": _ends(users),
        "hours_saved": _ends(paired(one.hours.tolist(), zero)) if one.hours.size else None,
        "municipal_yen": _ends(paired(one.municipal.tolist(), zero)) if one.municipal.size else None,
        "yen": {"low": float(one.low.mean()), "middle": one.yen, "high": float(one.high.mean())},
        "own_yen": one.own,
        "users_per_million_yen": None,
        "yen_per_user": None,
        "net_benefit": None,
    }
    if one.stated == "not stated":
        row["yen"] = None
    if ranked and one.yen > 0.0:
        ratio = float(one.users.mean()) * MILLION / one.yen
        row["users_per_million_yen"] = ratio
        if users.low is not None and users.low > 0.0:
            row["yen_per_user"] = {
                "low": float(one.low.mean()) / float(users.high or users.low),
                "middle": one.yen / users.estimate,
                "high": float(one.high.mean()) / users.low,
            }
    if ranked and value is not None:
        net = value * one.users - (one.low + one.high) / 2
        row["net_benefit"] = _ends(paired(net.tolist(), zero))
    return row


def _ends(found: Difference) -> dict[str, Any]:
    return {"estimate": found.estimate, "low": found.low, "high": found.high}


def dominated(options: Sequence[Option]) -> dict[str, list[str]]:
    """Option -> what is at least as good and no dearer, on means; doing nothing counts.

    An option is also out where a mix of a cheaper and a dearer one gives more for as much (extended
    dominance): then two are named.
    """
    points = [(0.0, 0.0, NOTHING), *((one.yen, float(one.users.mean()), one.arm) for one in options)]
    beaten: dict[str, list[str]] = {}
    for yen, users, name in points[1:]:
        for other_yen, other_users, other in points:
            better = other_yen <= yen and other_users >= users and (other_yen, other_users) != (yen, users)
            if better and other != name and name not in beaten:
                beaten[name] = [other]
    left = sorted(point for point in points if point[2] not in beaten)
    for yen, users, name in left[1:]:
        mixes = [
            (cheap[1] + (yen - cheap[0]) / (dear[0] - cheap[0]) * (dear[1] - cheap[1]), [cheap[2], dear[2]])
            for cheap in left
            for dear in left
            if cheap[0] < yen < dear[0]
        ]
        most, of = max(mixes, default=(users, []))
        if most > users:
            beaten[name] = of
    return beaten


def ties(options: Sequence[Option]) -> list[list[str]]:
    """Pairs of options whose added users cannot be told apart by their paired interval."""
    return [
        [one.arm, other.arm]
        for k, one in enumerate(options)
        for other in options[k + 1 :]
        if not paired(one.users.tolist(), other.users.tolist()).detected
    ]


def most_users(options: Sequence[Option]) -> dict[str, float]:
    """Chance of each option to add most own users; the chances sum to 1, equal options share."""
    return _chances({one.arm: users for one, (users, _) in zip(options, _draws(options), strict=True)})


def best(options: Sequence[Option], worth: float) -> dict[str, float]:
    """Chance of each option, and of doing nothing, of the largest net benefit at ``worth`` yen a user."""
    drawn = _draws(options)
    nets = {NOTHING: np.zeros(DRAWS)}
    nets |= {one.arm: worth * users - yen for one, (users, yen) in zip(options, drawn, strict=True)}
    return _chances(nets)


def _chances(drawn: Mapping[str, np.ndarray]) -> dict[str, float]:
    if not drawn:
        return {}
    table = np.array(list(drawn.values()))
    first = table == table.max(axis=0)
    shares = (first / first.sum(axis=0)).mean(axis=1)
    return dict(zip(drawn, map(float, shares), strict=True))


def _draws(options: Sequence[Option]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Mean users and mean yen of every option at each point of the net: (DRAWS,) each.

    Means follow the multivariate Student distribution of the paired runs; the place within a range of costs
    is uniform and each option's own. With one run there is no spread but that of costs.
    """
    if not options:
        return []
    from scipy.special import gammaincinv, ndtri
    from scipy.stats import qmc

    count, runs = len(options), len(options[0].users)
    users = np.array([one.users for one in options])
    spread = np.array([(one.low + one.high) / 2 for one in options])
    both = np.concatenate([users, spread])
    means = both.mean(axis=1)
    sampler = qmc.Sobol(2 * count + count + 1, scramble=False)
    net = (sampler.random(DRAWS) + 0.5 / DRAWS) % 1.0
    net = np.clip(net, 1e-9, 1.0 - 1e-9)
    moved = np.zeros((2 * count, DRAWS))
    if runs > 1:
        scale = np.maximum(np.abs(both).max(axis=1), 1.0)
        covariance = np.atleast_2d(np.cov(both / scale[:, None], ddof=1)) / runs
        size, vectors = np.linalg.eigh(covariance)
        root = vectors * np.sqrt(np.maximum(size, 0.0))
        chi = 2.0 * gammaincinv((runs - 1) / 2, net[:, -1])
        normal = ndtri(net[:, : 2 * count]) * np.sqrt((runs - 1) / chi)[:, None]
        moved = (root @ normal.T) * scale[:, None]
    at = means[:, None] + moved
    half = np.array([float((one.high - one.low).mean()) / 2 for one in options])
    place = 2.0 * net[:, 2 * count : 3 * count].T - 1.0
    return [(at[k], at[count + k] + half[k] * place[k]) for k in range(count)]


def yen_words(amount: float) -> str:
    """``1.2 billion``."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            return f"{amount / size:,.1f} {word}"
    return f"{amount:,.0f}"


def lines(found: Mapping[str, Any], said_of: Callable[[str], str] = str) -> list[str]:
    """The block for the screen; ``said_of`` shortens names."""
    if all(row["cost"] == "not stated" for row in found["options"]):
        named = ", ".join(f"'{said_of(row['arm'])}'" for row in found["options"])
        return [f"Cost beyond '{said_of(found['minus'])}': not stated for {named}."]
    limit = f", budget {yen_words(found['budget'])} yen" if found["budget"] else ""
    said = [f"Cost beyond '{said_of(found['minus'])}'{limit}:"]
    width = max(len(said_of(row["arm"])) for row in found["options"])
    said += [f"  {said_of(row['arm']):{width}}  {_said(row, said_of)}" for row in found["options"]]
    said += [
        f"  tie: '{said_of(one)}' and '{said_of(other)}' cannot be told apart" for one, other in found["ties"]
    ]
    return [*said, *curve_lines(found, said_of)]


def _said(row: Mapping[str, Any], said_of: Callable[[str], str]) -> str:
    users = row["added_users"]
    ends = "" if users["low"] is None else f" ({users['low']:+,.0f} to {users['high']:+,.0f})"
    said = [f"{users['estimate']:+,.0f} own users{ends}"]
    if row["cost"] != "stated":
        missing = ", ".join([*row["without_cost"], *row["uncounted"]][:4])
        least = "" if row["yen"] is None else f"at least {yen_words(row['yen']['middle'])} yen; "
        return "; ".join([*said, f"{least}cost not stated ({missing})" if missing else "cost not stated"])
    if row["hours_saved"] is not None and row["hours_saved"]["estimate"]:
        said.append(f"{row['hours_saved']['estimate']:+,.0f} hours saved")
    yen = row["yen"]
    same = yen["low"] == yen["high"]
    said.append(f"{yen_words(yen['low'])}{'' if same else ' to ' + yen_words(yen['high'])} yen")
    if row["users_per_million_yen"] is not None:
        ratio = row["users_per_million_yen"]
        said.append(f"{ratio:,.{places(ratio)}f} users per million yen")
    if row["yen_per_user"] is not None:
        each = row["yen_per_user"]
        said.append(f"{yen_words(each['low'])} to {yen_words(each['high'])} yen for each")
    elif row["yen"]["middle"] > 0.0:
        said.append("no yen for each: the gain is not certain")
    if row["net_benefit"] is not None:
        net = row["net_benefit"]
        ends = "" if net["low"] is None else f" ({yen_words(net['low'])} to {yen_words(net['high'])})"
        said.append(f"net benefit {yen_words(net['estimate'])} yen{ends}")
    if row["municipal_yen"] is not None and row["municipal_yen"]["estimate"]:
        said.append(f"municipalities {yen_words(row['municipal_yen']['estimate'])} yen")
    if row["chance_of_most_users"] is not None:
        said.append(f"adds most with chance {row['chance_of_most_users']:.2f}")
    if row["dominated_by"]:
        said.append(f"dominated by {' and '.join(map(said_of, row['dominated_by']))}")
    if row["over_budget"]:
        said.append("over the budget")
    return "; ".join(said)


def curve_lines(found: Mapping[str, Any], said_of: Callable[[str], str] = str) -> list[str]:
    """Which option is most likely best at each value of an added user; equal neighbours together."""
    tops: list[tuple[float, str, float]] = []
    for value in dict.fromkeys(row["value"] for row in found["acceptability"]):
        rows = [row for row in found["acceptability"] if row["value"] == value]
        top = max(rows, key=lambda row: row["chance"])
        if not tops or tops[-1][1] != top["option"]:
            tops.append((value, top["option"], top["chance"]))
    said = "; ".join(
        f"from {yen_words(value)} yen {said_of(name)} ({chance:.2f})" for value, name, chance in tops
    )
    return [f"  most likely best by the value of an added user: {said}"] if tops else []
