"""Firms in a run: what they weigh, what they file, and what the professions among them lend to citizens.

The register (``agents.firms``) says who they are; the kernel (``simulation.kernels.firms``) moves them.
Here levers and assumptions become the numbers of the month. Firms live in Japan as a whole: their levers
are read in the first zone, and their counts stand for Japan at every size of the population.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import BIRTH_BASE, FAMILIES, VACANT, Citizens
from agents.draws import FIRM, PERMANENT, PURPOSES, draw, fill_stream_keys
from agents.exact import exp, log
from agents.firms import PROCEDURES, SECTORS, SIZES, build
from agents.firms.names import LARGE, PROFESSIONAL
from policies.levers import POSITION
from simulation.budget import for_citizens, for_firms
from simulation.kernels.firms import (
    TRANSACTIONS,
    Terms,
    begun_before,
    file_month,
    share_of_offices,
    share_peers,
    weigh,
)
from simulation.kernels.month import ADULT
from simulation.recorder import Recorder
from simulation.scenario import Scenario

MANDATE = POSITION["firms.mandate"]
YEN = POSITION["firms.incentive_yen"]
DOCUMENTS = POSITION["firms.documents"]
INTERMEDIARY = POSITION["firms.intermediary_setup"]
FEE = POSITION["services.fee_advantage_yen"]
BUDGET = POSITION["budget.g2c_share"]
READ = np.array([MANDATE, YEN, DOCUMENTS, INTERMEDIARY, FEE, BUDGET])
THRESHOLD_RULE = 2.0
LENDERS = tuple(
    (procedure.family_number, j)
    for j, procedure in enumerate(PROCEDURES)
    if procedure.profession and procedure.family
)
"""Families whose cases a profession files, and the procedure in which it does so for firms."""
SHAPE = (len(PROCEDURES), len(SECTORS), len(SIZES), 4)
"""Shape of a month's counts."""
STREAMS = np.array([PURPOSES["FIRM_ADOPTS"], PURPOSES["FIRM_FAILS"]])


class Saved(NamedTuple):
    """What changes from month to month."""

    state: np.ndarray
    pull: np.ndarray
    year: np.ndarray
    lent: np.ndarray
    read: np.ndarray | None


def mean_literacy(citizens: Citizens, year: int) -> float:
    """Mean digital literacy of adults, 0-1."""
    adult = (citizens.birth != VACANT) & (citizens.birth <= year - ADULT - BIRTH_BASE)
    return float(citizens.field("literacy")[adult].sum(dtype=np.int64)) / (int(adult.sum()) * 15)


