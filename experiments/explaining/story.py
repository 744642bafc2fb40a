"""Story: one citizen's months under one scenario, from moving in to the last month asked about.

The whole life up to then is lived again for the slot, to know when and how each service was heard of; the
cases of the months asked about are taken apart, and what would have turned them is looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agents.columns import FAMILIES, VACANT
from configs.months import month_text
from experiments.explaining.people import person
from simulation.model import DenshiModel
from simulation.services import offered
from simulation.tracing import Anatomy, Flip, Halt, Lived, dissect, flips, halts
from simulation.tracing.lived import field_of

MOST_FLIPS = 12
"""Flips kept of one case."""
CARD_STATES = ("none", "applied", "held", "expired")
CREDENTIAL_STATES = ("unset", "valid", "locked", "expired")


@dataclass
class Story:
    """What happened to one person under one scenario.

    who : ``people.person`` in the last month in which the person was there
    heard, forgotten : month and family, and for news the channel of first contact
    card : month and what became of card or credential
    ledger : month -> what was done, of every month with a case; cases : those asked about, in full
    """

    scenario: str
    who: dict[str, Any] = field(default_factory=dict)
    since: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[dict[str, Any]] = field(default_factory=list)
    card: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As plain values, ready for JSON."""
        return {
            "scenario": self.scenario,
            "citizen": self.who,
            "here_since": month_text(self.since),
            "heard": self.heard,
            "forgotten": self.forgotten,
            "card": self.card,
            "ledger": self.ledger,
            "cases": self.cases,
        }


Wanted = Callable[[Lived], bool]


def tell(
    model: DenshiModel,
    scenario: str,
    people: dict[int, int],
    last: int,
    wanted: Wanted,
    with_flips: bool = True,
) -> dict[int, Story]:
    """The stories of several people, in one run of ``model`` to month ``last``.

    people : slot -> generation; a slot held by somebody else begins its story anew
    wanted : whether a month's case is taken apart; with_flips : and what would have turned it
    """
    stories = {slot: Story(scenario) for slot in people}
    ends: dict[int, Lived] = {}
    for halt in halts(model, model.first, last):
        for slot, generation in people.items():
            row = halt.row(slot)
            if field_of(row, "generation") != generation or row["birth"] == VACANT:
                continue
            story, lived = stories[slot], halt.live(slot)
            if not story.who:
                story.since = halt.t
            _remember(story, halt, lived, ends.get(slot))
            story.who = person(halt, slot, lived.ready)
            if lived.case is not None and wanted(lived):
                story.cases.append(told(halt, lived, with_flips))
            ends[slot] = lived
    return stories


def _remember(story: Story, halt: Halt, lived: Lived, before: Lived | None) -> None:
    month = month_text(halt.t)
    for family, channel in lived.news():
        story.heard.append({"month": month, "service": FAMILIES[family], "channel": channel})
    lost = lived.start["aware"] & ~lived.ready["aware"]
    story.forgotten += [
        {"month": month, "service": name} for f, name in enumerate(FAMILIES) if (lost >> f) & 1
    ]
    # Birthdays come before the case, and what happens at the office after it.
    was = lived.start if before is None else before.end
    for name, states in (("possession", CARD_STATES), ("credential", CREDENTIAL_STATES)):
        if field_of(was, name) != field_of(lived.end, name):
            what = "card" if name == "possession" else "credential"
            story.card.append({"month": month, "what": what, "now": states[field_of(lived.end, name)]})
    case = lived.case
    if case is not None:
        story.ledger.append(
            {"month": month, "service": case.service, "way": case.way, "barrier": case.barrier}
        )


def told(halt: Halt, lived: Lived, with_flips: bool) -> dict[str, Any]:
    """One case in full, as plain values."""
    case = lived.case
    assert case is not None, "only cases are taken apart"
    found = dissect(halt, lived, case.family)
    row: dict[str, Any] = {
        "month": month_text(halt.t),
        "service": case.service,
        "procedure": procedure(case.family, found),
        "way": case.way,
        "barrier": case.barrier,
        "stood_in_the_way": found.alone,
        "attempted": case.attempted,
        "failed": case.failed,
        "printed_and_posted": case.printed,
        **_faced(halt, found),
    }
    if with_flips:
        row["flips"] = [flip_row(flip) for flip in flips(halt, lived, found.faced)[:MOST_FLIPS]]
    return row


def _faced(halt: Halt, found: Anatomy) -> dict[str, Any]:
    faced, choice, hearing = found.faced, found.choice, found.hearing
    return {
        "gates": found.gates,
        "somebody_else_files": {"chance": faced.proxy_chance, "did": bool(faced.proxy)},
        "own_form_of_the_municipality": bool(faced.local),
        "paper_closed": bool(faced.paper),
        "credential_asked": bool(faced.asked),
        "hearing": {**hearing._asdict()},
        "choice": {
            "value": choice.value,
            "terms": found.terms,
            "passes": choice.passes,
            "chance": choice.chance,
            "draw": choice.draw,
            "needed": choice.needed,
            "chosen": bool(choice.chosen),
            "hours_lost_at_the_office": 2.0 * choice.quicker,
        },
        "attempt": {
            "outcome": found.outcome,
            "ability": found.ability,
            "terms": found.skills,
            "draw": found.tried,
        },
        "waiting_at_the_office_hours": 2.0 * float(halt.month.wait_time[halt.place.area[faced.municipality]]),
    }


def flip_row(flip: Flip) -> dict[str, Any]:
    """A flip as plain values; every step says what, whose, from where to where."""
    return {
        "steps": [
            {
                "change": step.change.name,
                "by": step.change.by,
                "unit": step.change.unit,
                "now": step.change.now,
                "to": step.level,
                "size": step.size,
            }
            for step in flip.steps
        ],
        "size": flip.size,
        "before": flip.before,
        "after": flip.after,
        "verified": True,
    }


def procedure(family: int, found: Anatomy) -> str:
    """Title of the row of the catalogue that the case belongs to; of the family where no row claims it."""
    rows = [row for row in offered() if row.target in FAMILIES]
    at = found.faced.member - len(FAMILIES)
    return rows[at].title if at >= 0 else FAMILIES[family].replace("_", " ")
