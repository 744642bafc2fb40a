"""The table of a store: one row for each run that was begun, whatever came of it.

Rows come from the shards and, as far as those do not reach, from the journal; DuckDB puts them together. A
run made by other code or data than the present is called stale, one that a living sweep is at running.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configs.errors import ScenarioError
from experiments.store.layout import PART
from experiments.store.rows import COLUMNS, PROVENANCE, arrow_rows
from experiments.store.shards import RUNS
from experiments.store.store import Store

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FORMATS = {".parquet": "PARQUET", ".csv": "CSV, HEADER", ".json": "JSON, ARRAY"}
"""Endings of a table's file and what DuckDB calls them."""

LATEST = """
CREATE TABLE latest AS
SELECT * EXCLUDE (position, segment) FROM lines
QUALIFY row_number() OVER (PARTITION BY key ORDER BY (status = 'done') DESC, segment DESC, position DESC) = 1
"""
"""The line that counts where a run was tried again: the one that is done, else the last."""

ROWS = """
SELECT latest.* REPLACE (CASE WHEN fresh.code IS NULL AND latest.status <> 'running' THEN 'stale'
                         ELSE latest.status END AS status)
FROM latest LEFT JOIN fresh USING (mechanisms, code, data)
{only}
ORDER BY {order}
"""
BY_WHAT_WAS_ASKED = (
    "scenario, population, first, last, record, changes, seed, population_seed, replicate, key"
)


def rows_of(store: Store, keys: Sequence[str] | None = None) -> pa.Table:
    """The table; what was changed stands in columns of its own, measures after it, provenance last.

    keys : only these runs, in this order; all, ordered by what was asked, when None
    """
    import duckdb
    import pyarrow as pa

    store.catch_up()
    with duckdb.connect() as db:
        db.register("lines", _lines(store))
        db.execute(LATEST)
        db.register("fresh", _fresh(store, db))
        only, order = "", BY_WHAT_WAS_ASKED
        if keys is not None:
            wanted = list(dict.fromkeys(keys))
            db.register("wanted", pa.table({"key": wanted, "place": list(range(len(wanted)))}))
            only, order = "JOIN wanted USING (key)", "wanted.place"
        found: pa.Table = db.sql(ROWS.format(only=only, order=order)).to_arrow_table()
    return _arranged(found)


def _lines(store: Store) -> pa.Table:
    """Every line about a run: finished ones of all segments, and those that are running."""
    import pyarrow as pa

    parts = list[pa.Table]()
    for segment in store.journal.segments():
        shard = store.shards.read(RUNS, segment)
        table, until = shard if shard is not None else (None, 0)
        rows, positions, _ = store.shards.lines(segment, until)
        found = ([] if table is None else [table.replace_schema_metadata(None)]) + [
            arrow_rows(rows, positions)
        ]
        parts += [
            part.append_column("segment", pa.array([segment] * len(part), pa.int64())) for part in found
        ]
    running = [{**claim, "status": "running"} for claim in store.running().values()]
    begun = arrow_rows(running, [0] * len(running))
    parts.append(begun.append_column("segment", pa.array([0] * len(begun), pa.int64())))
    return pa.concat_tables(parts, promote_options="default")


def requests_of(store: Store) -> set[str]:
    """Digests of everything that was asked for and finished, by whatever code."""
    found = set[str]()
    for segment in store.journal.segments():
        shard = store.shards.read(RUNS, segment, ["request"])
        table, until = shard if shard is not None else (None, 0)
        found.update([] if table is None else table["request"].to_pylist())
        found.update(row["request"] for row in store.shards.lines(segment, until)[0])
    return found


def _fresh(store: Store, db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Lists of mechanisms with the code and data of today."""
    import pyarrow as pa

    lists = [name for (name,) in db.sql("SELECT DISTINCT mechanisms FROM latest").fetchall() if name]
    codes = {name: code for name in lists if (code := store.code.of_list(name)) is not None}
    text = pa.string()
    return pa.table(
        {
            "mechanisms": pa.array(list(codes), text),
            "code": pa.array(list(codes.values()), text),
            "data": pa.array([store.code.data] * len(codes), text),
        }
    )


def _arranged(found: pa.Table) -> pa.Table:
    """Columns in their order, with one for each changed name."""
    import pyarrow as pa

    own = [name for name in COLUMNS if name not in PROVENANCE]
    measures = [name for name in found.column_names if name not in COLUMNS and name != "place"]
    texts = found["changes"].to_pylist()
    read = {text: json.loads(text or "{}") for text in dict.fromkeys(texts)}
    columns: dict[str, Any] = {name: found[name] for name in own}
    for name in dict.fromkeys(name for changes in read.values() for name in changes):
        columns[name] = pa.array(_plain([read[text].get(name) for text in texts]))
    columns |= {name: found[name] for name in (*measures, *PROVENANCE)}
    return pa.table(columns)


def _plain(values: Sequence[Any]) -> list[Any]:
    """Numbers as numbers where all are, else everything as text."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return list(values)
    return [
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in values
    ]


def check_file(file: str) -> Path:
    """Where a table is to be written. Raises ScenarioError for another ending and an impossible place."""
    path = Path(file).expanduser().absolute()
    if path.suffix not in FORMATS:
        raise ScenarioError(f"table: '{file}' must end in {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise ScenarioError(f"table: no folder '{Path(file).parent}'; make it or choose another")
    if not os.access(path.parent, os.W_OK):
        raise ScenarioError(f"table: cannot write to '{file}'; choose another folder")
    return path


def write_table(table: pa.Table, path: Path) -> None:
    """Writes the table as its ending says, in one step; a file that is there is replaced. Raises OSError."""
    import duckdb

    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", suffix=PART, dir=path.parent)
    os.close(handle)
    try:
        with duckdb.connect() as db:
            db.register("found", table)
            db.execute(
                f"COPY found TO '{draft.replace(chr(39), chr(39) * 2)}' (FORMAT {FORMATS[path.suffix]})"
            )
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except duckdb.Error as error:
        raise OSError(f"{path}: {str(error).splitlines()[0]}") from None
    finally:
        Path(draft).unlink(missing_ok=True)


def counted(statuses: Iterable[str]) -> dict[str, int]:
    """How many runs there are of each status."""
    found = list(statuses)
    return {name: found.count(name) for name in ("done", "failed", "running", "stale")}
