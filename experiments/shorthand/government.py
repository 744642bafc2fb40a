"""Shorthands of government: when its agencies, standards and platforms come, and what it withdraws."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.shorthand.asked import Added, Asked, Dated, Edit, Moves, shipped

ORDERS = ("measured_use", "random", "cost")
"""Words of the lever's values 0, 1, 2."""
SWITCH = "platform_second_generation"
"""The entry whose size a further move of the platform has."""


def digital_agency(asked: Asked) -> Iterator[Edit]:
    """The entry of the history at another date, or none."""
    yield Dated("policies", "digital_agency", asked.value)


def standard(asked: Asked) -> Iterator[Edit]:
    """The standard at another date; without one there is no deadline either."""
    yield Dated("policies", "municipal_standard_2021", asked.value)
    if asked.value is None:
        yield Dated("policies", "municipal_standard_2021_deadline", None)


def mandatory_standard(asked: Asked) -> Iterator[Edit]:
    """A duty from the month in which there is something to use."""
    since = asked.moves.get("standard.available_from", asked.start)
    if since is not None:
        yield Moves({"standard.mandatory": float(bool(asked.value))}, start=max(str(since), asked.start))


def design_system(asked: Asked) -> Iterator[Edit]:
    """Vendors' designs differ less, and what is learnt with one helps with another."""
    if asked.value:
        yield Moves({"design.vendor_heterogeneity": f"*{asked.rate('common_design')!r}"})


def platform(asked: Asked) -> Iterator[Edit]:
    """A move of the size of the second generation's, in each of the months; what is moved stays."""
    size = shipped("shocks")[SWITCH]
    for number, month in enumerate(asked.value, start=1):
        entry = {
            "kind": "platform",
            "title": "The joint platform moves",
            "start": str(month),
            "share_moved": size["share_moved"],
            "migration": size["migration"],
            "migration_months": size["migration_months"],
            "source": f"size of {SWITCH}",
        }
        yield Added("policies", f"platform_change_{number}", entry)


def churn(asked: Asked) -> Iterator[Edit]:
    """More or fewer announcements, all else equal."""
    yield Moves({"churn.announcements": asked.value})


def fax(asked: Asked) -> Iterator[Edit]:
    """The end of the fax at another date; agencies may resist it as they did."""
    yield Dated("policies", "fax_abolition_2021", asked.value)


def prune_order(asked: Asked) -> Iterator[Edit]:
    """Withdraws at random, or the dearest, instead of the least used."""
    yield Moves({"supply.prune_order": float(ORDERS.index(str(asked.value)))})


def sunset(asked: Asked) -> Iterator[Edit]:
    """Counter and mail close for routine cases, at once or in equal steps; not from the exempt age on."""
    if asked.value is None:
        return
    exempt_from = asked.moves.get("sunset.exempt_from_age")
    ages = None if exempt_from is None else (0, int(exempt_from) - 1)
    yield Moves({"sunset.paper_closed": 1.0}, ages=ages, ramp=int(asked.value))


def exempt(asked: Asked) -> Iterator[Edit]:
    """Counter and mail stay open from an age on; without one for nobody beyond the rest."""
    if asked.value is None:
        return
    yield Moves({"sunset.paper_closed": 0.0}, ages=(int(asked.value), 120))


def staff(asked: Asked) -> Iterator[Edit]:
    """Staff of town halls; those at counters and in back offices are a share of them."""
    yield Moves({"municipal.staff": asked.value})


def incident(asked: Asked) -> Iterator[Edit]:
    """The leak without a date of the record, at a date."""
    yield Dated("shocks", "incident", asked.value)
