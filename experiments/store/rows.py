"""Rows: what a store knows of a run, column by column.

A row has what was asked for, how it ended, the measures of the last month, and, under names that are set
apart, where and when it was computed. Two stores that were asked the same agree in all other columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from configs.months import month_date

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS: dict[str, tuple[str, str]] = {
    "key": ("text", "run key: request, code in use and data; equal keys mean equal results"),
    "status": (
        "text",
        "done, failed, running, or stale: made by other code or data than the present",
    ),
    "message": ("text", "why the run failed"),
    "scenario": ("text", "name under which it was first asked for"),
    "population": ("text", "name of the population"),
    "citizens": ("integer", "simulated in October 2020"),
    "population_seed": ("integer", "seed of what comes from the tables"),
    "seed": ("integer", "of the luck"),
    "replicate": ("integer", "number of the replicate"),
    "first": ("text", "first simulated month"),
    "last": ("text", "last simulated month"),
    "record": ("text", "summary or full; a full run has a run folder in folders/"),
    "changes": ("text", "what was changed, a JSON object: full name and value as they were typed"),
    "weight": ("number", "residents for each simulated citizen"),
    "month": ("text", "month of the measures"),
    "digest": ("text", "fingerprint of all citizens after the last month"),
    "config": ("text", "digest of the resolved configuration without luck: configs/<config>.json.gz"),
    "request": ("text", "digest of configuration and luck, whatever the code"),
    "mechanisms": ("text", "digest of the list of optional mechanism files in use: memory/mechanisms/"),
    "code": ("text", "fingerprint of the code in use"),
    "data": ("text", "fingerprint of the bundled tables"),
    "transient": ("integer", "1 where the machine failed, not the model: it is tried again"),
    "made_at": ("text", "time at which it ended, UTC"),
    "seconds": ("number", "of the months, on one processor"),
    "peak_memory_bytes": ("integer", "largest memory of the process until then"),
    "host": ("text", "machine"),
    "python": ("text", "version of Python"),
    "version": ("text", "version of Denshi"),
}
"""Columns of every row but the measures and the changed names: type and meaning."""

PROVENANCE = ("made_at", "seconds", "peak_memory_bytes", "host", "python", "version")
"""Columns that may differ between two stores that were asked the same."""

_KINDS = {"text": "string", "integer": "int64", "number": "float64"}


def arrow_rows(rows: Sequence[Mapping[str, Any]], positions: Sequence[int]) -> pa.Table:
    """Lines of finished runs as a table: the columns above, ``position``, and one for each measure.

    positions : where each line ends in its segment, so that the later of two can be told
    """
    import pyarrow as pa

    columns: dict[str, Any] = {
        name: pa.array([row.get(name) for row in rows], pa.type_for_alias(_KINDS[kind]))
        for name, (kind, _) in COLUMNS.items()
    }
    columns["position"] = pa.array(positions, pa.int64())
    measures = dict.fromkeys(name for row in rows for name in row.get("measures") or {})
    for name in measures:
        values = [(row.get("measures") or {}).get(name) for row in rows]
        columns[name] = pa.array(values, pa.float64())
    return pa.table(columns)


def arrow_series(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Series of finished runs in long form: key, month, measure, value."""
    import pyarrow as pa

    keys, months, names, values = list[str](), list[Any](), list[str](), list[float | None]()
    for row in rows:
        series = row.get("series") or {}
        dates = [month_date(month) for month in series.get("months", ())]
        for name, found in series.get("values", {}).items():
            keys += [row["key"]] * len(dates)
            names += [name] * len(dates)
            months += dates
            values += found
    return pa.table(
        {
            "key": pa.array(keys, pa.string()),
            "month": pa.array(months, pa.date32()),
            "measure": pa.array(names, pa.string()),
            "value": pa.array(values, pa.float64()),
        }
    )
