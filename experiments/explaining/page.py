"""The page: an explanation as one HTML file in the style of the reports, without scripts or requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from experiments.explaining import words
from experiments.explaining.between import between_lines
from experiments.explaining.portraits import OUTCOME_WORDS
from experiments.explaining.told import (
    DEVICES,
    LEAST_TERM,
    attitude_line,
    bound_words,
    heard_lines,
    varied,
    who_line,
)
from experiments.wording import arm_title, month_words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
SHOWN_FLIPS = 4
HALF = 120.0
"""Width of the longest bar, in units of the drawing."""
Row = Mapping[str, Any]


@dataclass
class Bar:
    """One term: its size, and the rectangle that shows it to the left or right of nought."""

    label: str
    value: float
    x: float = 0.0
    width: float = 0.0

    @property
    def side(self) -> str:
        """Whether it speaks for or against."""
        return "for" if self.value >= 0.0 else "against"


@dataclass
class Block:
    """One part of the page."""

    kicker: str
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    bars_say: str = ""
    items: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def bars(pairs: Sequence[tuple[str, float]], ranked: bool = True) -> list[Bar]:
    """Bars for the pairs on one scale, the largest first or as they come."""
    most = max((abs(value) for _, value in pairs), default=0.0)
    ordered = sorted(pairs, key=lambda pair: -abs(pair[1])) if ranked else pairs
    found = []
    for label, value in ordered:
        width = HALF * abs(value) / most if most else 0.0
        found.append(Bar(label, value, HALF if value >= 0.0 else HALF - width, width))
    return found


def blocks(answer: Row) -> tuple[str, str, list[Block]]:
    """Title, the line below it, and the parts of the page."""
    kind = answer["kind"]
    if kind == "citizen":
        return _citizen(answer)
    if kind == "portraits":
        return _portraits(answer)
    if kind == "gain":
        return _gain(answer)
    title = f"Where {answer['title']} comes from"
    return title, f"{arm_title(answer['arm'])}, {month_words(answer['month'])}", [
        Block("The number", answer["meaning"], lines=list(answer["text"]))
    ]  # fmt: skip


def _citizen(answer: Row) -> tuple[str, str, list[Block]]:
    found: list[Block] = []
    first = next(arm for arm in answer["arms"] if arm["citizen"])
    for arm in answer["arms"]:
        title = arm_title(arm["scenario"])
        if not arm["citizen"]:
            found.append(Block(title, "This person does not live here."))
            continue
        found.append(
            Block(title, "How they heard", [attitude_line(arm["citizen"])], items=_stripped(heard_lines(arm)))
        )
        found += [_case(title, case) for case in arm["cases"]]
        if not arm["cases"]:
            found.append(Block(title, "No case in the months asked about."))
    if answer.get("difference"):
        names = [arm["scenario"] for arm in answer["arms"]]
        said = between_lines(names, answer["difference"])
        found.append(Block("Side by side", "The same person, the same luck", lines=said))
    months = f"{month_words(answer['from'])} to {month_words(answer['to'])}"
    return who_line(first["citizen"]), f"Citizen {first['citizen']['slot']}, {months}", found


def _case(title: str, case: Row) -> Block:
    month, name = month_words(case["month"]), words.service(case["service"])
    choice = case["choice"]
    terms = [(words.TERMS[key], value) for key, value in choice["terms"].items() if abs(value) >= LEAST_TERM]
    flips = [words.flip_words(flip) + "." for flip in varied(case.get("flips", []))[:SHOWN_FLIPS]]
    closed = [words.GATES[gate] for gate, now in case["gates"].items() if not now]
    said = [bound_words(case)]
    if closed:
        said.append(f"Closed gates: {'; '.join(closed)}.")
    return Block(
        f"{title}, {month}",
        f"{name} ({case['procedure']}): {words.WAYS[case['way']]}",
        said,
        bars(terms),
        f"What speaks for and against filing alone (logits): {choice['value']:+.2f} in all, a chance of "
        f"{100 * choice['chance']:.0f} %, a draw of {100 * choice['draw']:.0f}.",
        flips,
    )


def _portraits(answer: Row) -> tuple[str, str, list[Block]]:
    found = []
    for row in answer["portraits"]:
        group, arms = row["group"], row["arms"]
        said = [who_line(arms[0]["citizen"])]
        for arm in arms:
            last = arm["cases"][-1] if arm["cases"] else None
            what = "no case in twelve months." if last is None else (
                f"{month_words(last['month'])}, {words.service(last['service'])}: "
                f"{words.WAYS[last['way']]}. {bound_words(last)}"
            )  # fmt: skip
            said.append(f"Under {arm_title(arm['scenario'])}: {what}")
        cases = [arm["cases"][-1] for arm in arms if arm["cases"]]
        flips = [words.flip_words(case["flips"][0]) + "." for case in cases[:1] if case.get("flips")]
        head = f"Aged {group['age']}, {DEVICES[group['device']]}, {OUTCOME_WORDS[group['outcome']]}"
        kicker = f"{100 * group['share']:.1f} % of adults"
        found.append(Block(kicker, head, said, items=flips))
    title = " beside ".join(arm_title(name) for name in answer["scenarios"])
    return (
        f"{len(found)} portraits: {title}",
        f"{month_words(answer['month'])}, {answer['population']}",
        found,
    )


def _gain(answer: Row) -> tuple[str, str, list[Block]]:
    barrier = [(words.STOOD[row["barrier"]], row["points"]) for row in answer["by_barrier"] if row["points"]]
    rest = [
        Block(
            name, f"The same points by {name}", bars=bars(pairs, False), bars_say="Points of own online use."
        )
        for name, pairs in (
            ("age", [(row["age"], row["points"]) for row in answer["by_age"]]),
            ("device", [(DEVICES[row["device"]], row["points"]) for row in answer["by_device"]]),
        )
    ]
    first = Block(
        "What it is made of", "By what stood in the way at the last case", bars=bars(barrier),
        bars_say=f"Points of own online use; they sum to {answer['gain']:+.2f}.",
    )  # fmt: skip
    title = f"{arm_title(answer['arm'])}: {answer['gain']:+.1f} points of own online use"
    return title, f"against {arm_title(answer['minus'])}, {month_words(answer['month'])}", [first, *rest]


def _stripped(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines]


def render(answer: Row) -> str:
    """The whole page as text; all words of the answer are escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    title, below, found = blocks(answer)
    title, _, lead = title.partition("; ")
    environment = Environment(
        loader=PackageLoader("experiments.explaining", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (files("experiments.report") / "style.css").read_text(encoding="utf-8")
    return environment.get_template("story.html").render(
        title=title, lead=lead, below=below, blocks=found, half=HALF, policy=POLICY, style=Markup(style)
    )


def write_page(answer: Row, target: Path) -> Path:
    """Write the page in one move and return its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    draft.write_text(render(answer), encoding="utf-8", newline="\n")
    draft.replace(target)
    return target
