"""Weighing: what options cost and give beyond the reference, and how sure one may be which is best.

A ratio of yen to users blows up where few users are added and changes its sign where some are lost, so
options are weighed by net benefit: users at a value each, less yen (Stinnett and Mullahy 1998). The chance
that an option is best is that of its mean effect, over the spread of the paired runs and the stated range
of its costs; it is drawn as an acceptability curve over values of an added user (van Hout 1994). An option
whose cost nobody states is named and not ranked: nothing is free because nobody looked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.chances import best, dominated, most_users, ties
from experiments.priced import Option
from experiments.statistics import LEVEL, Difference, paired
from experiments.wording import places

MILLION = 1e6

VALUES = (0.0, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7)
"""Yen that an added own user may be worth: where the acceptability curve is drawn."""

EXACT = 1e-9
"""Relative size of rounding errors in sums of money."""


def weighed(
    options: Sequence[Option],
    minus: str,
    budget: float | None = None,
    value: float | None = None,
    level: float = LEVEL,
) -> dict[str, Any]:
    """The cost block as plain values: one row for each option, the acceptability curve, what is dominated.

    budget : yen above which an option is out of reach; value : yen that an added own user is worth
    level : of the intervals; nearer to 1 where several looks share what is allowed to go wrong
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
        _row(one, value, level)
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
        "ties": ties(within, level),
        "acceptability": curve,
        "note": (
            "Yen of the year and not discounted, from stated prices of policies beyond the reference until "
            "the month of comparison. Chances are those of mean effects over the spread of paired runs and "
            "the range of costs; a budget holds what an option itself spends, not cases of policies of both."
        ),
    }


def _row(one: Option, value: float | None, level: float) -> dict[str, Any]:
    zero = [0.0] * len(one.users)
    users = paired(one.users.tolist(), zero, level=level)
    ranked = one.stated == "stated"
    row: dict[str, Any] = {
        "arm": one.arm,
        "cost": one.stated,
        "without_cost": list(one.bare) if not one.assumed else [],
        "uncounted": list(one.uncounted),
        "added_users": _ends(users),
        "hours_saved": _interval(one.hours, level),
        "municipal_yen": _interval(one.municipal, level),
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
        row["net_benefit"] = _ends(paired(net.tolist(), zero, level=level))
    return row


def _interval(values: np.ndarray, level: float) -> dict[str, Any] | None:
    """Mean of the paired runs and its interval; None where there are none."""
    return _ends(paired(values.tolist(), [0.0] * values.size, level=level)) if values.size else None


def _ends(found: Difference) -> dict[str, Any]:
    return {"estimate": found.estimate, "low": found.low, "high": found.high}


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
