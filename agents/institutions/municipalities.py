"""The 1,741 municipalities as arrays: what each can do, has started, runs, and how hard it is to use.

Everything that changes is an array owned here and written in place; ``snapshot`` and ``restore``
copy these arrays, so that two scenarios can share their common past. The month has two parts:
``observe`` takes what citizens did, ``advance`` lets projects end, forms age and, each April or when
a duty is announced, municipalities decide. Luck is drawn at the address (municipality * 256 +
bundle, month, purpose), so no municipality's luck depends on another's decision.
"""

from __future__ import annotations

import numpy as np

from agents.draws import INSTITUTION, PERMANENT, PURPOSES, draw, fill_stream_keys
from agents.institutions.assumptions import Assumptions
from agents.institutions.capacity import fiscal_index
from agents.institutions.chance import error_factors_of_mean_one, normals, powers
from agents.institutions.decision import (
    LIVE,
    UNDER_WAY,
    WAITING,
    Scratch,
    decide,
    measure_uptake,
    start_probability,
)
from agents.institutions.go_live import (
    COORDINATION,
    MEASURE,
    OFFER,
    PURPOSES_OF_MONTH,
    STANDARD_SYSTEM,
    WITHDRAW,
    go_live_probability,
    mean_complexity,
    pass_month,
)
from agents.institutions.inputs import Levers, LocalBundles
from agents.institutions.state import State
from agents.institutions.withdrawal import withdraw

APRIL = 3
"""Position of April in the calendar year, months counted from January = 0."""
AS_USUAL = np.zeros(8)
"""Logins apart by family, where they are as usual."""


