"""Supply: what government offers this month, how hard it is to use, and how long people wait.

The stock of procedures, the municipalities and the queues are kept by files of their own. Here they
meet: levers reach them in the order of the step, and the citizens' tables take from them what a
resident of each municipality finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from agents.draws import INSTITUTION, PURPOSES, draw
from agents.institutions import Agencies, Assumptions, Municipalities, desk_capacity
from agents.institutions.decision import LIVE
from agents.institutions.inputs import LEVER_OF, Levers, levers
from agents.places import Places
from policies.levers import POSITION
from policies.timeline import Timeline
from simulation.backstage import Backstage
from simulation.budget import for_citizens
from simulation.keeping import Keeping
from simulation.offer import Offer
from simulation.queues import CARD, COUNTER, OFFICE, Queues, Served
from simulation.relief import QUIET, RELIEF, Desks, Relief
from simulation.stock import Stock, build, put_online
from simulation.workdays import working_days

ONLINE_SHARE = POSITION["supply.online_share"]
OFFLINE = POSITION["offline.capacity"]
FLOOR = POSITION["offline.floor"]
CARD_CAPACITY = POSITION["card.capacity"]
BUDGET = POSITION["budget.g2c_share"]
HAND = POSITION["services.hand_processing"]
LAUNCHED = POSITION["services.launched"]
HOURS = POSITION["services.hours"]
OUTAGE = POSITION["services.outage"]
PLATFORM_OUTAGE = POSITION["platform.outage"]
OUTAGE_DAY = 1
"""Sub-draw of CRISIS: the day after an outage."""
FIELDS_READ = tuple(field for field, (name, _) in LEVER_OF.items() if name in POSITION)
"""Fields of ``Levers`` that the panel fills."""
READ = np.array(
    [POSITION[LEVER_OF[field][0]] for field in FIELDS_READ] + [OFFLINE, CARD_CAPACITY, BUDGET, FLOOR]
)
"""Levers that institutions read, as positions: those of ``FIELDS_READ``, of the desks, of the budget."""
READ_OFFLINE, READ_CARD, READ_BUDGET, READ_FLOOR = (len(FIELDS_READ) + k for k in range(4))
CAPACITY_READS = [FIELDS_READ.index("staff"), READ_OFFLINE, READ_CARD, READ_FLOOR]
"""Places in ``READ`` of the levers on which the desks' capacity depends."""


class Saved(NamedTuple):
    """A copy of everything of the supply side that changes."""

    stock: Any
    municipalities: Any
    agencies: Any
    queues: Any
    backstage: Any
    applied: np.ndarray
    wait_gap: np.ndarray
    keeping: Any
    relief: Any
    log: int


