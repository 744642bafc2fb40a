"""Tables: what a run counted, as rows that anybody can read.

One row of ``use`` is one month, one prefecture, one age band and one family of services. The tables come in
pieces of a year, so that a run of the whole country never stands in memory as rows. Columns and types
follow ``simulation.schema``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import AGE_BANDS, FAMILIES
from agents.firms.names import PROCEDURES, SECTORS, SIZES
from configs.months import fiscal_year, month_date
from policies.levers import LEVERS
from simulation.counts import EQUITY_DIMENSIONS, FAMILY_STOCKS, FLOWS, PERSON_STOCKS, Counts
from simulation.measures import MEASURES
from simulation.record import RunRecord
from simulation.schema import ATTITUDES, CARD_SOURCE, SUMMARY_TABLES, TABLES
from simulation.spending import spending
from simulation.waiting import QUEUES

if TYPE_CHECKING:
    import pyarrow as pa

MARCH = 3
SEXES = ("male", "female")
Piece = Mapping[str, Any]
"""Column -> array or list of one length; a single value stands for all rows."""


def table_names(record: RunRecord) -> tuple[str, ...]:
    """Names of the tables a run writes."""
    return tuple(TABLES) if record.record == "full" else SUMMARY_TABLES


def arrow_schema(name: str) -> pa.Schema:
    """Types of a table; text, not categories, so that every reader sees the same."""
    import pyarrow as pa

    kinds = {"date": pa.date32(), "text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
    return pa.schema([(column.name, kinds[column.kind]) for column in TABLES[name]])


def pieces(record: RunRecord, name: str) -> Iterator[pa.Table]:
    """The table in pieces; at least one, which may have no rows."""
    import pyarrow as pa

    schema = arrow_schema(name)
    empty = True
    for piece in _MAKERS[name](record):
        empty = False
        rows = max((len(v) for v in piece.values() if _is_long(v)), default=1)
        arrays = [
            pa.array(piece[f.name] if _is_long(piece[f.name]) else [piece[f.name]] * rows, f.type)
            for f in schema
        ]
        yield pa.Table.from_arrays(arrays, schema=schema)
    if empty:
        yield schema.empty_table()


def arrow_table(record: RunRecord, name: str) -> pa.Table:
    """The whole table in memory."""
    import pyarrow as pa

    return pa.concat_tables(list(pieces(record, name)))


def _is_long(value: Any) -> bool:
    return isinstance(value, np.ndarray | list)


def _cells(*axes: Sequence[Any]) -> list[np.ndarray]:
    """The label of every cell of a table with these axes, one flat array per axis."""
    grids = np.meshgrid(*[np.arange(len(axis)) for axis in axes], indexing="ij")
    return [np.array(axis, object)[grid.ravel()] for axis, grid in zip(axes, grids, strict=True)]


def _places(record: RunRecord, count: int) -> Sequence[int]:
    return range(1, 48) if count > 1 else (0,)


def _use(record: RunRecord) -> Iterator[Piece]:
    stock_of = {month: k for k, month in enumerate(record.stock_months)}
    before = record.first - 1
    for month, flows in zip(record.flow_months, record.flows, strict=True):
        k = stock_of.get(month)
        family = None if k is None else record.family_stocks[k].astype(np.int64)
        people = None if k is None else record.person_stocks[k][..., 0].sum(axis=2, dtype=np.int64)
        bands: Sequence[str] = AGE_BANDS
        if record.record == "summary":
            flows, bands = flows.sum(axis=1, dtype=np.int64)[:, None], ("all",)
            family = None if family is None else family.sum(axis=1)[:, None]
            people = None if people is None else people.sum(axis=1)[:, None]
        labels = _cells(_places(record, flows.shape[0]), bands, FAMILIES)
        piece: dict[str, Any] = {
            "month": month_date(month),
            "prefecture_code": labels[0],
            "age_band": labels[1],
            "service": labels[2],
            "months": month - before,
            "population": None if people is None else np.repeat(people.ravel(), len(FAMILIES)),
        }
        for i, name in enumerate(FAMILY_STOCKS):
            piece[name] = None if family is None else family[..., i].ravel()
        for i, name in enumerate(FLOWS):
            piece[name] = flows[..., i].ravel().astype(np.int64)
        before = month
        yield piece


def _of_persons(columns: Mapping[str, str]) -> Callable[[RunRecord], Iterator[Piece]]:
    """A table of stocks of persons: column -> stock."""

    def make(record: RunRecord) -> Iterator[Piece]:
        for month, stock in zip(record.stock_months, record.person_stocks, strict=True):
            counts = stock.astype(np.int64)
            bands: Sequence[str] = AGE_BANDS
            sexes: Sequence[str] = SEXES
            if record.record == "summary":
                counts, bands, sexes = counts.sum(axis=(1, 2))[:, None, None], ("all",), ("all",)
            labels = _cells(_places(record, counts.shape[0]), bands, sexes)
            piece: dict[str, Any] = {
                "month": month_date(month),
                "prefecture_code": labels[0],
                "sex": labels[2],
                "age_band": labels[1],
            }
            for column, source in columns.items():
                piece[column] = counts[..., PERSON_STOCKS.index(source)].ravel()
            yield piece

    return make


def _equity(record: RunRecord) -> Iterator[Piece]:
    names = [column.name for column in TABLES["equity"][4:]]
    for month, stock in record.equity.items():
        counts, bands = stock.astype(np.int64), AGE_BANDS
        if record.record == "summary":
            if month % 12 + 1 != MARCH:
                continue
            counts, bands = counts.sum(axis=0)[None], ("all",)
        labels = _cells(bands, EQUITY_DIMENSIONS, range(3))
        piece = {
            "month": month_date(month),
            "age_band": labels[0],
            "dimension": labels[1],
            "class": labels[2],
        }
        yield piece | {name: counts[..., i].ravel() for i, name in enumerate(names)}


def _measures(record: RunRecord) -> Iterator[Piece]:
    """All months; in a summary the ends of fiscal years and the last month."""
    for month, family, person in zip(
        record.stock_months, record.family_stocks, record.person_stocks, strict=True
    ):
        if record.record == "summary" and month not in record.flow_months:
            continue
        flows, covered = record.flows_until(month)
        counts = Counts(person.sum(axis=(0, 2), dtype=np.int64), family.sum(axis=0, dtype=np.int64), flows)
        known = [m for m in MEASURES.values() if m.source == "stocks" or covered]
        values = [float(measure(counts)) for measure in known]
        yield {
            "month": month_date(month),
            "measure": [measure.name for measure in known],
            "value": [None if value != value else value for value in values],
        }


def _institutions(record: RunRecord) -> Iterator[Piece]:
    places = record.population.places
    own = [column.name for column in TABLES["institutions"][3:]]
    for year, arrays in record.municipal.items():
        if set(arrays) != set(own):
            raise ValueError(
                f"the municipal record of {year} has the columns {sorted(arrays)}; described: {sorted(own)}"
            )
        shown = {
            name: values.astype(np.int64) if values.dtype == bool else values
            for name, values in arrays.items()
        }
        yield {
            "year": year,
            "municipality_code": [str(code) for code in places.code],
            "prefecture_code": np.asarray(places.prefecture, np.int64),
            **shown,
        }


def _levers(record: RunRecord) -> Iterator[Piece]:
    if record.timeline is None:
        return
    lowest, highest = record.timeline.panel.min(axis=(1, 2)), record.timeline.panel.max(axis=(1, 2))
    moved = np.ones(lowest.shape, bool)
    moved[1:] = (lowest[1:] != lowest[:-1]) | (highest[1:] != highest[:-1])
    moved[:, [not lever.family for lever in LEVERS.values()], 1:] = False
    names, national = list(LEVERS), [not lever.family for lever in LEVERS.values()]
    month, lever, family = np.nonzero(moved)
    yield {
        "month": [month_date(record.timeline.first + int(t)) for t in month],
        "lever": [names[k] for k in lever],
        "service": ["all" if national[k] else FAMILIES[f] for k, f in zip(lever, family, strict=True)],
        "lowest": lowest[moved],
        "highest": highest[moved],
    }


def _costs(record: RunRecord) -> Iterator[Piece]:
    sums: dict[tuple[int, str, str, str], list[float]] = {}
    for entry in spending(record):
        month = entry.month
        if record.record == "summary":
            march = (fiscal_year(month) - 2000) * 12 + 2
            month = min(march, record.last)
        ends = sums.setdefault((month, entry.policy, entry.payer, entry.kind), [0.0, 0.0])
        ends[0] += entry.low
        ends[1] += entry.high
    if sums:
        yield {
            "month": [month_date(key[0]) for key in sums],
            "policy": [key[1] for key in sums],
            "payer": [key[2] for key in sums],
            "kind": [key[3] for key in sums],
            "low": [ends[0] for ends in sums.values()],
            "high": [ends[1] for ends in sums.values()],
        }


def _events(record: RunRecord) -> Iterator[Piece]:
    log = (
        []
        if record.timeline is None
        else [e for e in record.timeline.log if record.first <= e.month <= record.last]
    )
    if log:
        yield {
            "month": [month_date(entry.month) for entry in log],
            "name": [entry.name for entry in log],
            "text": [entry.text for entry in log],
        }


def _queues(record: RunRecord) -> Iterator[Piece]:
    for month, quantities in record.queues:
        piece: dict[str, Any] = {"month": month_date(month), "queue": list(QUEUES)}
        for column in TABLES["queues"][2:]:
            values = quantities[column.name]
            whole = column.kind == "integer"
            piece[column.name] = values.astype(np.int64) if whole else [None if v != v else v for v in values]
        yield piece


def _firms(record: RunRecord) -> Iterator[Piece]:
    before = record.first - 1
    for month, counts in record.firms:
        sectors, sizes = (SECTORS, SIZES) if counts.shape[1] > 1 else (("all",), ("all",))
        there = counts[..., 0].ravel() > 0
        labels = _cells([procedure.name for procedure in PROCEDURES], sectors, sizes)
        piece: dict[str, Any] = {"month": month_date(month), "months": month - before}
        for name, label in zip(("procedure", "sector", "size"), labels, strict=True):
            piece[name] = label[there]
        for i, column in enumerate(TABLES["firms"][5:]):
            piece[column.name] = counts[..., i].ravel()[there].astype(np.int64)
        before = month
        yield piece


def _numbers(record: RunRecord) -> Iterator[Piece]:
    for month, found in record.numbers:
        if found:
            yield {"month": month_date(month), "name": list(found), "value": _known(found.values())}


def _known(values: Iterable[float]) -> list[float | None]:
    return [None if value != value else value for value in values]


def _same(table: str) -> dict[str, str]:
    return {column.name: column.name for column in TABLES[table][4:]}


_MAKERS: dict[str, Callable[[RunRecord], Iterator[Piece]]] = {
    "use": _use,
    "people": _of_persons(_same("people")),
    "card": _of_persons(CARD_SOURCE),
    "attitudes": _of_persons({name: name for name in ATTITUDES}),
    "equity": _equity,
    "measures": _measures,
    "institutions": _institutions,
    "levers": _levers,
    "costs": _costs,
    "events": _events,
    "queues": _queues,
    "firms": _firms,
    "numbers": _numbers,
}
