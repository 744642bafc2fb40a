"""``denshi sweep``: many configurations, each run once and for all; and what a store holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from configs.overrides import read_value
from experiments.failure import computing
from experiments.options import Options
from experiments.store.code import Code
from experiments.store.layout import check_writable
from experiments.store.store import Store, open_store, read_store
from simulation.parallel import processors

STORE = "runs/sweeps"
"""Folder below the working directory for sweeps that were given no store."""
ACTIONS = ("status", "table", "gc")
HYDRA = ("-m", "--multirun")
"""Flags by which Hydra is told to sweep; here they say what goes without saying."""
INSTEAD = {
    "out": "runs are kept in store=DIR",
    "name": "runs are named by what they change",
    "fast": "write population=jp_10k",
}
"""Options of other verbs that a sweep has no use for."""


@dataclass(frozen=True)
class Request:
    """What was typed.

    action : run, or one of ``ACTIONS``; changes : the words that make points, none where all runs are meant
    """

    action: str
    place: str
    as_json: bool
    table: str | None
    target: Path | None
    replicates: int | None
    retry: bool
    executor: str
    workers: int
    threads: int
    settings: dict[str, Any]
    series: bool | None
    stale: bool
    failed: bool
    dry: bool
    changes: tuple[str, ...]
    config_dir: str | None

    @property
    def names_points(self) -> bool:
        """Whether it says which points are meant."""
        return bool(self.changes) or self.replicates is not None

    @property
    def words(self) -> list[str]:
        """The words that make points; a sweep keeps summaries unless it is told otherwise."""
        recorded = any(word.startswith("record=") for word in self.changes)
        return [*self.changes, *([] if recorded else ["record=summary"])]


def run(options: list[str], config_dir: str | None) -> int:
    """Runs a sweep, or says what a store holds. Returns 0, or 1 where a run failed; or ScenarioError."""
    request = _read(Options([word for word in options if word not in HYDRA]), config_dir)
    if request.action == "run":
        return _sweep(request)
    from experiments.sweeping.holdings import say_status, say_table, say_tidied

    if request.action == "gc":
        read_store(request.place)
        store = open_store(request.place)
        try:
            return say_tidied(store, request.stale, request.failed, request.dry, request.as_json)
        finally:
            store.close()
    store = read_store(request.place)
    keys = _keys(request, store)
    if request.action == "status":
        return say_status(store, keys, request.as_json)
    return say_table(store, keys, request.target, request.as_json)


def _read(words: Options, config_dir: str | None) -> Request:
    """What was typed, checked as far as it needs no scenario. Raises ScenarioError."""
    from experiments.store.table import check_file

    for name, instead in INSTEAD.items():
        if words.text(name) is not None:
            raise ScenarioError(f"{name}: {instead}; leave it out")
    action, table, threads = _action(words), words.text("table"), words.count("threads") or 1
    executor, series = words.text("executor") or "pool", words.text("series")
    if series not in (None, "true", "false"):
        raise ScenarioError(f"series: is true or false, got '{series}'")
    request = Request(
        action=action or "run",
        place=words.text("store") or STORE,
        as_json=words.flag("json"),
        table=table,
        target=None if table is None else check_file(table),
        replicates=words.count("replicates"),
        retry=words.flag("retry"),
        executor=executor,
        workers=words.count("workers") or max(1, processors() // threads),
        threads=threads,
        settings=_settings(words, executor),
        series=None if series is None else series == "true",
        stale=words.flag("stale"),
        failed=words.flag("failed"),
        dry=words.flag("dry"),
        changes=tuple(words.changes),
        config_dir=config_dir,
    )
    if (request.stale or request.failed or request.dry) and action != "gc":
        raise ScenarioError("stale, failed, dry: belong to denshi sweep gc; leave them out")
    if action == "gc" and request.names_points:
        raise ScenarioError("denshi sweep gc: looks at all runs; leave out what would name some of them")
    if action is None and not request.names_points:
        if table is None:
            raise ScenarioError(
                "denshi sweep: say what to vary, as in denshi sweep beta.trust=0.4,0.8 replicates=4"
            )
        return Request(**{**request.__dict__, "action": "table"})
    return request


def _action(words: Options) -> str | None:
    """What to do instead of running; ``status=true`` is ``status``."""
    names = [*words.names, *(["status"] if words.flag("status") else [])]
    if not names:
        return None
    wrong = [name for name in names if name not in ACTIONS] or names[1:]
    if wrong:
        raise ScenarioError(
            f"denshi sweep: '{wrong[0]}' has no '='; write scenario={wrong[0]}, or {', '.join(ACTIONS)}"
        )
    return names[0]


def _settings(words: Options, executor: str) -> dict[str, Any]:
    """What ``ray={...}`` or ``slurm={...}`` hands on to the executor of that name."""
    found: dict[str, Any] = {}
    for name in ("ray", "slurm"):
        raw = words.text(name)
        value = {} if raw is None else read_value(name, raw)
        if not isinstance(value, dict):
            raise ScenarioError(f"{name}: is a mapping, as in {name}={{partition: long}}, got {raw}")
        if raw is not None and name != executor:
            raise ScenarioError(f"{name}: is for executor={name}; leave it out")
        found |= value
    return found


def _sweep(request: Request) -> int:
    from experiments.sweeping.executors import executor_named
    from experiments.sweeping.sweep import carry_out, prepare, said
    from experiments.sweeping.work import Work

    if request.threads > processors():
        from experiments.output import note_threads

        note_threads(request.threads, processors())
    executor = executor_named(request.executor, request.workers, request.settings)
    layout = check_writable(request.place)
    with computing():
        code = Code(layout.memory)
        sweep = prepare(request.words, request.replicates, layout, code, request.config_dir)
    store = open_store(request.place, request.series)
    try:
        work = Work(store.layout.configs, store.layout.folders, store.series, request.threads)
        answer = carry_out(sweep, store, executor, work, request.retry, request.as_json)
        if request.target is not None:
            from experiments.store.table import rows_of, write_table

            with computing():
                write_table(rows_of(store, list(sweep.unique)), request.target)
            answer["table"] = str(request.target)
    finally:
        store.close()
    if request.as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        tail = f"; table: {request.table}" if request.table else ""
        print("\n".join([*said(answer), f"Store: {request.place}{tail}"]))
    return 1 if answer["failed"] else 0


def _keys(request: Request, store: Store) -> list[str] | None:
    """Keys of the points that were named; None where none were."""
    if not request.names_points:
        return None
    from experiments.sweeping.sweep import prepare

    return list(
        prepare(request.words, request.replicates, store.layout, store.code, request.config_dir).unique
    )
