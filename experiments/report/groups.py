"""Groups, gaps, beliefs and options: what a comparison tells besides its headline.

Bars to the right are citizens of a hundred who gain, bars to the left those who lose: two groups with the
same net may differ much in how many changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.charts.chart import Table
from experiments.report.numbers import count, interval, people, places, plain, points, say, traced, yen
from experiments.report.reading import Reading

TITLES = {
    "age": "Age",
    "devices": "Devices",
    "literacy": "Digital literacy",
    "income": "Income",
    "sex": "Sex",
    "region": "Region",
}
"""Groupings that are drawn, with their words; prefectures have a map."""
COUNTS = ("always", "gained", "lost", "never", "not_in_both")


class Bar(NamedTuple):
    """One group: gained and lost of a hundred, and their widths in per cent of the widest."""

    title: str
    group: str
    gained: float
    lost: float
    net: Markup
    says: str


class Groups(NamedTuple):
    """The bars of one comparison and what they are of; ``left`` is the room that losses take."""

    what: str
    bars: list[Bar]
    left: float
    table: Table


def bars(reading: Reading) -> Groups | None:
    """Citizens of the headline's scenario by group; None where the answer does not tell them apart."""
    needs = dict.fromkeys(("measure", "arm", "grouping", "group"), "text")
    needs |= dict.fromkeys((*COUNTS, "runs"), "number")
    if not reading.answer.get("by_group"):
        return None
    measure = reading.measure if reading.measure in words.KINDS else "own_use"
    rows = [
        row
        for row in parts.table(reading.answer, "by_group", needs).rows
        if (row["arm"], row["measure"]) == (reading.subject, measure)
        and row["grouping"] in TITLES
        and sum(row[name] for name in COUNTS)
    ]
    if not rows:
        return None
    shares = [(_share(row, "gained"), _share(row, "lost")) for row in rows]
    widest = max(max(pair) for pair in shares) or 1.0
    found, told = [], ""
    for row, (gained, lost) in zip(rows, shares, strict=True):
        title = "" if row["grouping"] == told else TITLES[row["grouping"]]
        told = row["grouping"]
        net = traced(gained - lost, plain(gained - lost, 1, True), f"by_group[{row['place']}]")
        says = f"{gained:.1f} of a hundred gain, {lost:.1f} lose"
        found.append(
            Bar(
                title, row["group"], round(100 * gained / widest, 2), round(100 * lost / widest, 2), net, says
            )
        )
    header = ["Group", "Always", "Gained", "Lost", "Never", "Not in both"]
    body = [
        [
            f"{TITLES[row['grouping']]}: {row['group']}",
            *(count(row[name] / row["runs"], f"by_group[{row['place']}].{name}") for name in COUNTS),
        ]
        for row in rows
    ]
    table = Table("Simulated citizens of an average run", header, body, [])
    left = 2.0 + max(bar.lost for bar in found)
    return Groups(words.measure(measure), found, round(left, 2), table)


def _share(row: Mapping[str, Any], name: str) -> float:
    people_ = sum(row[key] for key in COUNTS[:4])
    return 100 * float(row[name]) / people_ if people_ else 0.0


def gaps(reading: Reading) -> Table | None:
    """Gaps in own use under the reference, and what the scenario does to them."""
    found = _of_subject(reading, "equity")
    if found is None:
        return None
    place, block = found
    rows = []
    for k, row in enumerate(block.get("gaps", [])):
        if any(parts.number(row.get(name)) is None for name in ("before", "after", "estimate")):
            continue
        at = f"equity[{place}].gaps[{k}]"
        spread = interval(row, at, True) if row.get("low") is not None else Markup("\u2014")
        digits = places(row["estimate"], row.get("low"), row.get("high"))
        ends = [points(row[name], f"{at}.{name}", 1) for name in ("before", "after")]
        rows.append(
            [
                words.capital(row["meaning"]),
                *ends,
                points(row["estimate"], f"{at}.estimate", digits, True),
                spread,
            ]
        )
    for k, row in enumerate(block.get("concentration", [])):
        if parts.number(row.get("before")) is not None:
            at = f"equity[{place}].concentration[{k}]"
            ends = [
                traced(row[name], plain(row[name], 3, True), f"{at}.{name}") for name in ("before", "after")
            ]
            change = traced(row["estimate"], plain(row["estimate"], 3, True), f"{at}.estimate")
            rows.append(
                [f"Concentration index over {row['over']}, 0 is equal", *ends, change, Markup("\u2014")]
            )
    header = ["Gap in own online use, points", "Reference", "Scenario", "Change", "95 % interval"]
    return (
        Table("Among adults who live in both, in the groups of the reference", header, rows, [])
        if rows
        else None
    )


def guardrail(reading: Reading) -> tuple[bool, Markup] | None:
    """Whether some group surely ends worse, and the sentence that names it."""
    found = _of_subject(reading, "equity")
    rail = found[1].get("guardrail") if found else None
    if found is None or not isinstance(rail, Mapping):
        return None
    at = f"equity[{found[0]}].guardrail"
    if not rail.get("tested"):
        return False, Markup("One run has no interval, so it cannot be said whether a group loses.")
    total = count(rail.get("groups", 0), f"{at}.groups")
    if rail.get("worse"):
        named = _named(rail["worse"], f"{at}.worse")
        return True, say("<b>Guardrail broken.</b> Less own online use than under the reference: {}.", named)
    if rail.get("perhaps_worse"):
        named = _named(rail["perhaps_worse"], f"{at}.perhaps_worse")
        return False, say("<b>Perhaps worse off,</b> of {} groups: {}.", total, named)
    return False, say("<b>The guardrail holds:</b> none of {} groups is detectably worse off.", total)


