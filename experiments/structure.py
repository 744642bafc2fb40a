"""Structural variants side by side: ``python -m experiments.structure`` writes docs/structure.md.

A number that hangs on how people are assumed to choose or to meet is less sure than its interval says. The
first question is asked again under each variant, one word changed at a time, and the page shows how far
the level and the difference move.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

from experiments.effects import Level, Records, difference, level, values
from experiments.inquiry import available_threads, prepare
from experiments.progress import Progress
from experiments.questions import question
from experiments.statistics import Difference

PAGE = Path("docs/structure.md")
QUESTION, ARMS = "smartphone_first_2010", ("history", "smartphone")
POPULATION, REPLICATES = "jp_10k", 4


class Variant(NamedTuple):
    """One structural choice: what it is about, and the words that select it."""

    about: str
    words: tuple[str, ...]


VARIANTS = (
    Variant("the default", ()),
    Variant("choice", ("choice.rule=gated",)),
    Variant("choice", ("choice.rule=soft",)),
    Variant("who meets whom", ("network=cell",)),
    Variant("who meets whom", ("network=explicit",)),
    Variant("who meets whom", ("network.influence=false",)),
    Variant("trust", ("trust.peers=0.02",)),
    Variant("date of the cut", ("policies.consolidation.start=2013-04",)),
    Variant("perceived supply", ("availability.feedback=0",)),
    Variant("money", ("incentive.curve=linear",)),
    Variant("money", ("incentive.curve=saturating",)),
)


class Line(NamedTuple):
    """What one variant gives: levels of the reference, and what the policy adds to own use."""

    variant: Variant
    own_use: Level
    possession: Level
    added: Difference


def line(variant: Variant) -> Line:
    """Runs the first question's two arms under the variant."""
    from simulation.run import run_tree

    words = [f"population={POPULATION}", *variant.words]
    inquiry = prepare(question(QUESTION), words, REPLICATES, arms=ARMS)
    month = inquiry.month
    with Progress(" ".join(variant.words) or variant.about) as progress:
        records: Records = run_tree(
            inquiry.arms, REPLICATES, available_threads(), [month], progress, fresh_populations=True
        )
    return Line(
        variant,
        level(values(records, ARMS[0], "own_use", month)),
        level(values(records, ARMS[0], "possession", month)),
        difference(records, ARMS[1], ARMS[0], "own_use", month),
    )


def share(found: Level) -> str:
    """A level in percent with its interval."""
    if found.low is None or found.high is None:
        return f"{100 * found.mean:.1f}"
    return f"{100 * found.mean:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def page(lines: list[Line]) -> str:
    """The page in Markdown."""
    added = [one.added.estimate for one in lines]
    rows = [
        f"| {one.variant.about} | {'<br>'.join(f'`{w}`' for w in one.variant.words) or 'as shipped'} "
        f"| {share(one.own_use)} | {share(one.possession)} "
        f"| {one.added.estimate:+.1f} ({one.added.low:+.1f} to {one.added.high:+.1f}) |"
        for one in lines
    ]
    signs = {one.added.estimate > 0 for one in lines if one.added.detected}
    return f"""# How much hangs on the structure of the model

Made by `python -m experiments.structure` on {date.today():%d %B %Y}; do not edit by hand. Question S01 on
`{POPULATION}` with {REPLICATES} paired runs, March 2021, one word changed at a time; nothing is tuned again,
so a variant's *level* may be far off while its *difference* still says something.

| about | words | own use, % | cards held, % | smartphone-first adds, points |
|---|---|---|---|---|
{chr(10).join(rows)}

The effect lies between {min(added):+.1f} and {max(added):+.1f} points over these variants; its sign
{"is the same in all that detect one" if len(signs) <= 1 else "DIFFERS between them"}. This spread belongs
beside the interval of every answer: the interval holds chance and sampling only.

The variants: `choice.rule` (additive, gated, soft), `network` (implicit, cell, explicit, none),
`network.influence`, `trust.peers` (0 is off), the disputed date of the cut, `availability.feedback` (0
cuts the loop from pruning to belief), `incentive.curve` (logarithmic, linear, saturating: they meet at
5,000 yen).
`denshi list parameters name=choice` says what each number means.
"""


def main() -> int:
    """Run all variants and write the page."""
    PAGE.write_text(page([line(variant) for variant in VARIANTS]), encoding="utf-8")
    print(f"Written: {PAGE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
