"""Between agencies: how many days a case waits until another office has answered a question.

A clerk needs a tax record from the next town. By network it is there the same afternoon, by fax in days;
and as long as the pension office, the tax office and the town hall each know a person by another number,
somebody compares names and dates of birth by hand. What agencies fetch by themselves needs no question.
"""

from __future__ import annotations

from agents.institutions.assumptions import Assumptions

CALENDAR_DAYS = 7.0 / 5.0
"""Calendar days to a working day, in weeks without holidays."""
CODE_OF_1999, MY_NUMBER = 1.0, 2.0
"""Generations of the identifier: the resident code, and the number that ties registers together."""


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def unlinked(generation: float, identifiers: float) -> float:
    """Personal numbers that share no link; none once one number ties the registers.

    generation : as the lever ``idsystem.generation``; identifiers : numbers in use
    """
    return max(identifiers, 0.0) * (1.0 - _share(generation - CODE_OF_1999))


def needs_a_visit(generation: float) -> float:
    """Share of credentials that are of the code of 1999, which an office has to switch on first."""
    return max(1.0 - abs(generation - CODE_OF_1999), 0.0)


def exchange_days(
    values: Assumptions, connectivity: float, fax: float, generation: float, identifiers: float
) -> float:
    """Working days that a question to another agency takes, mean.

    connectivity : share of agencies that exchange by network
    fax : share of the others that still use fax or paper; whoever does not is as quick as the network
    """
    by_fax = (1.0 - _share(connectivity)) * _share(fax)
    slower = max(values.exchange_fax_days - values.exchange_network_days, 0.0)
    by_hand = 1.0 + values.exchange_match * unlinked(generation, identifiers)
    return (values.exchange_network_days + by_fax * slower) * by_hand


def days_for_a_case(
    values: Assumptions, connectivity: float, fax: float, generation: float, identifiers: float, linked: float
) -> float:
    """Calendar days that questions to other agencies add to a case handled by people, mean over cases.

    linked : share of documents that agencies fetch from one another, which nobody has to ask for
    """
    asked = values.exchange_share * (1.0 - _share(linked))
    return CALENDAR_DAYS * asked * exchange_days(values, connectivity, fax, generation, identifiers)
