"""The recorder: takes down each month what is counted, and forgets what nobody asked for.

The engine hands over its tables and may clear them the next moment: the recorder keeps compact copies.
In a summary it keeps Japan by fiscal year, and prefectures only at watched months. Scenarios that are
alike until some month are recorded once: ``snapshot`` remembers how far the lists reach, ``restore`` cuts
them back, and the records of all arms share the arrays before the fork.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from agents.columns import VACANT
from configs.months import month_text
from simulation.measures import SHAPES
from simulation.record import PopulationLike, RunRecord, Watched
from simulation.waiting import waiting

__all__ = ["Recorder", "RunRecord", "Snapshot", "Watched", "compact"]

QUARTER_ENDS = (3, 6, 9, 12)
MARCH = 3


def compact(counts: np.ndarray) -> np.ndarray:
    """A read-only copy in the smallest unsigned integer type that holds the counts."""
    kind = np.min_scalar_type(int(counts.max())) if counts.size else np.dtype(np.uint8)
    kept = counts.astype(kind)
    kept.setflags(write=False)
    return kept


class Snapshot(NamedTuple):
    """How far each list reached, and the unfinished fiscal year of citizens and of firms."""

    lengths: tuple[int, ...]
    year: np.ndarray
    firms: np.ndarray


class Recorder:
    """Keeps what a run counts.

    scenario : what is run; may be replaced at a fork by assigning to ``scenario``
    record : ``full`` (each month, 47 prefectures) or ``summary`` (Japan, fiscal years, quarters)
    watch_months : months whose prefectures and bits per citizen are kept
    keeps_cells : whether the cells of citizens are kept beside their bits; may be assigned
    """

    def __init__(
        self,
        scenario: Any,
        population: PopulationLike,
        record: Literal["full", "summary"] = "full",
        watch_months: Iterable[int] = (),
    ) -> None:
        self.scenario = scenario
        self.population = population
        self.record = record
        self.watch_months = frozenset(watch_months)
        self.keeps_cells = False
        self._cases: list[tuple[int, np.ndarray]] = []
        self._flows: list[tuple[int, np.ndarray]] = []
        self._stocks: list[tuple[int, np.ndarray, np.ndarray]] = []
        self._prefectures: list[tuple[int, np.ndarray, np.ndarray]] = []
        self._equity: list[tuple[int, np.ndarray]] = []
        self._watched: list[tuple[int, Watched]] = []
        self._municipal: list[tuple[int, dict[str, np.ndarray]]] = []
        self._queues: list[tuple[int, dict[str, np.ndarray]]] = []
        self._numbers: list[tuple[int, dict[str, float]]] = []
        self._firms: list[tuple[int, np.ndarray]] = []
        self._work: list[tuple[int, np.ndarray]] = []
        self._year = np.zeros(SHAPES["flows"], np.int64)
        self._firm_year = np.zeros(0, np.int64)

    @property
    def _lists(self) -> tuple[list[Any], ...]:
        return (
            self._cases, self._flows, self._stocks, self._prefectures,
            self._equity, self._watched, self._municipal, self._queues, self._numbers,
            self._firms, self._work,
        )  # fmt: skip

    def wants_stocks(self, t: int) -> bool:
        """Whether stocks are to be counted at month ``t``."""
        return self.record == "full" or t % 12 + 1 in QUARTER_ENDS or t in self.watch_months

    def wants_bits(self, t: int) -> bool:
        """Whether one bit per citizen is to be handed over at month ``t``."""
        return t in self.watch_months

    def month(self, t: int, flows: np.ndarray, work: np.ndarray | None = None) -> None:
        """Cases of month ``t``: (P, 18, 8, len(FLOWS)) int64; work : (>= 8,) int64, ``simulation.work``."""
        if flows.shape[1:] != SHAPES["flows"]:
            raise ValueError(f"flows must have the shape (P, {SHAPES['flows']}), got {flows.shape}")
        nation = flows[0] if len(flows) == 1 else flows.sum(axis=0)
        self._cases.append((t, nation.sum(axis=0)))
        if work is not None:
            self._work.append((t, work.copy()))
        if self.record == "full":
            self._flows.append((t, compact(flows)))
            return
        self._year += nation
        if t % 12 + 1 == MARCH:
            self._close_year(t)

    def stocks(
        self, t: int, family_stock: np.ndarray, person_stock: np.ndarray, equity: np.ndarray | None = None
    ) -> None:
        """Stocks at the end of month ``t``: (47, 18, 8, .), (47, 18, 2, .) and (18, 3, 3, 5) int64."""
        if not self.wants_stocks(t):
            return
        if self.record == "full":
            self._stocks.append((t, compact(family_stock), compact(person_stock)))
        else:
            self._stocks.append(
                (t, compact(family_stock.sum(axis=0)[None]), compact(person_stock.sum(axis=0)[None]))
            )
            if t in self.watch_months:
                self._prefectures.append((t, compact(family_stock), compact(person_stock)))
        if equity is not None and t % 12 + 1 in QUARTER_ENDS:
            self._equity.append((t, compact(equity)))

    def watch(
        self,
        t: int,
        bits: Mapping[str, np.ndarray],
        generations: np.ndarray,
        cells: np.ndarray | None = None,
    ) -> None:
        """Packed bits of each watched measure, generations and cells at month ``t``; see ``Watched``."""
        turns = np.array(generations, np.uint8)
        vacant = np.packbits(turns == VACANT)
        kept = {name: np.array(packed, np.uint8) for name, packed in bits.items()}
        for name, packed in kept.items():
            if packed.shape != vacant.shape or (packed & vacant).any():
                raise ValueError(
                    f"bits of '{name}' do not fit the slots: a vacant one has a bit, or numbers differ"
                )
        self._watched.append((t, Watched(kept, turns, cells)))

    def municipal(self, year: int, arrays: Mapping[str, np.ndarray]) -> None:
        """What municipalities decided until the end of the fiscal ``year``: name -> (1741,)."""
        self._municipal.append((year, {name: np.array(values) for name, values in arrays.items()}))

    def queues(self, t: int, served: Mapping[str, Any]) -> None:
        """What the queues settled in month ``t``, the arrays of ``queues.Served``."""
        self._queues.append((t, waiting(served)))

    def numbers(self, t: int, found: Mapping[str, float]) -> None:
        """Numbers of Japan in month ``t`` that no other table holds, by name; every mechanism may hand some.

        A measure of the same name reads them (``simulation.measured``). May be called several times a month.
        """
        self._numbers.append((t, {name: float(value) for name, value in found.items()}))

    def firms(self, t: int, counts: np.ndarray) -> None:
        """Firms and transactions of month ``t``, (J, S, Z, 4) int64; a summary keeps procedures only."""
        if self.record == "full":
            self._firms.append((t, compact(counts)))
            return
        month = counts.sum(axis=(1, 2))[:, None, None]
        if self._firm_year.size:
            month[..., 2:] += self._firm_year[..., 2:]
        self._firm_year = month
        if t % 12 + 1 == MARCH:
            self._close_firm_year(t)

    def snapshot(self) -> Snapshot:
        """Where the record stands, for a later ``restore``."""
        lengths = tuple(len(entries) for entries in self._lists)
        return Snapshot(lengths, self._year.copy(), self._firm_year.copy())

    def restore(self, snapshot: Snapshot) -> None:
        """Forget everything recorded since the snapshot."""
        for entries, length in zip(self._lists, snapshot.lengths, strict=True):
            del entries[length:]
        self._year, self._firm_year = snapshot.year.copy(), snapshot.firms.copy()

    def contents(self) -> tuple[tuple[list[Any], ...], Snapshot]:
        """Everything recorded so far, for a recorder that goes on in another process."""
        return self._lists, self.snapshot()

    def take_up(self, lists: tuple[list[Any], ...], snapshot: Snapshot) -> None:
        """Go on from the ``contents`` of another recorder."""
        for mine, theirs in zip(self._lists, lists, strict=True):
            mine[:] = theirs
        self.restore(snapshot)

    def finish(
        self, seconds: float, peak_memory_bytes: int, timeline: Any = None, digest: str = ""
    ) -> RunRecord:
        """The record of the run; the recorder can go on from an earlier snapshot afterwards."""
        if not self._cases:
            raise ValueError("nothing was recorded: no month was simulated")
        last = self._cases[-1][0]
        flows = list(self._flows)
        if self.record == "summary" and (not flows or flows[-1][0] != last):
            flows.append((last, compact(self._year[None])))
        firms = list(self._firms)
        if self._firm_year.size:
            firms.append((last, compact(self._firm_year)))
        first = self._cases[0][0]
        if [t for t, _ in self._cases] != list(range(first, last + 1)):
            raise ValueError(f"months are missing between {month_text(first)} and {month_text(last)}")
        return RunRecord(
            scenario=self.scenario,
            record=self.record,
            population=self.population,
            first=first,
            last=last,
            flow_months=tuple(t for t, _ in flows),
            flows=tuple(counts for _, counts in flows),
            stock_months=tuple(t for t, _, _ in self._stocks),
            family_stocks=tuple(family for _, family, _ in self._stocks),
            person_stocks=tuple(person for _, _, person in self._stocks),
            by_prefecture={t: (family, person) for t, family, person in self._prefectures},
            equity=dict(self._equity),
            cases=np.array([cases for _, cases in self._cases], np.int64),
            watched=dict(self._watched),
            municipal=dict(self._municipal),
            queues=tuple(self._queues),
            numbers=tuple(self._numbers),
            firms=tuple(firms),
            work=np.array([counts for _, counts in self._work] or np.zeros((0, 8)), np.int64),
            timeline=timeline,
            seconds=seconds,
            peak_memory_bytes=peak_memory_bytes,
            digest=digest,
        )

    def _close_year(self, t: int) -> None:
        self._flows.append((t, compact(self._year[None])))
        self._year = np.zeros_like(self._year)

    def _close_firm_year(self, t: int) -> None:
        self._firms.append((t, compact(self._firm_year)))
        self._firm_year = np.zeros(0, np.int64)
