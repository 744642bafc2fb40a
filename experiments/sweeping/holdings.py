"""Holdings: what a store has, said to a person or, with ``json=true``, to a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.failure import computing
from experiments.store.store import Store
from experiments.store.table import counted, rows_of, write_table
from experiments.store.tidy import tidy
from experiments.tables import print_table

ROWS = 30
"""Rows that are shown on a screen."""
MEASURES = ("own_use", "assisted_use", "proxy_use", "possession")
"""Measures in the table on the screen; a file has all."""


def say_status(store: Store, keys: Sequence[str] | None, as_json: bool) -> int:
    """Counts of runs by status, and the failures.

    keys : only of these runs
    """
    found = rows_of(store, keys)
    rows = found.select(["key", "status", "message"]).to_pylist()
    answer: dict[str, Any] = {"store": str(store.layout.root), "runs": len(rows)}
    answer |= counted(row["status"] for row in rows)
    if keys is not None:
        answer |= {"runs": len(keys), "missing": len(keys) - len(rows)}
    answer["failures"] = [
        {"key": row["key"], "message": row["message"]} for row in rows if row["status"] == "failed"
    ]
    answer["damaged_lines"] = store.damaged
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    names = [name for name in ("done", "failed", "running", "stale", "missing") if name in answer]
    print(f"{answer['runs']} runs: " + ", ".join(f"{answer[name]} {name}" for name in names))
    for failure in answer["failures"][:ROWS]:
        print(f"  {failure['key']}  {failure['message']}")
    if answer["stale"]:
        print("Stale runs were made by other code or data; repeating their sweep makes them anew.")
    if store.damaged:
        print(f"{store.damaged} lines of the journal are damaged and were passed over.", file=sys.stderr)
    return 0


def say_table(store: Store, keys: Sequence[str] | None, target: Path | None, as_json: bool) -> int:
    """The table: into a file, as a list of objects, or its first rows on the screen.

    keys : only of these runs, in this order
    """
    found = rows_of(store, keys)
    if target is not None:
        with computing():
            write_table(found, target)
        answer = {"store": str(store.layout.root), "table": str(target), "rows": found.num_rows}
        print(json.dumps(answer) if as_json else f"{found.num_rows} rows: {target}")
        return 0
    if as_json:
        print(json.dumps(found.to_pylist(), ensure_ascii=False))
        return 0
    changed = [name for name in found.column_names if "." in name or name == "remove"]
    columns = ("status", "scenario", *changed, "population", "seed", "replicate", *MEASURES)
    shown = [name for name in columns if name in found.column_names]
    print_table(found.slice(0, ROWS).to_pylist(), shown)
    if found.num_rows > ROWS:
        print(f"and {found.num_rows - ROWS} more rows; table=FILE.csv has all of them and every measure")
    return 0


def say_tidied(store: Store, stale: bool, failed: bool, dry: bool, as_json: bool) -> int:
    """Removes what is not needed, see ``experiments.store.tidy``, and says how much that was."""
    with computing():
        found = tidy(store, stale, failed, dry)
    if as_json:
        print(json.dumps({"store": str(store.layout.root), "dry": dry, **found}))
        return 0
    gone = f"{found['runs_removed']} runs and {found['files_removed']} files ({found['bytes'] / 1e6:.1f} MB)"
    print(f"{gone} {'would go' if dry else 'removed'}; {found['runs_kept']} runs stay")
    return 0