class Municipalities:
    """All municipalities and their local services.

    staff : (M,) float64        IT staff, persons, fixed
    finance : (M,) float64      fiscal index 0.05-2, a latent field, fixed
    population : (M,) float64   residents, persons, fixed
    local : LocalBundles        what they decide on
    state : State               what changes
    changed : (R,) int64        municipalities where a bundle went live this month
    looked : int                projects that the month had to look at
    withdrawn : int             bundles that the last April took off
    """

    def __init__(
        self,
        *,
        population: np.ndarray,
        density: np.ndarray,
        employees: np.ndarray,
        prefecture: np.ndarray,
        area: np.ndarray,
        areas: int,
        local: LocalBundles,
        assumptions: Assumptions,
        seed: int,
        replicate: int = 0,
    ) -> None:
        """Municipalities in January 2001: nothing local is online, and the IT pool is full.

        population, density : (M,)          persons, persons per km2
        employees : (M,)                    in general administration; IT staff is a share of them
        prefecture : (M,) int               1-47
        area : (M,) int, areas : int        service area of each municipality, and how many there are
        """
        count = len(population)
        self.population = np.asarray(population, np.float64)
        self.employees = np.asarray(employees, np.float64)
        self.staff = self.employees * assumptions.capacity_it_share
        self.prefecture = np.asarray(prefecture, np.int64)
        self.area = np.asarray(area, np.int64)
        self.area_prefecture = np.zeros(areas, np.int64)
        self.area_prefecture[self.area] = self.prefecture - 1
        self.local = local
        self.assumptions = assumptions
        self.seed, self.replicate = seed, replicate
        self.rows = np.arange(count, dtype=np.int64)
        self.changed = self.rows[:0]
        self.looked = 0
        self.withdrawn = 0
        luck = np.empty(count)
        normals(self._draw(PERMANENT, "FINANCE", 0, self.rows * 256), luck)
        self.finance = np.empty(count)
        fiscal_index(self.population, np.asarray(density, np.float64), luck, assumptions, self.finance)
        self._base_capacity = self._capacity_at(self.staff)
        middle = np.median(self._base_capacity)
        self._scale = 1.0 / middle if middle > 0.0 else 1.0
        family_kinds = np.bincount(local.family, weights=local.kinds, minlength=8)
        self._cost_share = local.kinds / family_kinds[local.family]
        self._decides = (family_kinds > 0.0).astype(np.uint8)
        self._changed, self._called = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
        self._year_of_keys = -1
        self._by_prefecture = np.zeros((47, 8, 2), np.int64)
        self._scratch = Scratch(
            np.zeros(8, np.uint8), np.zeros(8, np.uint32), np.zeros(local.bundle.size, np.uint32)
        )
        self._year_keys = np.empty((12, PURPOSES_OF_MONTH.size, 2, 4), np.uint32)
        self._lever: Levers | None = None
        self._staffing = self._staff_capacity = self._chance = np.empty(0)
        self.state = State.empty(count, local.bundle.size, areas)
        self.state.pool[:] = assumptions.capacity_pool_months * self._scale * self._base_capacity

    def __len__(self) -> int:
        return int(self.rows.size)

    @property
    def live(self) -> np.ndarray:
        """(M, L) bool: local bundles in service."""
        in_service: np.ndarray = self.state.bundle == LIVE
        return in_service

    def capacity(self, lever: Levers) -> np.ndarray:
        """Digital capacity G this month, (M,) float64; 1 for the median municipality without policies."""
        if lever.staff is not self._staffing:
            unmoved = bool(np.all(lever.staff == 1.0))
            base = self._base_capacity if unmoved else self._capacity_at(self.staff * lever.staff)
            self._staffing, self._staff_capacity = lever.staff, self._scale * base
        return self._staff_capacity * (1.0 + lever.help)

    def go_live_chance(self, lever: Levers) -> np.ndarray:
        """Monthly chance that a project ends, (M,) float64; computed when levers have moved."""
        if lever is not self._lever:
            self._lever, self._chance = lever, np.empty(len(self))
            go_live_probability(self.assumptions, self.capacity(lever), lever, self._chance)
        return self._chance

    def observe(self, needs: np.ndarray, online: np.ndarray) -> None:
        """Add a month's cases and online cases by service area, both (A, 8) integers."""
        state = self.state
        np.add(state.needs, needs, out=state.needs)
        np.add(state.online, online, out=state.online)

    def advance(self, t: int, lever: Levers, apart: np.ndarray = AS_USUAL) -> bool:
        """One month: announcements, projects that end, ageing, decisions. True when an offer changed.

        t : int   months since January 2001. ``changed`` names the municipalities that offer more or less.
        apart : (8,) float64   logins of each family that ministries do not share, beyond the usual share
        """
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            called, self.looked = pass_month(
                self._keys(t), self.assumptions, self.go_live_chance(lever), lever, apart, self.local,
                self._cost_share, self.state, self._changed, self._called,
            )
        if t % 12 == APRIL:
            self._new_year(t, lever)
            self.decide(t, lever, self.rows)
            self.withdraw(t, lever)
        elif called:
            self.decide(t, lever, np.flatnonzero(self._called))
        self.changed = np.flatnonzero(self._changed)
        return bool(self.changed.size)

    def probability(self, lever: Levers, rows: np.ndarray | None = None) -> np.ndarray:
        """Chance of starting a waiting bundle once the instruction has arrived, (M, 8) float64.

        rows : (R,) int64   municipalities of interest, the others get 0; all when None
        """
        out = np.zeros((len(self), 8))
        start_probability(
            self.rows if rows is None else rows,
            self.assumptions, self.staff, self.finance, self.population, lever,
            self.state, self._decides, out,
        )
        return out

    def decide(self, t: int, lever: Levers, rows: np.ndarray) -> int:
        """Let the municipalities in ``rows`` decide; returns how many bundles were started."""
        keys = self._keys(t)
        rows = np.asarray(rows, np.int64)
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            final = self._final_cost(t, lever, rows)
            started = decide(
                rows, final,
                keys[COORDINATION, 0], keys[OFFER, 0], keys[OFFER, STANDARD_SYSTEM],
                self.assumptions, self.staff, self.finance, self.population, lever, self.local,
                self._cost_share, self._decides, self.state, self._scratch,
            )
        return int(started)

    def withdraw(self, t: int, lever: Levers) -> int:
        """Let municipalities take off what saves less than it costs; returns how many bundles went."""
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            lost = withdraw(
                self._keys(t)[WITHDRAW, 0], self.assumptions, self.population, lever, self.local,
                self._cost_share, self.state, self._changed,
            )
        self.withdrawn = int(lost)
        return self.withdrawn

    def snapshot(self) -> State:
        """A copy of everything that changes."""
        return self.state.copy()

    def restore(self, saved: State) -> None:
        """Go back to a snapshot; arrays are overwritten in place."""
        self.state.overwrite(saved)

    def yearly(self) -> dict[str, np.ndarray]:
        """What the municipal table records, name -> (M,) array; counts of bundles, yen since the start."""
        state = self.state
        return {
            "finance": self.finance,
            "waiting": (state.bundle == WAITING).sum(axis=1),
            "under_way": (state.bundle == UNDER_WAY).sum(axis=1),
            "live": (state.bundle == LIVE).sum(axis=1),
            "failed_integrations": state.failed.copy(),
            "standard_system": state.standard == LIVE,
            "complexity": self.mean_complexity(),
            "churn": state.churn.copy(),
            "invested_yen": state.invested.copy(),
            "subsidised_yen": state.subsidised.copy(),
            "running_yen": state.running.copy(),
        }

    def mean_complexity(self) -> np.ndarray:
        """Difficulty that own systems add, (M,) float64: mean over families by live weight, 0 with none."""
        out = np.empty(len(self))
        mean_complexity(self.state.live_weight, self.state.complexity, out)
        return out

    def _keys(self, t: int) -> np.ndarray:
        """Stream keys of month ``t`` by ``PURPOSES_OF_MONTH`` and service, (6, 2, 4) uint32."""
        if self._year_of_keys != t // 12:
            self._year_of_keys = t // 12
            months = np.arange(t - t % 12, t - t % 12 + 12)
            low, high = self.seed & 0xFFFFFFFF, self.seed >> 32
            third = INSTITUTION + 256 * self.replicate
            fill_stream_keys(low, high, third, months, PURPOSES_OF_MONTH, 2, self._year_keys)
        keys: np.ndarray = self._year_keys[t % 12]
        return keys

    def _draw(self, t: int, purpose: str, service: int, identifiers: np.ndarray) -> np.ndarray:
        return draw(self.seed, self.replicate, INSTITUTION, t, PURPOSES[purpose], service, identifiers)

    def _final_cost(self, t: int, lever: Levers, rows: np.ndarray) -> np.ndarray:
        """What contracts signed this month cost in the end, as a ratio of what was agreed, (R,) float64.

        Opaque contracts overrun or fall short more widely; the mean stays 1 (``contract.transparency``).
        """
        spread = self.assumptions.contract_spread * (1.0 - lever.transparency[rows])
        final = np.ones(rows.size)
        if np.any(spread > 0.0):
            luck = np.empty(rows.size)
            normals(self._draw(t, "CONTRACT", 0, rows * 256), luck)
            error_factors_of_mean_one(luck, spread, final)
        return final

    def _capacity_at(self, staff: np.ndarray) -> np.ndarray:
        by_staff, by_finance = np.empty(staff.size), np.empty(staff.size)
        powers(staff, self.assumptions.capacity_staff, by_staff)
        powers(self.finance, self.assumptions.capacity_finance, by_finance)
        return by_staff * by_finance

    def _new_year(self, t: int, lever: Levers) -> None:
        """April: a new IT budget, and last year's use as far as it was measured."""
        state, values = self.state, self.assumptions
        free = np.maximum(1.0 - lever.migration, 0.0)
        state.pool[:] = values.capacity_pool_months * self.capacity(lever) * free
        key = self._keys(t)[MEASURE, 0]
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            measure_uptake(
                key, values, lever.quality, self.area, self.area_prefecture, state, self._by_prefecture
            )
        state.needs[:] = 0
        state.online[:] = 0
