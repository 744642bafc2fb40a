"""Told: a story in lines that can be read aloud, made from its plain values and nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.explaining import words
from experiments.wording import month_words

WIDTH = 110
LEAST_TERM = 0.005
"""Terms smaller than this are not printed; the JSON has all."""
SHOWN_FLIPS = 3
Row = Mapping[str, Any]

DEVICES = {
    "none": "no connected device",
    "phone": "a smartphone and no PC",
    "pc": "a PC and no smartphone",
    "both": "a PC and a smartphone",
}
SEX = {"male": "Man", "female": "Woman"}


def who_line(who: Row) -> str:
    """Who it is, in one sentence."""
    parts = [
        f"{SEX[who['sex']]} of {who['age']} in {who['municipality']}, {who['prefecture']}",
        str(who["profile"]).replace("_", "-"),
        str(who["education"]),
        DEVICES[who["device"]],
        "help at home" if who["helper_at_home"] else "no help at home",
        f"card: {who['card']}",
    ]
    return "; ".join(parts) + "."


def attitude_line(who: Row) -> str:
    """Skill and attitudes, of 100."""
    names = ("literacy", "habit", "trust", "usefulness", "ease")
    return "Of 100: " + ", ".join(f"{name} {100 * who[name]:.0f}" for name in names) + "."


def heard_lines(story: Row) -> list[str]:
    """How each service was heard of, and of which nothing is known."""
    lines = []
    forgotten = {(row["service"]) for row in story["forgotten"]}
    last: dict[str, Row] = {row["service"]: row for row in story["heard"]}
    knows = set(story["citizen"]["knows"])
    for name in words.SERVICES:
        if name in last:
            row = last[name]
            tail = "" if name in knows else "; forgotten since" if name in forgotten else ""
            how = f"{words.CHANNELS[row['channel']]}, {month_words(row['month'])}{tail}"
            lines.append(f"  {words.service(name)}: {how}")
    never = [words.service(name) for name in words.SERVICES if name not in last]
    if never:
        lines.append(f"  never heard that these can be done online: {', '.join(never)}")
    return lines


def case_lines(case: Row, in_full: bool = True) -> list[str]:
    """One case: what it was, what bound, and in full the gates, the terms and what would have turned it."""
    head = (
        f"{month_words(case['month'])}, {words.service(case['service'])} ({case['procedure']}): "
        f"{words.WAYS[case['way']]}"
    )
    lines = wrapped(f"{head}. {bound_words(case)}")
    if in_full:
        lines += ["  Gates, in the order in which they bind:"]
        lines += [
            f"    {'open  ' if now else 'CLOSED'}  {words.GATES[name]}" for name, now in case["gates"].items()
        ]
        if case["somebody_else_files"]["did"]:
            chance = 100 * case["somebody_else_files"]["chance"]
            lines.append(f"  Somebody else filed: a chance of {chance:.0f} % for people like this.")
        if not case["gates"]["known"]:
            lines += hearing_lines(case)
        lines += choice_lines(case)
    lines += flip_lines(case, SHOWN_FLIPS if in_full else 1)
    return lines


def bound_words(case: Row) -> str:
    """What bound in a case, in a sentence or two."""
    stood = words.STOOD[case["stood_in_the_way"]]
    if case["stood_in_the_way"] == "none":
        return "Nothing stood in the way."
    said = f"What bound: {stood}."
    if case["way"] == "assisted" and case["stood_in_the_way"] not in ("assisted", "failed"):
        said += " At the office a staffed terminal turned it into an assisted one."
    if case["printed_and_posted"]:
        said += " The form was printed and posted."
    return said


def hearing_lines(case: Row) -> list[str]:
    """How likely it was to hear of the service in that month, by channel."""
    found = case["hearing"]
    rates = [(name, found[name]) for name in ("spontaneous", "mass_media", "online_media", "word_of_mouth")]
    total = 100 * sum(rate for _, rate in rates)
    parts = [f"{words.CHANNELS[name]} {100 * rate:.2f}" for name, rate in rates]
    return wrapped(
        f"Chance to hear of it in a month without a need: about {total:.1f} % ({', '.join(parts)}); "
        f"{found['users']} of {found['ties']} people known file it online.",
        "  ",
    )


def choice_lines(case: Row) -> list[str]:
    """The terms of the choice, their sum, and the draw; what would have been where the gates were closed."""
    choice = case["choice"]
    made = all(case["gates"].values()) and not case["somebody_else_files"]["did"]
    head = "The choice" if made else "The choice, had all gates been open"
    lines = [f"  {head} (logits; above 0 is more likely than not):"]
    shown = [
        (name, choice["terms"][name]) for name in words.TERMS if abs(choice["terms"][name]) >= LEAST_TERM
    ]
    shown.sort(key=lambda pair: -abs(pair[1]))
    lines += [f"    {value:+6.2f}  {words.TERMS[name]}" for name, value in shown]
    lines.append(f"    {choice['value']:+6.2f}  value of filing alone".replace("-0.00", "+0.00"))
    gate = f", gates of the rule passed with {100 * choice['passes']:.0f} %" if choice["passes"] < 1.0 else ""
    no = "" if choice["chosen"] else "not "
    verb = f"was {no}chosen" if made else f"would {no}have been chosen"
    lines += wrapped(
        f"That is a chance of {100 * choice['chance']:.0f} %{gate}; the draw was {100 * choice['draw']:.0f}, "
        f"so it {verb} (a value above {choice['needed']:+.2f} is chosen).",
        "  ",
    )
    if case["attempted"] or not made:
        lines += attempt_lines(case)
    return lines


def attempt_lines(case: Row) -> list[str]:
    """How the attempt went, or would have gone."""
    found = case["attempt"]
    said = {"alone": "succeeded alone", "helped": "succeeded only with help", "failed": "failed"}
    would = {"alone": "have succeeded alone", "helped": "have needed help", "failed": "have failed"}
    ending = said[found["outcome"]] if case["attempted"] else f"would {would[found['outcome']]}"
    parts = [
        f"{words.SKILLS[name]} {value:+.2f}"
        for name, value in found["terms"].items()
        if abs(value) >= LEAST_TERM
    ]
    return wrapped(f"The attempt {ending}: ability {found['ability']:+.2f} ({'; '.join(parts)}).", "  ")


def flip_lines(case: Row, most: int) -> list[str]:
    """The smallest changes that would have turned the case, each lived by the engine."""
    found: Sequence[Row] = case.get("flips", [])
    if "flips" not in case:
        return []
    if not found:
        return ["  No change of one thing after the other, up to four, would have turned it."]
    head = (
        "  Smallest change that turns it"
        if len(found[0]["steps"]) == 1
        else "  No single change turns it; together"
    )
    lines = [f"{head} (lived again by the engine):"]
    for flip in varied(found)[:most]:
        lines += wrapped(words.flip_words(flip) + ".", "    ", "      ")
    return lines


def varied(flips: Sequence[Row]) -> list[Row]:
    """The flips so that the first of the citizen's, the office's and government's come before the rest."""
    first: dict[str, Row] = {}
    for flip in flips:
        first.setdefault(str(flip["steps"][-1]["by"]), flip)
    ahead = [*flips[:1], *(flip for flip in first.values() if flip is not flips[0])]
    return ahead + [flip for flip in flips if not any(flip is other for other in ahead)]


def story_lines(story: Row, chosen: str | None = None) -> list[str]:
    """The whole story: who, how heard, each case asked about; in full the chosen or last one."""
    who = story["citizen"]
    lines = wrapped(who_line(who)) + wrapped(attitude_line(who))
    lines += ["", "How they heard that services can be used online:", *heard_lines(story), ""]
    cases: Sequence[Row] = story["cases"]
    if not cases:
        lines.append("No case in the months asked about.")
        return lines
    months = [case["month"] for case in cases]
    full = months.index(chosen) if chosen in months else len(cases) - 1
    for k, case in enumerate(cases):
        if k != full:
            lines += [*case_lines(case, in_full=False), ""]
    return lines + case_lines(cases[full])


def wrapped(text: str, indent: str = "", further: str | None = None) -> list[str]:
    """Lines of at most ``WIDTH`` characters."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent if further is None else further,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
