"""National bodies and prefectures: who is responsible for what, and since when.

About fifteen bodies run the national procedures. Some began during the period, such as the Digital
Agency in September 2021. Prefectures gather what their municipalities do, and act alone in a crisis of relief
in which the nation does not reach them (``agents.institutions.crisis``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from configs.months import month_index


class Body(NamedTuple):
    """One national body: name, families of national procedures it answers for, first month (YYYY-MM)."""

    name: str
    families: tuple[int, ...]
    since: str


NATIONAL: tuple[Body, ...] = (
    Body("Cabinet Secretariat, IT headquarters", (), "2001-01"),
    Body("Ministry of Internal Affairs and Communications", (1, 7), "2001-01"),
    Body("National Tax Agency", (0,), "2001-01"),
    Body("Ministry of Health, Labour and Welfare", (2, 3), "2001-01"),
    Body("Ministry of Justice", (4, 5), "2001-01"),
    Body("Ministry of Land, Infrastructure, Transport and Tourism", (5,), "2001-01"),
    Body("Ministry of Economy, Trade and Industry", (), "2001-01"),
    Body("Ministry of Foreign Affairs", (4,), "2001-01"),
    Body("Ministry of Education, Culture, Sports, Science and Technology", (2,), "2001-01"),
    Body("National Police Agency", (5,), "2001-01"),
    Body("Cabinet Office", (6,), "2001-01"),
    Body("Japan Pension Service", (3,), "2010-01"),
    Body("Japan Agency for Local Authority Information Systems", (1,), "2014-04"),
    Body("Personal Information Protection Commission", (), "2016-01"),
    Body("Digital Agency", (), "2021-09"),
    Body("Children and Families Agency", (2,), "2023-04"),
)
"""National bodies, those that began later with their first month."""

PREFECTURES = 47


class Agencies:
    """National bodies first, then the 47 prefectures, as arrays.

    since : (B,) int64            first month, months since January 2001
    prefecture : (B,) int64       0 for a national body, else 1-47
    families : (B, 8) bool        national families it answers for
    age : (8,) float64            years since the national services of the family were last refitted
    """

    def __init__(self, prefecture_names: tuple[str, ...] = ()) -> None:
        names = prefecture_names or tuple(f"Prefecture {code}" for code in range(1, PREFECTURES + 1))
        self.names = tuple(body.name for body in NATIONAL) + tuple(names)
        national = len(NATIONAL)
        self.since = np.array([month_index(body.since) for body in NATIONAL] + [0] * len(names), np.int64)
        self.prefecture = np.concatenate([np.zeros(national, np.int64), np.arange(1, len(names) + 1)])
        self.families = np.zeros((len(self.names), 8), bool)
        for row, body in enumerate(NATIONAL):
            self.families[row, list(body.families)] = True
        self.age = np.zeros(8)

    def __len__(self) -> int:
        return len(self.names)

    def advance(self) -> None:
        """National services grow a month older."""
        self.age += 1.0 / 12.0

    def refit(self, families: np.ndarray | list[int]) -> None:
        """National services of the families are renewed."""
        self.age[families] = 0.0

    def complexity(self, ageing_year: float) -> np.ndarray:
        """Difficulty that age adds to national services of each family, (8,) float64."""
        return ageing_year * self.age

    def snapshot(self) -> np.ndarray:
        """A copy of what changes."""
        return self.age.copy()

    def restore(self, saved: np.ndarray) -> None:
        """Go back to a snapshot."""
        self.age[:] = saved