class Supply:
    """The institutions of one run.

    area : (1741,) int64   service area of each municipality
    zone : (1741,) int64   zone of each municipality in the panel of levers
    patience_days : int    working days after which a waiting case is given up
    relief_by_mail : float     share of relief on paper that comes by post
    upkeep_yen_year : float    what a kind of national procedure costs to keep online
    on_platform : (8,)     share of each family that an outage of the shared platform can close
    wait_gap : (A,)        calendar days that cases of the last month waited at the counter, for other offices
                           as well, beyond what those online waited for other offices
    """

    def __init__(
        self,
        places: Places,
        area: np.ndarray,
        zone: np.ndarray,
        weight: float,
        values: Mapping[str, float],
        needs_share: np.ndarray,
        local_share: np.ndarray,
        seed: int,
        replicate: int,
        patience_days: int,
        relief_by_mail: float,
        upkeep_yen_year: float,
        on_platform: np.ndarray,
    ) -> None:
        self.values = Assumptions.of(values)
        self.area, self.zone = area.astype(np.int64), zone
        self.areas = int(area.max()) + 1
        self.places = places
        # A service area lies in one prefecture; its zone is that of its first municipality.
        self._zone_of_area = zone[np.unique(self.area, return_index=True)[1]]
        self.weight = weight
        self.seed, self.replicate = seed, replicate
        self.zipf = values["stock.zipf"]
        self.stock: Stock = build(
            seed, zipf=self.zipf, needs_share=list(needs_share), local_share=list(local_share)
        )
        local = self.stock.local_bundles()
        self.municipalities = Municipalities(
            population=places.population_2020,
            density=places.density,
            employees=places.it_staff,
            prefecture=places.prefecture,
            area=self.area,
            areas=self.areas,
            local=local,
            assumptions=self.values,
            seed=seed,
            replicate=replicate,
        )
        self.agencies = Agencies(places.prefecture_name)
        self.local = local
        self.offer = Offer.empty(len(places))
        self.queues = Queues.empty(self.areas)
        self.backstage = Backstage(self.values, self.areas, seed, replicate)
        self.served: Served | None = None
        self.applied = np.zeros(self.areas, np.int64)
        self.wait_gap = np.zeros(self.areas)
        self.keeping = Keeping(self.stock, self.values, weight, upkeep_yen_year, seed, replicate)
        self.relief = Relief(
            self.values,
            np.asarray(places.prefecture, np.int64) - 1,
            places.population_2020,
            self.municipalities.area_prefecture,
            weight,
            relief_by_mail,
            seed,
            replicate,
        )
        self.patience = patience_days
        self._on_platform = on_platform
        self.log: list[tuple[int, str, str]] = []
        self._levers: Levers | None = None
        self._read: np.ndarray | None = None
        self._by_place: list[np.ndarray] = [np.empty(0)] * READ.size
        self._capacity = np.zeros((self.areas, 4))
        self._projects: Levers | None = None
        self._budget_elasticity = values["budget.capacity_elasticity"]
        self.bundle_guide = guide_of(self.stock)
        self._local_bits = np.zeros(4, np.uint64)
        for bundle in np.flatnonzero(self.stock.local):
            self._local_bits[bundle >> 6] |= np.uint64(1) << np.uint64(bundle & 63)
        self.refresh()

    def refresh(self, rows: np.ndarray | None = None) -> None:
        """Write the offer anew, of the municipalities in ``rows`` or of all."""
        self.offer.fill(self.stock, self.local.bundle, self.municipalities.state.bundle, rows, LIVE)

    @property
    def family_offered(self) -> np.ndarray:
        """(M,) uint8: bit set of the families of which a municipality's residents find anything online."""
        return self.offer.families

    def read_levers(self, panel: np.ndarray) -> None:
        """Take this month's levers, (Z, K, L, 8); those that institutions read are spread over the places.

        Only levers that moved are spread anew, and arrays handed out before are never written again.
        """
        now = panel[:, 0, READ, 0]
        before, self._read = self._read, now
        if before is not None and np.array_equal(now, before):
            return
        moved = np.ones(READ.size, bool) if before is None else (now != before).any(axis=0)
        for k in np.flatnonzero(moved):
            self._by_place[k] = now[self.zone, k]
        known = self._levers if self._levers is not None else levers(len(self.places))
        self._levers = known._replace(**dict(zip(FIELDS_READ, self._by_place, strict=False)))
        # Desks keep their staff; what moves with the budget is who works on new services for citizens.
        factor = for_citizens(float(now[0, READ_BUDGET]), self._budget_elasticity)
        at_work = self._levers.staff if factor == 1.0 else self._levers.staff * factor
        self._projects = self._levers._replace(staff=at_work)
        if moved[CAPACITY_READS].any():
            self._capacity = desk_capacity(
                self.values,
                self._levers.staff * self.places.it_staff,
                self.places.population_2020,
                self.area,
                self.areas,
                self.weight,
                np.maximum(self._by_place[READ_OFFLINE], self._by_place[READ_FLOOR]),
                self._by_place[READ_CARD],
            )

    def live_through(self, earlier: Timeline, until: int) -> None:
        """What governments did before a run that starts at ``until``; nobody used anything yet."""
        own_zone, self.zone = self.zone, earlier.zone_of_municipality
        for t in range(until):
            self.read_levers(earlier.at(t))
            self.act(t, earlier.at(t))
        self.zone, self._read = own_zone, None
        self.backstage.systems.forget_money()
        state = self.municipalities.state
        for yen in (state.invested, state.subsidised, state.running, state.agreed, state.overrun):
            yen[:] = 0.0

    def act(self, t: int, panel: np.ndarray) -> None:
        """The act of government in month ``t``: put online, prune, decide, go live."""
        assert self._projects is not None
        row = panel[0, 0, :, 0]
        changed = False
        changed |= put_online(self.stock, float(row[ONLINE_SHARE])) > 0
        if back := self.keeping.bring_back(panel[:, :, LAUNCHED].max(axis=(0, 1))):
            self.log.append((t, "stock", f"{back} bundles come back, because their family is launched"))
            changed = True
        if lost := self.keeping.act(t, row):
            left = self.stock.share_online()
            self.log.append((t, "stock", f"{lost} bundles withdrawn; {left:.1%} of kinds left online"))
            changed = True
        for prefecture in self.relief.act(t, panel, self.zone, self._projects.coordination):
            name = self.places.prefecture_name[prefecture]
            self.log.append((t, "prefecture", f"{name} acts alone: no national instruction arrived"))
        self.backstage.act(t, panel[0, 0])
        more = self.municipalities.advance(t, self._projects, self.backstage.apart)
        self.agencies.advance()
        if changed:
            self.refresh()
        elif more:
            self.refresh(self.municipalities.changed)

    @property
    def local_bits(self) -> np.ndarray:
        """(4,) uint64: bit set of the bundles that municipalities offer themselves."""
        return self._local_bits

    def place_complexity(self) -> np.ndarray:
        """(1741, 8) difficulty that own systems and their age add to each family."""
        return self.municipalities.state.complexity

    def card_issue(self, t: int) -> np.ndarray:
        """(A,) int64 thresholds: share of open card applications that the area can settle this month."""
        cuts = np.empty(self.areas, np.int64)
        issue_cuts(self._capacity, self.applied, len(working_days(t)), cuts)
        return cuts

    def serve(self, t: int, panel: np.ndarray, arrivals: np.ndarray, area_use: np.ndarray) -> None:
        """Queues of the month; ``arrivals`` (A, 6) as in ``kernels.tables.Counts``."""
        hand = panel[:, 0, HAND, :].mean(axis=1)[self._zone_of_area]
        self.applied = arrivals[:, CARD + 2].copy()
        coming = arrivals[:, :4].copy()
        coming[:, COUNTER] += self.backstage.visits_for_code(panel[0, 0], arrivals[:, CARD + 1])
        second = before = None
        if self.relief.busy:
            # Town halls check the second form as well: it lies in the same back office as all the others.
            second, before = self.relief.filed_twice(area_use[:, RELIEF, 0]), self.queues.backlog
            coming[:, OFFICE] += second
        days, capacity = working_days(t), self._capacity
        together = None
        if panel[:, :, [OUTAGE, PLATFORM_OUTAGE]].any():
            down = self.down(panel)[self._zone_of_area]
            together = self._turned_away(panel, down, area_use[:, :, 1])
            capacity = capacity.copy()
            capacity[:, OFFICE] *= 1.0 - down.mean(axis=1)
        self.served = self.queues.month(
            days,
            coming,
            capacity,
            hand=hand,
            work=self.values.office_work_share,
            patience=(self.patience,) * 4,
            together=together,
            day=0 if together is None else self._day_after(t, days.size),
        )
        if second is not None and before is not None:
            town = Desks(before, self.served.backlog, capacity, hand, days, self.patience)
            self.relief.serve(t, area_use[:, RELIEF], second, town)
        self.backstage.observe(hand, self.served.completed)
        self.wait_gap = self.served.mean_wait[:, COUNTER] + self.backstage.wait_gap(hand)
        self.municipalities.observe(area_use[:, :, 0], area_use[:, :, 1])
        self.keeping.observe(t, area_use)

    def down(self, panel: np.ndarray) -> np.ndarray:
        """(Z, 8) share of the month in which an outage of service or platform closes a family."""
        own = panel[:, 0, OUTAGE].clip(0.0, 1.0)
        left = (panel[:, 0, HOURS].clip(0.0, 1.0) - own).clip(0.0)
        hosted = self.backstage.systems.hosted() * self._on_platform
        return np.asarray(own + left * panel[:, 0, PLATFORM_OUTAGE].clip(0.0, 1.0) * hosted)

    def _turned_away(self, panel: np.ndarray, down: np.ndarray, online: np.ndarray) -> np.ndarray:
        """(A, 4) int64: cases that came while the service was down, and come to the counter together.

        down : (A, 8) share of the month; online : (A, 8) cases filed in the hours that were left
        """
        open_hours = panel[:, 0, HOURS].clip(0.0, 1.0)[self._zone_of_area] - down
        lost = np.divide(online * down, open_hours, out=np.zeros(down.shape), where=open_hours > 0.0)
        together = np.zeros((self.areas, 4), np.int64)
        together[:, COUNTER] = np.floor(lost.sum(axis=1) + 0.5)
        return together

    def _day_after(self, t: int, days: int) -> int:
        """Working day of the month, from 0, on which those come whom an outage turned away."""
        word = draw(self.seed, self.replicate, INSTITUTION, t, PURPOSES["CRISIS"], OUTAGE_DAY, np.arange(1))
        return int((int(word[0]) * days) >> 32)

    def happened(self) -> dict[str, float]:
        """Numbers of Japan of a month in which something was cut or a crisis was on; empty in others."""
        return self.keeping.numbers | self.relief.numbers

    def numbers(self) -> dict[str, float]:
        """Numbers of Japan that institutions hand over to the record, by name."""
        return {"kinds_online": self.stock.share_online()} | ({} if self.relief.numbers else QUIET)

    def behind_the_counters(self) -> dict[str, float]:
        """Numbers of Japan that a summary keeps by fiscal year and at watched months, by name."""
        state = self.municipalities.state
        found = self.backstage.numbers(self.weight, float((state.standard == LIVE).mean()))
        agreed = float(state.agreed.sum())
        return found | ({"contract_overrun": float(state.overrun.sum()) / agreed} if agreed > 0.0 else {})

    def snapshot(self) -> Saved:
        """A copy of everything that changes."""
        return Saved(
            self.stock.snapshot(),
            self.municipalities.snapshot(),
            self.agencies.snapshot(),
            self.queues.snapshot(),
            self.backstage.snapshot(),
            self.applied.copy(),
            self.wait_gap.copy(),
            self.keeping.snapshot(),
            self.relief.snapshot(),
            len(self.log),
        )

    def restore(self, saved: Saved) -> None:
        """Back to a snapshot."""
        self.stock.restore(saved.stock)
        self.municipalities.restore(saved.municipalities)
        self.agencies.restore(saved.agencies)
        self.queues.restore(saved.queues)
        self.backstage.restore(saved.backstage)
        self.applied = saved.applied.copy()
        self.wait_gap = saved.wait_gap.copy()
        self.keeping.restore(saved.keeping)
        self.relief.restore(saved.relief)
        del self.log[saved.log :]
        self.refresh()


@njit(cache=True, nogil=True, _nrt=False)
def issue_cuts(capacity: np.ndarray, applied: np.ndarray, days: int, cuts: np.ndarray) -> None:
    """Share of open card applications that can be settled in ``days`` working days, as thresholds.

    capacity : (A, 4) float64 cases a day; applied : (A,) int64; cuts : (A,) int64, written
    """
    for a in range(cuts.size):
        share = min(capacity[a, CARD] * days / max(applied[a], 1), 1.0)
        cuts[a] = np.int64(min(np.floor(share * 4294967296.0), 4294967295.0))


def guide_of(stock: Stock) -> np.ndarray:
    """(8, 64) int64: by family and a draw's six highest bits, the first bundle that it can meet."""
    guide = np.zeros((8, 64), np.int64)
    lowest = np.arange(64, dtype=np.int64) << 26
    for family in range(8):
        first, last = int(stock.start[family]), int(stock.start[family + 1])
        ends = stock.cumulative[first:last].astype(np.int64)
        guide[family] = first + np.minimum(np.searchsorted(ends, lowest, side="right"), last - first - 1)
    return guide
