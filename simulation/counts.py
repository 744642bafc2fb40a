"""Counts: the names of everything that is counted, and their place on the axes of the tables.

Each month the engine counts cases (flows) and, at the end of it, people (stocks), by prefecture, age and
family of services. The order of the names is the order of the last axis of its tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from agents.columns import AGE_BANDS, BARRIERS, FAMILIES

FLOWS = (
    "needs",
    "postponed_in",
    "own_use",
    "assisted_use",
    "proxy_use",
    "counter",
    "mail",
    "postponed_out",
    "lapsed",
    "unmet",
    "failed",
    "printed_and_posted",
    "attempts",
    *(f"barrier_{name}" for name in BARRIERS[1:]),
    "newly_aware",
)
"""Cases of one month: the last axis of flow tables."""

FAMILY_STOCKS = ("eligible", "aware", "own_users_12m", "assisted_last", "proxy_last")
"""Adults by service family at the end of a month."""

PERSON_STOCKS = (
    "population",
    "adults",
    "own_use_any_12m",
    "assisted_any",
    "proxy_any",
    "connected",
    "pc",
    "smartphone",
    "smartphone_only",
    "card_none",
    "card_applied",
    "card_held",
    "card_expired",
    "cards_issued_cumulative",
    "credential_unset",
    "credential_valid",
    "credential_locked",
    "credential_expired",
    "sum_trust",
    "sum_usefulness",
    "sum_ease",
    "sum_literacy",
    "sum_availability",
    "aware_any",
    "information_users",
    "policy_researchers",
    "participants",
)
"""Persons at the end of a month; use, attitudes and awareness of adults, the rest of everybody."""

EQUITY_DIMENSIONS = ("literacy", "income", "devices")
EQUITY_STOCKS = ("adults", "own_use", "assisted_use", "proxy_use", "held")
WATCHED = ("own_use", "assisted_use", "proxy_use", "possession")
"""Measures of which a run can keep one bit per citizen."""

INFLOWS = ("needs", "postponed_in")
OUTFLOWS = ("own_use", "assisted_use", "proxy_use", "counter", "mail", "postponed_out", "lapsed", "unmet")
"""The two sides of the one identity: every need that comes in goes out in one way."""

SHAPES = {
    "flows": (len(AGE_BANDS), len(FAMILIES), len(FLOWS)),
    "family": (len(AGE_BANDS), len(FAMILIES), len(FAMILY_STOCKS)),
    "person": (len(AGE_BANDS), 2, len(PERSON_STOCKS)),
    "equity": (len(AGE_BANDS), len(EQUITY_DIMENSIONS), 3, len(EQUITY_STOCKS)),
}
"""Shape of one month's counts of one place, by kind of table."""


@dataclass(frozen=True)
class Counts:
    """Counts of one group of citizens; leading axes (months, prefectures) are free.

    person : (..., 18, len(PERSON_STOCKS))      stocks of persons by five-year band
    family : (..., 18, 8, len(FAMILY_STOCKS))   stocks of adults by band and family
    flows : (..., 18, 8, len(FLOWS))            cases by band and family over some period
    """

    person: np.ndarray
    family: np.ndarray
    flows: np.ndarray

    def persons(self, name: str, bands: slice = slice(None)) -> np.ndarray:
        """One stock of persons, summed over the bands."""
        return self.person[..., bands, PERSON_STOCKS.index(name)].sum(axis=-1)

    def users(self, name: str) -> np.ndarray:
        """One stock of adults by family (..., 8), summed over the bands."""
        return self.family[..., FAMILY_STOCKS.index(name)].sum(axis=-2)

    def cases(self, *names: str) -> np.ndarray:
        """Cases of the named kinds together, summed over bands and families."""
        columns = [FLOWS.index(name) for name in names]
        return np.asarray(self.flows[..., columns].sum(axis=(-3, -2, -1)))

    def of_band(self, band: int) -> Counts:
        """The same counts with every other band empty."""
        keep = np.zeros(self.person.shape[-2], np.int64)
        keep[band] = 1
        by_family = keep[:, None, None]
        return replace(
            self,
            person=self.person * keep[:, None],
            family=self.family * by_family,
            flows=self.flows * by_family,
        )


def conserved(flows: np.ndarray) -> bool:
    """Whether every cell of (..., len(FLOWS)) keeps the identity of inflows and outflows."""
    sides = [sum(flows[..., FLOWS.index(name)] for name in names) for names in (INFLOWS, OUTFLOWS)]
    return bool(np.array_equal(sides[0], sides[1]))
