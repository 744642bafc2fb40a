"""Backstage: what citizens never see of government, and feel all the same.

Central systems move onto a shared platform or stay where they are; ministries build logins or share one; an
office faxes a question to another and waits. None of it has a counter. But a platform that is down closes the
forms that it hosts, a login more is one more thing to fit a town hall's system to, and a case lies on a desk
until the other office has answered.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from agents.draws import INSTITUTION, PURPOSES, draw
from agents.institutions.assumptions import Assumptions
from agents.institutions.capacity import OFFICE
from agents.institutions.chance import error_factors_of_mean_one, normals
from agents.institutions.exchange import days_for_a_case, needs_a_visit
from agents.institutions.logins import Logins
from agents.institutions.systems import INVESTED, RUNNING, SUNK, Systems
from policies.levers import LEVERS, POSITION

LAUNCHED = POSITION["services.launched"]
GENERATION = POSITION["idsystem.generation"]
READ = [
    POSITION["platform.share_moved"],
    POSITION["platform.retired"],
    POSITION["platform.feasible"],
    POSITION["contract.transparency"],
    POSITION["coordination.national"],
    POSITION["g2g.connectivity"],
    POSITION["legacy.fax"],
    GENERATION,
    POSITION["idsystem.identifiers"],
    POSITION["idsystem.linked"],
]
"""Levers of systems, contracts and logins, then those of exchange, in the order of ``days_for_a_case``."""
USUAL_APART = 1.0 - LEVERS["coordination.national"].base
"""Share of programmes with a login of their own that the level of integration failures stands for."""
NATIONAL_CONTRACTS = 1
"""Service word of the draws about contracts of the state; 0 is for municipalities."""


class Saved(NamedTuple):
    """A copy of everything that changes."""

    systems: Any
    logins: np.ndarray
    apart: np.ndarray
    carry: np.ndarray
    visits: int
    days: float
    case_days: float


class Backstage:
    """Systems, logins and exchange of one run.

    apart : (8,) float64   logins of each family that are not shared, beyond the usual share of programmes
    days : float           calendar days that questions to other agencies add to a case handled by people
    case_days : float      the same of the last month, over all its cases at counters, by mail and online
    visits : int           office visits since the start that the code of 1999 asked for
    """

    def __init__(self, values: Assumptions, areas: int, seed: int, replicate: int) -> None:
        self.values = values
        self.seed, self.replicate = seed, replicate
        self.systems = Systems(values)
        self.logins = Logins(values, seed, replicate)
        self.apart = np.zeros(8)
        self.days = self.case_days = 0.0
        self.visits = 0
        self._exchange: list[float] = []
        self._carry = np.zeros(areas)

    def act(self, t: int, row: np.ndarray) -> None:
        """The month of ministries. row : (L, 8) float64, the levers as they stand for the nation."""
        moved, retired, feasible, transparency, national, *exchange = row[READ, 0].tolist()
        final = self._final_cost(t, transparency) if moved != self.systems.on_platform_share else 1.0
        self.systems.advance(moved, retired, feasible, final)
        if self.logins.advance(t, row[LAUNCHED], national):
            self.apart = np.where(self.logins.online(), self.logins.apart() - USUAL_APART, 0.0)
        if exchange != self._exchange:
            self._exchange, self.days = exchange, days_for_a_case(self.values, *exchange)

    def visits_for_code(self, row: np.ndarray, issued: np.ndarray) -> np.ndarray:
        """Counter visits of the month that a credential of the code of 1999 asks for, (A,) int64.

        row : (L, 8) float64, levers; issued : (A,) int64, cards issued this month, each with its credential
        """
        share = needs_a_visit(float(row[GENERATION, 0]))
        if share == 0.0:
            return np.zeros(issued.size, np.int64)
        exact = issued * share + self._carry
        visits = np.floor(exact).astype(np.int64)
        self._carry = exact - visits
        self.visits += int(visits.sum())
        return visits

    def observe(self, hand: np.ndarray, completed: np.ndarray) -> None:
        """Takes down what exchange added to the cases that were settled.

        hand : (A,) float64        share of online forms handled by people; what machines settle asks nobody
        completed : (A, 4) int64   cases settled this month at counter, by mail, in the back office; cards
        """
        counter, mail, office, _ = completed.sum(axis=0).tolist()
        asking = counter + mail + float((hand * completed[:, OFFICE]).sum())
        cases = counter + mail + office
        self.case_days = self.days * asking / cases if cases else 0.0

    def wait_gap(self, hand: np.ndarray) -> np.ndarray:
        """(A,) calendar days that exchange adds at the counter beyond what it adds to an online form."""
        gap: np.ndarray = self.days * (1.0 - hand)
        return gap

    def numbers(self, weight: float, standard: float) -> dict[str, float]:
        """What is handed to the record, by name; money and visits are sums since the start of the run.

        weight : persons in Japan per simulated citizen; standard : municipalities with the standard system
        """
        systems = self.systems
        return {
            "systems_in_use": systems.in_use,
            "systems_on_platform": systems.on_platform,
            "systems_without_plan": systems.without_plan(),
            "platform_share_audited": systems.audited(),
            "system_unit_cost": systems.unit_cost(),
            "cost_systems": float(systems.book[INVESTED] + systems.book[RUNNING]),
            "sunk_cost": float(systems.book[SUNK]),
            "outage_exposure": max(systems.hosted(), standard),
            "logins": float(self.logins.count()),
            "exchange_days": self.case_days,
            "visits_for_code": self.visits * weight,
        }

    def snapshot(self) -> Saved:
        """A copy of everything that changes."""
        return Saved(
            self.systems.snapshot(), self.logins.snapshot(), self.apart.copy(), self._carry.copy(),
            self.visits, self.days, self.case_days,
        )  # fmt: skip

    def restore(self, saved: Saved) -> None:
        """Go back to a snapshot."""
        self.systems.restore(saved.systems)
        self.logins.restore(saved.logins)
        self.apart, self._carry = saved.apart.copy(), saved.carry.copy()
        self.visits, self.days, self.case_days = saved.visits, saved.days, saved.case_days
        self._exchange = []

    def _final_cost(self, t: int, transparency: float) -> float:
        """What the month's contracts of the state cost in the end, as a ratio of what was agreed."""
        spread = self.values.contract_spread * (1.0 - transparency)
        if spread <= 0.0:
            return 1.0
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            word = draw(
                self.seed, self.replicate, INSTITUTION, t, PURPOSES["CONTRACT"], NATIONAL_CONTRACTS,
                np.zeros(1, np.int64),
            )  # fmt: skip
        luck, final = np.empty(1), np.empty(1)
        normals(word, luck)
        error_factors_of_mean_one(luck, np.array([spread]), final)
        return float(final[0])
