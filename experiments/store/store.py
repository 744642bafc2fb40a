"""The store of a sweep: which runs are finished, which are being run by whom, and what came of them.

A key that is done is never run again, by this sweep or another, today or next year. Everything that happens
is a line in the journal first; what stands in memory here can be had again by reading it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from configs.errors import ScenarioError
from experiments.store.code import Code
from experiments.store.journal import SEGMENT, Journal, Place
from experiments.store.layout import Layout, check_format, entering, read_facts, write_facts
from experiments.store.owners import Owner, is_alive
from experiments.store.shards import RUNS, Shards

START = Place(0, 0)


class Failure(NamedTuple):
    """A run that failed: why, whether the machine was at fault, and when."""

    message: str
    transient: bool
    made_at: str


class Store:
    """One store, opened for reading or for running.

    done : keys of runs that are done; failed : key -> failure
    claims : key -> line of the journal, its owner and what is run, of runs that were begun
    damaged : lines of the journal that could not be read
    """

    def __init__(self, layout: Layout, series: bool, owner: Owner | None) -> None:
        self.layout = layout
        self.series = series
        self.owner = owner
        self.journal = Journal(layout, series)
        self.shards = Shards(layout, self.journal)
        self.code = Code(layout.memory)
        self.done: set[str] = set()
        self.failed: dict[str, Failure] = {}
        self.claims: dict[str, dict[str, Any]] = {}
        self.damaged = 0
        self.place = START

    def catch_up(self) -> None:
        """Takes in what the journal says since last time; closed segments are read from their shards."""
        numbers = self.journal.segments()
        for segment in numbers:
            # The last segment is read line by line: it alone can hold what living sweeps have begun.
            if self.place.segment < segment < numbers[-1] and (until := self._shard(segment)) is not None:
                self.place = Place(segment, until)
            if segment >= self.place.segment:
                self.place = max(self.place, Place(segment, 0))
                for found in self.journal.lines(segment, self.place.byte):
                    self.place = found.place
                    self._take_in(found.entry)

    def _shard(self, segment: int) -> int | None:
        """Takes in a shard; the bytes of the segment that it covers."""
        found = self.shards.read(RUNS, segment, ["key", "status", "message", "transient", "made_at"])
        if found is None:
            return None
        table, until = found
        keys, statuses = table["key"].to_pylist(), table["status"].to_pylist()
        rest = None
        for k, (key, status) in enumerate(zip(keys, statuses, strict=True)):
            if status == "done":
                self._settle(key, None)
            else:
                rest = rest or [table[name].to_pylist() for name in ("message", "transient", "made_at")]
                message, transient, made_at = (values[k] for values in rest)
                self._settle(key, Failure(message or "", bool(transient), made_at))
        return until

    def _take_in(self, entry: Mapping[str, Any] | None) -> None:
        if entry is None:
            self.damaged += 1
        elif entry["line"] == "claim":
            self.claims[entry["key"]] = dict(entry)
        elif entry["line"] == "run":
            failure = None
            if entry["status"] == "failed":
                failure = Failure(entry["message"], bool(entry["transient"]), entry["made_at"])
            self._settle(entry["key"], failure)

    def _settle(self, key: str, failure: Failure | None) -> None:
        self.claims.pop(key, None)
        if failure is None:
            self.done.add(key)
            self.failed.pop(key, None)
        elif key not in self.done:
            self.failed[key] = failure

    def running(self) -> dict[str, dict[str, Any]]:
        """Key -> claim of the runs that living sweeps, this one included, have begun and not finished."""
        owners = {claim["owner"] for claim in self.claims.values()}
        alive = {name: is_alive(self.layout.owners, name) for name in owners}
        return {key: claim for key, claim in self.claims.items() if alive[claim["owner"]]}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The journal is locked, and all that it says is known here."""
        with self.journal.locked():
            self.catch_up()
            yield

    def claim(self, about: Mapping[str, Any]) -> None:
        """Says that this sweep makes a run; only while alone.

        about : columns of its row that are known before it has run, ``key`` among them
        """
        assert self.owner is not None
        entry = {"line": "claim", "owner": self.owner.name, **about}
        self.claims[about["key"]] = entry
        self.journal.add([entry])

    def add(self, row: Mapping[str, Any]) -> None:
        """Adds the row of a finished run. Raises OSError when it cannot be kept."""
        with self.journal.locked():
            self.journal.add([{"line": "run", **row}])
            segment = self.journal.segments()[-1]
            full = self.journal.size(segment) >= SEGMENT
            if full:
                self.catch_up()
                self.journal.begin(segment + 1, self.running().values())
        if full:
            self.shards.make(segment)

    def refresh(self) -> None:
        """Brings all shards up to date. Raises OSError."""
        self.journal.keep()
        for segment in self.journal.segments():
            self.shards.make(segment)

    def close(self) -> None:
        """Leaves the store."""
        if self.owner is not None:
            self.owner.leave()
        self.journal.close()


def open_store(place: str, series: bool | None = None) -> Store:
    """The store at ``place`` for running; made where there is none.

    series : whether the runs keep series; None leaves a store as it is
    Raises ScenarioError when the folder cannot be used.
    """
    layout = Layout(Path(place).expanduser().absolute())
    with entering(place):
        layout.root.mkdir(parents=True, exist_ok=True)
        layout.journal.mkdir(exist_ok=True)
        journal = Journal(layout)
        with journal.locked():
            known = _series_of(layout)
            kept = bool(series) if known is None else known
            if known is None or read_facts(layout) is None:
                write_facts(layout, kept)
        journal.close()
        if series is not None and series != kept:
            has = "keeps series" if kept else "keeps no series"
            raise ScenarioError(f"series: the store '{place}' {has}, for all its runs; choose another folder")
        return Store(layout, kept, Owner(layout.owners))


def read_store(place: str) -> Store:
    """The store at ``place`` for reading. Raises ScenarioError when there is none."""
    layout = Layout(Path(place).expanduser().absolute())
    known = _series_of(layout)
    if known is None:
        raise ScenarioError(f"store: there is none at '{place}'; give the folder that a sweep was given")
    return Store(layout, known, None)


def _series_of(layout: Layout) -> bool | None:
    """Whether the store keeps series, by ``store.json`` or, where that is damaged, by the journal itself."""
    facts = read_facts(layout)
    if facts is not None:
        return facts.get("series") is True
    journal = Journal(layout)
    for segment in journal.segments():
        for found in journal.lines(segment):
            if found.entry is not None and found.entry["line"] == "head":
                check_format(layout, found.entry["format"])
                return found.entry["series"] is True
    return None