def _named(rows: Sequence[Mapping[str, Any]], at: str) -> Markup:
    said = [
        say(
            "{} ({} points)",
            f"{TITLES.get(row['grouping'], row['grouping'])}: {row['group']}",
            points(row["estimate"], f"{at}[{k}].estimate", places(row["estimate"]), True),
        )
        for k, row in enumerate(rows)
    ]
    return Markup("; ").join(said)


def beliefs(reading: Reading) -> Table | None:
    """The two by two of assumptions and policies, with the interaction."""
    found = _of_subject(reading, "worlds")
    if found is None:
        return None
    place, block = found
    level = {
        (cell["assumptions"], cell["policies"]): (k, cell["mean"]) for k, cell in enumerate(block["cells"])
    }
    rows: list[list[Any]] = []
    for side, name in (
        ("old", "Assumptions as they are"),
        ("new", f"With {', '.join(block['changed'][:3])}"),
    ):
        ends = [
            points(level[side, kind][1], f"worlds[{place}].cells[{level[side, kind][0]}].mean", 1)
            for kind in ("old", "new")
        ]
        rows.append(
            [name, *ends, _effect(block["policy_effect"][side], f"worlds[{place}].policy_effect.{side}")]
        )
    apart = [
        _effect(block["assumption_effect"][kind], f"worlds[{place}].assumption_effect.{kind}")
        for kind in ("old", "new")
    ]
    both = _effect(block["interaction"], f"worlds[{place}].interaction")
    rows.append(["Effect of assumptions", *apart, say("interaction {}", both)])
    header = [
        f"{words.capital(words.measure(block['measure']))}, %",
        reading.title(reading.minus),
        reading.title(reading.subject),
        "Effect of policy",
    ]
    return Table("The same people and the same luck under both beliefs", header, rows, [])


def _effect(row: Mapping[str, Any], at: str) -> Markup:
    digits = places(row["estimate"], row["low"], row["high"])
    size = points(row["estimate"], f"{at}.estimate", digits, True)
    return size if row["low"] is None else say("{} ({})", size, interval(row, at, True))


def options(reading: Reading) -> Table | None:
    """Every option beside the reference: users, yen, and the chance to be best."""
    block = parts.record(reading.answer, "weighing")
    rows: list[list[Any]] = []
    for k, row in enumerate(block.get("options", [])):
        at = f"weighing.options[{k}]"
        users = people(row["added_users"]["estimate"], f"{at}.added_users.estimate")
        cost: Any = "not stated"
        if row["yen"] is not None:
            cost = say("{} to {}", *(yen(row["yen"][end], f"{at}.yen.{end}") for end in ("low", "high")))
        if row["cost"] == "in part":
            cost = say(
                "at least {}; not stated: {}", cost, ", ".join([*row["without_cost"], *row["uncounted"]])
            )
        chance = row["chance_of_most_users"]
        best = (
            Markup("not ranked")
            if chance is None
            else traced(chance, f"{chance:.2f}", f"{at}.chance_of_most_users")
        )
        net = row["net_benefit"]
        worth = Markup("\u2014") if net is None else yen(net["estimate"], f"{at}.net_benefit.estimate")
        notes = (
            [f"dominated by {' and '.join(map(reading.title, row['dominated_by']))}"]
            if row["dominated_by"]
            else []
        )
        notes += ["over the budget"] if row["over_budget"] else []
        rows.append([reading.title(row["arm"]), users, cost, worth, best, "; ".join(notes) or "\u2014"])
    if not rows or all(row["cost"] == "not stated" for row in block["options"]):
        return None
    header = [
        "Option",
        "Own users added",
        "Yen beyond the reference",
        "Net benefit",
        "Chance to add most",
        "Note",
    ]
    return Table(parts.text(block.get("note")) or "Options beside the reference", header, rows, [])


def acceptability(reading: Reading) -> Table | None:
    """Chance of each option to have the largest net benefit, by the value of an added user."""
    needs = {"value": "number", "option": "text", "chance": "number"}
    rows = parts.table(parts.record(reading.answer, "weighing"), "acceptability", needs).rows
    names = list(dict.fromkeys(row["option"] for row in rows))
    if len(names) < 2:
        return None
    body: list[list[Any]] = []
    for value in dict.fromkeys(row["value"] for row in rows):
        found = {row["option"]: row for row in rows if row["value"] == value}
        at = f"weighing.acceptability[{next(iter(found.values()))['place']}].value"
        cells = [
            traced(row["chance"], plain(row["chance"], 2), f"weighing.acceptability[{row['place']}].chance")
            if (row := found.get(name))
            else Markup("\u2014")
            for name in names
        ]
        body.append([yen(value, at) if value else "0 yen", *cells])
    header = ["An added own user is worth", *map(reading.title, names)]
    return Table("Chance to be best: largest net benefit (acceptability curve)", header, body, [])


def _of_subject(reading: Reading, key: str) -> tuple[int, Mapping[str, Any]] | None:
    """The block of the headline's scenario and its place in the answer."""
    found = reading.answer.get(key)
    if not isinstance(found, Sequence) or isinstance(found, str):
        return None
    for place, block in enumerate(found):
        if isinstance(block, Mapping) and block.get("arm") == reading.subject:
            return place, block
    return None
