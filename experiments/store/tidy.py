"""Garbage collection: what no run needs is removed, and many small pieces become a few large ones.

Drafts of killed sweeps, files of dead ones, configurations and run folders that no run refers to, and what
was remembered of other code. Runs themselves go only when that is asked for: those made by other code, or
failed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from experiments.store.code import sources_digest
from experiments.store.journal import SEGMENT
from experiments.store.layout import PART, Layout
from experiments.store.lines import written
from experiments.store.owners import bury
from experiments.store.shards import RUNS, SERIES
from experiments.store.store import Store


def tidy(store: Store, stale: bool, failed: bool, dry: bool) -> dict[str, int]:
    """Removes what is not needed; with ``dry`` only says what would be.

    stale, failed : also runs made by other code or data, or that failed
    Returns how many runs, files and bytes go, and how many runs stay. Raises ScenarioError while a sweep is
    running.
    """
    assert store.owner is not None
    with store.alone():
        bury(store.layout.owners)
        if any(path.name != store.owner.name for path in store.layout.owners.iterdir()):
            raise ScenarioError("gc: a sweep is running in this store; wait until it has ended, or stop it")
        runs, torn = _last_lines(store)
        gone = {key for key, row in runs.items() if _goes(store, row, stale, failed)}
        kept = {key: row for key, row in runs.items() if key not in gone}
        files = [*_drafts(store.layout), *_unneeded(store, kept)]
        size = sum(_bytes(path) for path in files)
        numbers = store.journal.segments()
        if not dry:
            # The journal first: killed in between, files are left over, and never a run without its files.
            if gone or torn or len(numbers) > 1:
                _rewrite(store, kept, numbers)
            for path in files:
                _remove(path)
    return {"runs_removed": len(gone), "runs_kept": len(kept), "files_removed": len(files), "bytes": size}


def _last_lines(store: Store) -> tuple[dict[str, dict[str, Any]], int]:
    """Key -> the line that counts; and how many lines there are besides."""
    found: dict[str, dict[str, Any]] = {}
    besides = 0
    for segment in store.journal.segments():
        for line in store.journal.lines(segment):
            entry = line.entry
            if entry is None or entry["line"] != "run":
                besides += entry is None or entry["line"] == "claim"
                continue
            other = found.get(entry["key"])
            besides += other is not None
            if other is None or other["status"] != "done":
                found[entry["key"]] = entry
    return found, besides


def _goes(store: Store, row: Mapping[str, Any], stale: bool, failed: bool) -> bool:
    if failed and row["status"] == "failed":
        return True
    fresh = store.code.of_list(row["mechanisms"]) == row["code"] and row["data"] == store.code.data
    return stale and not fresh


def _drafts(layout: Layout) -> Iterator[Path]:
    """What killed processes left half-written."""
    # Only drafts of the store's own, in its own folders: somebody may keep other files beside them.
    for folder in (layout.root, layout.journal, layout.shards, layout.configs, layout.memory):
        yield from (path for path in folder.glob(f".*-*{PART}") if path.is_file())
    yield from (layout.memory / "mechanisms").glob(f".*-*{PART}")
    if layout.folders.is_dir():
        yield from layout.folders.glob(".*")


def _unneeded(store: Store, kept: Mapping[str, Mapping[str, Any]]) -> Iterator[Path]:
    """Configurations, run folders and memories that no kept run refers to."""
    layout = store.layout
    configs = {row["config"] for row in kept.values()}
    lists = {row["mechanisms"] for row in kept.values()}
    yield from (p for p in layout.configs.glob("*.json.gz") if p.name.partition(".")[0] not in configs)
    yield from (p for p in layout.folders.glob("[!.]*") if p.name not in kept)
    yield from (p for p in (layout.memory / "mechanisms").glob("*.json") if p.stem not in lists)
    now = f"points-{sources_digest()}.jsonl"
    yield from (p for p in layout.memory.glob("points-*.jsonl") if p.name != now)
    yield from layout.memory.glob("code-*.json")


def _rewrite(store: Store, kept: Mapping[str, Mapping[str, Any]], old: list[int]) -> None:
    """New segments with the kept runs, then the old ones go: killed between, runs stand twice, count once."""
    journal, number, size = store.journal, old[-1] + 1, SEGMENT
    batches = list[list[Mapping[str, Any]]]()
    for row in kept.values():
        if size >= SEGMENT:
            batches.append([])
            size = 0
        batches[-1].append(row)
        size += len(written(row))
    for k, batch in enumerate(batches or [[]]):
        journal.begin(number + k, batch)
        store.shards.make(number + k)
    for segment in old:
        for table in (RUNS, SERIES):
            store.shards.file(table, segment).unlink(missing_ok=True)
        journal.file(segment).unlink()


def _bytes(path: Path) -> int:
    if path.is_dir():
        return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())
    return path.stat().st_size


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