class Business:
    """The firms of one run.

    scenario : what is run
    citizens : whose mean literacy firms get where ``firms.alike`` makes them like citizens
    """

    def __init__(self, scenario: Scenario, citizens: Citizens) -> None:
        s = scenario
        self.values = s.firm_values()
        self.money = s.value("incentive.weight")
        self.attempt = s.value("attempt.intercept"), s.value("attempt.literacy")
        self.elasticity = s.institution("budget.capacity_elasticity")
        alike = None
        if self.values["alike.frequency_and_skill"] > 0.0:
            frequency = s.value("need.procedures_per_adult_year") / len(FAMILIES)
            alike = frequency, mean_literacy(citizens, 2001 + s.calendar.start // 12)
        self.firms = build(self.values, s.population.seed, alike)
        launch = np.array([int(self.values[f"{procedure.name}.launch"]) for procedure in PROCEDURES])
        pairs = self.firms.firm.size
        procedure_of_pair = np.repeat(self.firms.cell_procedure, np.diff(self.firms.cell_start))
        self.ready = np.maximum(launch[procedure_of_pair], self.firms.online_from[self.firms.firm])
        self.odds, self.fails = np.zeros(pairs), np.zeros(pairs, np.int64)
        self.state = np.zeros(pairs, np.uint8)
        self.pull = np.ones(self.firms.cell_procedure.size)
        self.counts = np.zeros(SHAPE, np.int64)
        self.year = np.zeros((12, 2), np.int64)
        self.lent = np.zeros(8)
        self._due = np.zeros(pairs, np.int32)
        self._offices = np.zeros(len(PROCEDURES))
        self._read: np.ndarray | None = None
        self.first = s.calendar.start
        months = np.arange(s.calendar.start, s.calendar.end + 1)
        self._keys = np.empty((months.size, 2, len(PROCEDURES), 4), np.uint32)
        third = FIRM + 256 * s.replicate
        fill_stream_keys(
            s.seed & 0xFFFFFFFF, s.seed >> 32, third, months, STREAMS, len(PROCEDURES), self._keys
        )
        self._luck = np.empty(pairs, np.uint32)
        for j in range(len(PROCEDURES)):
            rows = procedure_of_pair == j
            self._luck[rows] = draw(
                s.seed, s.replicate, FIRM, PERMANENT, PURPOSES["FIRM_ADOPTED"], j, self.firms.firm[rows]
            )

    def read_levers(self, panel: np.ndarray) -> None:
        """Take this month's levers, (Z, K, L, 8); chances are computed anew when one moved."""
        now = panel[0, 0, READ]
        before, self._read = self._read, now
        if before is not None and np.array_equal(now, before):
            return
        weigh(self.firms, self.terms(panel[0, 0]), LARGE, PROFESSIONAL, self.odds, self.fails)
        if before is None:
            with np.errstate(over="ignore"):
                begun_before(self.first, self.firms, self.ready, self.odds, self._luck, self.state)
            share_peers(self.firms, self.values["adoption.peers"], self.state, self.pull)
            share_of_offices(self.firms, PROFESSIONAL, self.state, self._offices)
            self._lend()

    def terms(self, lever: np.ndarray) -> Terms:
        """What speaks for a start under the levers (L, 8) of Japan."""
        v = self.values
        share = float(lever[BUDGET, 0])
        ease = for_firms(share, self.elasticity)
        part = v["proxies.citizens_part"]
        both = float(exp(part * log(for_citizens(share, self.elasticity)) + (1.0 - part) * log(ease)))
        by_threshold = v["adoption.rule"] == THRESHOLD_RULE
        own, profession, duty, hard, profession_hard = (np.zeros(len(PROCEDURES)) for _ in range(5))
        for j, procedure in enumerate(PROCEDURES):
            name, family = procedure.name, procedure.family_number
            kept = v["friction.days_per_document"] * float(lever[DOCUMENTS, 0])
            yen = float(lever[YEN, 0]) + (float(lever[FEE, family]) if family >= 0 else 0.0)
            paid = self.money * float(log(1.0 + max(yen, 0.0) / 1000.0))
            hard[j], own[j] = self._start(name, v[f"{name}.set_up_days"] + kept, ease, paid, by_threshold)
            duty[j] = v["adoption.mandate"] * float(lever[MANDATE, 0]) * v[f"{name}.mandated"]
            if procedure.profession:
                factor = float(lever[INTERMEDIARY, family]) if family >= 0 else 1.0
                days = v[f"{procedure.profession}.set_up_days"] * factor + kept
                eased = both if family >= 0 else ease
                profession_hard[j], profession[j] = self._start(name, days, eased, paid, by_threshold)
        return Terms(
            own,
            profession,
            duty,
            hard,
            profession_hard,
            v["adoption.frequency"],
            v["adoption.skill"],
            v["adoption.give_up"],
            *self.attempt,
            v["adoption.saving_days"] * v["adoption.horizon_years"] if by_threshold else 0.0,
        )

    def _start(
        self, name: str, days: float, ease: float, paid: float, by_threshold: bool
    ) -> tuple[float, float]:
        """Difficulty of a procedure, and what its start weighs: logits, or person-days under rule 2."""
        v = self.values
        hard = min(v[f"{name}.complexity"] / ease, 1.0)
        if by_threshold:
            return hard, days / ease
        friction = v["adoption.set_up"] * float(log(1.0 + days / ease)) + v["adoption.complexity"] * hard
        return hard, v["adoption.intercept"] + paid - friction

    def act(self, t: int, panel: np.ndarray) -> None:
        """Month ``t``: starts, failures, transactions; ``counts`` then holds Japan."""
        self.read_levers(panel)
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            file_month(
                t,
                self._keys[t - self.first],
                self.firms,
                self.ready,
                self.odds,
                self.fails,
                PROFESSIONAL,
                self.values["adoption.peers"],
                self.pull,
                self.state,
                self._due,
                self.counts,
                self.year[t % 12],
                self._offices,
            )
        self._lend()

    def lends(self, panel: np.ndarray) -> np.ndarray:
        """(8,) share of proxies by family that file online as the professions do, as of last month."""
        if self._read is None:
            self.read_levers(panel)
        return self.lent

    def uptake(self) -> float:
        """Share of the transactions of the last twelve months that were filed online; NaN before any."""
        all_of_them, online = self.year.sum(axis=0)
        return float(online / all_of_them) if all_of_them else float("nan")

    def connected(self, t: int) -> float:
        """Share of firms with an internet connection at month ``t``."""
        weight = self.firms.weight
        return float(weight[self.firms.online_from <= t].sum() / weight.sum())

    def hand_over(self, t: int, recorder: Recorder) -> None:
        """What the month leaves in the record."""
        recorder.firms(t, self.counts)
        if recorder.wants_stocks(t):
            recorder.numbers(t, {"uptake_g2b": self.uptake(), "firms_connected": self.connected(t)})

    def load_kernels(self, panel: np.ndarray) -> None:
        """Bring the compiled kernels into memory; nothing changes."""
        saved = self.snapshot()
        self.act(self.first, panel)
        self.restore(saved)

    def snapshot(self) -> Saved:
        """A copy of everything that changes."""
        read = None if self._read is None else self._read.copy()
        return Saved(self.state.copy(), self.pull.copy(), self.year.copy(), self.lent.copy(), read)

    def restore(self, saved: Saved) -> None:
        """Back to a snapshot; chances are computed anew at the next month."""
        self.state[:], self.pull[:], self.year[:], self.lent[:] = saved[:4]
        self._read = None if saved.read is None else np.full_like(saved.read, np.nan)

    def _lend(self) -> None:
        """Shares of professions that file online, by the citizens' family next to their procedure."""
        for family, j in LENDERS:
            self.lent[family] = self.values["proxies.feed_citizens"] * self._offices[j]


def online_share(counts: np.ndarray) -> np.ndarray:
    """Share of transactions filed online by procedure; NaN where there are none. counts : (J, S, Z, 4)."""
    cases = counts[..., TRANSACTIONS:].sum(axis=(1, 2)).astype(np.float64)
    return np.divide(cases[:, 1], cases[:, 0], out=np.full(len(cases), np.nan), where=cases[:, 0] > 0)
