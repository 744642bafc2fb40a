"""Between: the same person with the same luck under two scenarios, and where the two lives part.

Needs arise alike in both, so the months can be laid side by side: the first month in which anything differs,
the cases that end differently, and for each of them gate by gate and term by term what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.explaining import words
from experiments.explaining.told import wrapped
from experiments.wording import arm_title, month_words

Row = Mapping[str, Any]
TRAITS = ("device", "card", "credential", "literacy", "habit", "trust", "usefulness", "ease")
LEAST = 0.005
"""Smallest difference of a term that is told."""


def compared(one: Row, other: Row) -> dict[str, Any]:
    """What differs between the stories of one person under A and under B, as plain values."""
    ledgers = [{row["month"]: row for row in story["ledger"]} for story in (one, other)]
    cases = [{row["month"]: row for row in story["cases"]} for story in (one, other)]
    months = sorted({*ledgers[0], *ledgers[1]})
    parted = [month for month in months if ledgers[0].get(month) != ledgers[1].get(month)]
    heard = [
        {(row["service"], row["month"], row["channel"]) for row in story["heard"]} for story in (one, other)
    ]
    news = sorted(heard[0] ^ heard[1], key=lambda row: row[1])
    both = [month for month in sorted({*cases[0]} & {*cases[1]})
            if cases[0][month]["service"] == cases[1][month]["service"]]  # fmt: skip
    return {
        "first_difference": min([*parted[:1], *(row[1] for row in news[:1])], default=None),
        "traits": {
            name: [story["citizen"][name] for story in (one, other)]
            for name in TRAITS
            if one["citizen"][name] != other["citizen"][name]
        },
        "heard": [
            {
                "service": name,
                "month": month,
                "channel": channel,
                "in": 0 if (name, month, channel) in heard[0] else 1,
            }
            for name, month, channel in news
        ],
        "parted": [
            {"month": month, "in_a": ledgers[0].get(month), "in_b": ledgers[1].get(month)} for month in parted
        ],
        "cases": [_side_by_side(cases[0][month], cases[1][month]) for month in both],
    }


def _side_by_side(a: Row, b: Row) -> dict[str, Any]:
    terms = {
        name: b["choice"]["terms"][name] - a["choice"]["terms"][name]
        for name in a["choice"]["terms"]
        if b["choice"]["terms"][name] != a["choice"]["terms"][name]
    }
    return {
        "month": a["month"],
        "service": a["service"],
        "way": [a["way"], b["way"]],
        "stood_in_the_way": [a["stood_in_the_way"], b["stood_in_the_way"]],
        "gates": {
            name: [a["gates"][name], b["gates"][name]]
            for name in a["gates"]
            if a["gates"][name] != b["gates"][name]
        },
        "value": [a["choice"]["value"], b["choice"]["value"]],
        "terms": terms,
        "draw": [a["choice"]["draw"], b["choice"]["draw"]],
        "same_luck": a["choice"]["draw"] == b["choice"]["draw"],
    }


def between_lines(names: list[str], found: Row) -> list[str]:
    """What differs, read aloud."""
    a, b = (arm_title(name) for name in names)
    if a == b:
        a, b = names
    if found["first_difference"] is None:
        return ["Nothing differs in what this person heard and did."]
    lines = [f"The two lives part in {month_words(found['first_difference'])}."]
    for name, (left, right) in found["traits"].items():
        left, right = (f"{100 * v:.0f} of 100" if isinstance(v, float) else v for v in (left, right))
        lines.append(f"  {name} at the end: {left} under '{a}', {right} under '{b}'")
    for row in found["cases"]:
        same = row["way"][0] == row["way"][1]
        lines += wrapped(
            f"{month_words(row['month'])}, {words.service(row['service'])}: "
            + (f"{words.WAYS[row['way'][0]]} in both" if same else
               f"{words.WAYS[row['way'][0]]} under '{a}', {words.WAYS[row['way'][1]]} under '{b}'")
            + "; what bound: "
            + " / ".join(words.STOOD[name] for name in row["stood_in_the_way"]) + "."
        )  # fmt: skip
        for gate, (left, right) in row["gates"].items():
            lines.append(f"    {words.GATES[gate]}: {_open(left)} / {_open(right)}")
        shown = sorted(row["terms"].items(), key=lambda pair: -abs(pair[1]))
        lines += [f"    {value:+6.2f}  {words.TERMS[name]}" for name, value in shown if abs(value) >= LEAST]
        value = row["value"]
        luck = f"same luck: {100 * row['draw'][0]:.0f}" if row["same_luck"] else "other luck"
        lines.append(f"    value of filing alone {value[0]:+.2f} / {value[1]:+.2f}; {luck}")
    apart = [row["month"] for row in found["parted"]]
    lines += wrapped(
        f"Cases that end differently, in all years: {len(apart)}"
        + (f", the last in {month_words(apart[-1])}." if apart else ".")
    )
    return lines


def _open(now: bool) -> str:
    return "open" if now else "CLOSED"
