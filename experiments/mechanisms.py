"""Mechanisms: the stages of a month, where each stands in code and documentation, and what each moves.

Every parameter names the stage that reads it; here the stages are told apart and every output is traced
to those that make it. ``denshi list mechanisms``, the generated pages and the count of assumptions behind
an answer are made from this one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Mechanism(NamedTuple):
    """One stage.

    name : as parameters write it under ``mechanism``
    step : place in the month, 1 to 10 (docs/odd.md, section 3)
    does : what it does, in one line
    files : source files, the first one the place to start reading
    section : of docs/odd.md
    """

    name: str
    step: int
    does: str
    files: tuple[str, ...]
    section: str


MECHANISMS: dict[str, Mechanism] = {
    row.name: row
    for row in (
        Mechanism("apply_policies", 1, "policies and shocks in force fill the panel of levers",
            ("policies/timeline.py", "policies/levers.py", "simulation/prepare.py"), "7.0"),
        Mechanism("act_of_government", 2, "services go online, are pruned, decided on and go live; forms age",
            ("simulation/supply.py", "simulation/stock.py", "simulation/keeping.py",
             "agents/institutions/decision.py"), "7.8"),
        Mechanism("age_and_renew", 3, "people come, leave and grow older; devices and skill by cohort",
            ("simulation/kernels/renew.py", "agents/population/traits.py"), "7.10"),
        Mechanism("need", 4, "which procedures fall due, and which one is dealt with",
            ("simulation/kernels/need.py", "simulation/kernels/meet.py"), "7.1"),
        Mechanism("hear", 5, "who comes to know that a service is online",
            ("simulation/kernels/hear.py",), "7.2"),
        Mechanism("choose", 6, "gates of device, hours and credential, then own online use or the office",
            ("simulation/kernels/choose.py", "simulation/kernels/case.py"), "7.4"),
        Mechanism("attempt", 7, "filing alone succeeds, succeeds with help, or fails",
            ("simulation/kernels/attempt.py",), "7.5"),
        Mechanism("serve", 8, "counters, mail, back offices and card windows work through their queues",
            ("simulation/queues.py", "simulation/relief.py", "simulation/kernels/office.py"), "7.9"),
        Mechanism("learn", 9, "experience and talk move usefulness, ease, trust, habit, skill and belief",
            ("simulation/kernels/learn.py", "simulation/kernels/talk.py"), "7.6"),
        Mechanism("card", 9, "applying for the card, being issued it, losing a PIN",
            ("simulation/kernels/card.py",), "7.7"),
        Mechanism("firms", 9, "firms begin or stop filing online; a world beside the citizens",
            ("simulation/firms.py", "simulation/kernels/firms.py"), "7.11"),
        Mechanism("observe", 10, "counts, barriers, costs and what is published of them",
            ("simulation/kernels/observe.py", "simulation/recorder.py"), "7.9"),
    )
}  # fmt: skip
"""Stages by the name that parameters use, in the order of the month."""

OF_USE = ("act_of_government", "age_and_renew", "need", "hear", "choose", "attempt", "serve", "learn", "card")
OF_CARD = ("age_and_renew", "need", "choose", "attempt", "serve", "learn", "card")
OF_MINDS = OF_USE
OF_FIRMS = ("firms",)
MADE_BY_TABLE: Mapping[str, tuple[str, ...]] = {
    "use": OF_USE,
    "people": OF_USE,
    "card": OF_CARD,
    "attitudes": OF_MINDS,
    "equity": OF_USE,
    "queues": OF_USE,
    "institutions": OF_USE,
    "costs": OF_USE,
    "numbers": ("act_of_government",),
    "firms": OF_FIRMS,
    "levers": (),
    "events": (),
}
"""Table of a run folder -> stages that move its counts, directly or in the months before."""

FROM_TABLES_OF_JAPAN = frozenset({"connected", "smartphone_only"})
"""Outputs that follow the device tables: no parameter moves them."""

BY_FIRMS = frozenset({"uptake_g2b"})
"""Outputs that firms make, whatever table they stand in."""


def made_by(name: str, tables: str) -> tuple[str, ...]:
    """Stages behind the output ``name``, read off ``tables`` (comma-separated), in the order of the month."""
    if name in FROM_TABLES_OF_JAPAN:
        return ()
    if name in BY_FIRMS:
        return OF_FIRMS
    stages = {stage for table in tables.split(",") for stage in MADE_BY_TABLE.get(table.strip(), OF_USE)}
    return tuple(stage for stage in MECHANISMS if stage in stages)


def read_by(parameters: Iterable[Row], stages: Iterable[str]) -> list[Row]:
    """The parameters that the stages read; those of firms are a world of their own."""
    wanted = set(stages)
    return [row for row in parameters if stage_of(row) in wanted]


def stage_of(parameter: Row) -> str:
    """The stage that reads a parameter; ``firms`` for those of firms, whose stages move no citizen."""
    return "firms" if str(parameter["name"]).startswith("firms.") else str(parameter["mechanism"])
