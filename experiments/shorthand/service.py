"""Shorthands of services: opening hours, minutes, and what agencies fetch for themselves."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.shorthand.asked import Asked, Edit, Moves, Value
from simulation.hours import open_share

UNIT = 120.0
"""Minutes of the lever's unit, two hours."""
MINUTES = "assumptions.valuation.online_minutes"


def hours(asked: Asked) -> Iterator[Edit]:
    """Share of waking people's attempts that fall into the opening hours, from the calendar."""
    yield Moves({"services.hours": open_share(str(asked.value))}, families=("etax",))


def offline_minutes(asked: Asked) -> Iterator[Edit]:
    """Net time lost by going offline: these minutes less those that a case takes online."""
    online = asked.moves.get("online.minutes_per_procedure", asked.known(MINUTES))
    lost = (float(asked.value) - float(online)) / UNIT
    yield Moves({"services.time_lost_offline": min(max(lost, -1.0), 4.0)})


def online_minutes(asked: Asked) -> Iterator[Edit]:
    """Minutes online as measures count them; what going offline loses grows by what is saved."""
    yield Value(MINUTES, float(asked.value))
    if "offline.minutes_per_procedure" not in asked.moves:
        more = (asked.known(MINUTES) - float(asked.value)) / UNIT
        yield Moves({"services.time_lost_offline": f"+{more!r}"})


def once_only(asked: Asked) -> Iterator[Edit]:
    """Every document that another agency holds is fetched."""
    if asked.value:
        yield Moves({"idsystem.linked": 1.0})
