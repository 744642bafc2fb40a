"""Keeping: what government weighs when it decides which procedures stay online.

A ministry asked to cut costs looks down a list of procedures. Where use is measured, it sees who files
online; where citizens have a say, it hears what they need, online or not; and the more cost counts, the
sooner a dear procedure goes. Where nothing is measured, the list is in the order of a guess. What goes is
missed only later, by those who find it gone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.draws import INSTITUTION, PERMANENT, PURPOSES, draw
from agents.institutions.assumptions import Assumptions
from agents.institutions.chance import powers
from agents.institutions.municipalities import APRIL
from policies.levers import POSITION
from simulation.stock import ORDERS, Stock, measure, prune, prune_below

PRUNE_TO = POSITION["supply.prune_to"]
PRUNE_BELOW = POSITION["supply.prune_below"]
PRUNE_ORDER = POSITION["supply.prune_order"]
COST_WEIGHT = POSITION["government.cost_weight"]
PARTICIPATION = POSITION["government.participation"]
QUALITY = POSITION["measurement.quality"]

BLUR, GUESS, REVIEW = 2, 3, 1
"""Sub-draws: whether a bundle is measured and what is guessed where not (MEASURE); reviews (WITHDRAW)."""


class Aims(NamedTuple):
    """What government goes by, each 0 to 1: levers of the same names.

    cost : weight of cost against access; participation : weight of what citizens need against measured
    online use; quality : share of bundles whose use is measured at all
    """

    cost: float
    participation: float
    quality: float


class Seen(NamedTuple):
    """What government sees of every bundle, (B,) float64, cases in twelve months: online, needed."""

    online: np.ndarray
    needed: np.ndarray


def look(
    stock: Stock, online: np.ndarray, needed: np.ndarray, aims: Aims, noise: float, seed: int, replicate: int
) -> Seen:
    """Use as far as it is measured, and needs as citizens tell them.

    online, needed : (8,)   cases of twelve months by family, filed online and in all
    Both the error and the luck of being measured belong to the bundle, not to the date: disputed dates share
    their luck, and better measurement only ever adds bundles that are seen.
    """
    seen = measure(stock, online, noise, seed, replicate, PERMANENT)
    if aims.quality < 1.0:
        national = np.flatnonzero(~stock.local)
        blur, guess = (
            draw(seed, replicate, INSTITUTION, PERMANENT, PURPOSES["MEASURE"], k, national)
            for k in (BLUR, GUESS)
        )
        unknown = blur >= np.floor(aims.quality * 4294967296.0)
        # A guess is the use of some bundle or other: right on the whole, wrong about this one.
        ranks = (guess[unknown].astype(np.int64) * national.size) >> 32
        seen[national[unknown]] = np.sort(seen[national])[ranks]
    return Seen(seen, np.asarray(needed, np.float64)[stock.family] * stock.weight)


def worth(stock: Stock, seen: Seen, aims: Aims) -> np.ndarray:
    """What keeping a bundle is worth to government, (B,) float64: access ** (1 - c) / cost ** c.

    Access is a bundle's share of measured use and, with participation, of needs, among what is national and
    online. With no weight c on cost the order is that of use, with half the weight that of use for each yen,
    with all of it the dearest goes first.
    """
    kept = stock.online & ~stock.local
    access = (1.0 - aims.participation) * _shares(seen.online, kept)
    if aims.participation > 0.0:
        access = access + aims.participation * _shares(seen.needed, kept)
    gain, price = np.empty(len(stock)), np.empty(len(stock))
    powers(access, 1.0 - aims.cost, gain)
    powers(stock.cost, aims.cost, price)
    value: np.ndarray = gain / price
    return value


def asked_for(seen: Seen, aims: Aims) -> np.ndarray:
    """(B,) float64: cases a year that speak for a bundle, measured online use and needs mixed."""
    cases: np.ndarray = (1.0 - aims.participation) * seen.online + aims.participation * seen.needed
    return cases


def review(
    stock: Stock, cases: np.ndarray, upkeep: float, saving: float, chance: float, seed: int, replicate: int,
    month: int,
) -> int:  # fmt: skip
    """Withdraw, each with a chance, the national bundles that save less than they cost; returns how many.

    cases : (B,) float64   cases a year in Japan that speak for each; upkeep : yen a year for a kind;
    saving : yen a case. The luck of a month is the same whatever the chance.
    """
    losing = stock.online & ~stock.local & (cases * saving < stock.kinds * upkeep)
    rows = np.flatnonzero(losing)
    words = draw(seed, replicate, INSTITUTION, month, PURPOSES["WITHDRAW"], REVIEW, rows)
    lost = rows[words < np.floor(min(chance, 1.0) * 4294967296.0)]
    stock.online[lost] = False
    return int(lost.size)


class Keeping:
    """National procedures of one run: what is known of their use, and what goes offline.

    online_cases, needed_cases : (12, 8) int64   cases of the last twelve months by calendar month and family
    withdrawn : (B,) bool    went offline and did not come back
    launched : (8,) bool     families that could be filed online last month
    numbers : what the month hands over; empty where nothing was cut
    """

    def __init__(
        self, stock: Stock, values: Assumptions, weight: float, upkeep_yen_year: float, seed: int,
        replicate: int,
    ) -> None:  # fmt: skip
        """weight : persons for each simulated citizen; upkeep_yen_year : yen for a kind that is online."""
        self.stock, self.values = stock, values
        self.weight, self.upkeep = weight, upkeep_yen_year
        self.seed, self.replicate = seed, replicate
        self.online_cases = np.zeros((12, 8), np.int64)
        self.needed_cases = np.zeros((12, 8), np.int64)
        self.withdrawn = np.zeros(len(stock), bool)
        self.launched = np.zeros(8, bool)
        self.numbers: dict[str, float] = {}

    def bring_back(self, launched: np.ndarray) -> int:
        """Forms of a family that is launched anew come back if they were withdrawn; returns how many.

        launched : (8,) share of each family that can be filed online this month, the most anywhere
        Relief is the case: nobody could file it online before 2020, so it looked unused, and was cut.
        """
        now = launched > 0.0
        fresh = now & ~self.launched
        self.launched[:] = now
        if not (fresh.any() and self.withdrawn.any()):
            return 0
        back = self.withdrawn & fresh[self.stock.family]
        self.stock.online[back] = True
        self.withdrawn[back] = False
        return int(back.sum())

    def act(self, t: int, row: np.ndarray) -> int:
        """Cuts of the month, and the review of each April; returns how many bundles went offline.

        A review needs use in each of twelve months: nothing is judged by less than a year.
        row : (L,) levers of the nation
        """
        self.numbers = {}
        cut = row[PRUNE_TO] > 0.0 or row[PRUNE_BELOW] > 0.0
        reviewed = t % 12 == APRIL and bool(self.online_cases.any(axis=1).all())
        if not (cut or reviewed):
            return 0
        aims = Aims(float(row[COST_WEIGHT]), float(row[PARTICIPATION]), float(row[QUALITY]))
        before, online = self.stock.share_online(), self.stock.online.copy()
        lost = self._cut(t, row, aims) if cut else 0
        if reviewed:
            lost += review(
                self.stock, asked_for(self.seen(aims), aims) * self.weight, self.upkeep,
                self.values.cost_saving_per_case_yen, self.values.withdrawal_rate_year * aims.cost,
                self.seed, self.replicate, t,
            )  # fmt: skip
        if lost:
            self.withdrawn |= online & ~self.stock.online
            self.numbers["kinds_withdrawn"] = before - self.stock.share_online()
        return lost

    def observe(self, t: int, area_use: np.ndarray) -> None:
        """Take down the month's cases by service area and family: (A, 8, 2) needs, those filed online."""
        both = area_use.sum(axis=0)
        self.needed_cases[t % 12], self.online_cases[t % 12] = both[:, 0], both[:, 1]

    def _cut(self, t: int, row: np.ndarray, aims: Aims) -> int:
        """Prune by the levers; what a cut that knew everything would have spared is handed over."""
        online = self.stock.online.copy()
        lost = self._prune(t, row, aims, self.seen(aims))
        if lost and self.online_cases.any():
            after = self.stock.online.copy()
            truth = self._look(aims._replace(quality=1.0), noise=0.0)
            self.stock.online[:] = online
            self._prune(t, row, aims, truth)
            needless = truth.online[online & ~after].sum() - truth.online[online & ~self.stock.online].sum()
            self.stock.online[:] = after
            # Who knows and sees that the cut by a guess happens to cost less can still make that one.
            self.numbers["value_of_information"] = max(float(needless), 0.0) * self.weight
        return lost

    def _prune(self, t: int, row: np.ndarray, aims: Aims, seen: Seen) -> int:
        to, below = float(row[PRUNE_TO]), float(row[PRUNE_BELOW])
        if below > 0.0 and self.online_cases.any():
            return prune_below(self.stock, asked_for(seen, aims) * self.weight, below)
        if to > 0.0:
            order = ORDERS[round(float(row[PRUNE_ORDER]))]
            return prune(self.stock, worth(self.stock, seen, aims), to, order, self.seed, self.replicate, t)
        return 0

    def seen(self, aims: Aims) -> Seen:
        """Use and needs of every bundle as government sees them this month."""
        return self._look(aims, self.values.measurement_noise)

    def _look(self, aims: Aims, noise: float) -> Seen:
        online, needed = (self._known(cases) for cases in (self.online_cases, self.needed_cases))
        return look(self.stock, online, needed, aims, noise, self.seed, self.replicate)

    def _known(self, cases: np.ndarray) -> np.ndarray:
        """(8,) cases of twelve months by family; shares of needs where none are known yet."""
        year = cases.sum(axis=0).astype(np.float64)
        if year.any():
            return year
        return np.bincount(self.stock.family, weights=self.stock.use, minlength=8)

    def snapshot(self) -> tuple[np.ndarray, ...]:
        """A copy of what changes; the stock is copied by itself."""
        return tuple(array.copy() for array in self._changing)

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Go back to a snapshot."""
        for mine, theirs in zip(self._changing, saved, strict=True):
            mine[...] = theirs
        self.numbers = {}

    @property
    def _changing(self) -> tuple[np.ndarray, ...]:
        return self.online_cases, self.needed_cases, self.withdrawn, self.launched


def _shares(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    total = float(values[kept].sum())
    return np.asarray(values / total) if total > 0.0 else np.zeros(values.size)
