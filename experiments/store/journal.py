"""The journal: what was begun and what came of it, a line each, only ever added to.

It is the truth of a store. A segment that has grown large is closed and the next one begun; a closed segment
never changes. Whoever adds a line holds the store's lock for that moment, so that two sweeps never write
into each other; whoever only reads needs no lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from experiments.store import lines
from experiments.store.layout import FORMAT, Layout, write_whole

SEGMENT = 16_000_000
"""Bytes after which a segment is closed: about 6,000 runs without series."""


class Place(NamedTuple):
    """A position: segment and byte."""

    segment: int
    byte: int


class Found(NamedTuple):
    """A line that was read; ``entry`` is None where it is damaged."""

    place: Place
    entry: dict[str, Any] | None


class Journal:
    """The segments of one store.

    series : whether the store keeps series, written into the head of each segment
    """

    def __init__(self, layout: Layout, series: bool = False) -> None:
        self.folder = layout.journal
        self.series = series
        self._lock_file = layout.lock
        self._handle: int | None = None

    def segments(self) -> list[int]:
        """Numbers of the segments that there are, ascending."""
        if not self.folder.is_dir():
            return []
        return sorted(int(path.stem) for path in self.folder.glob("*.jsonl") if path.stem.isdigit())

    def file(self, segment: int) -> Path:
        """The file of a segment."""
        return self.folder / f"{segment:06}.jsonl"

    def size(self, segment: int) -> int:
        """Bytes of a segment."""
        return self.file(segment).stat().st_size

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone with the journal: nobody else adds a line in here. Raises OSError."""
        if self._handle is None:
            self._handle = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Lets go of the lock's file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def add(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Adds lines at the end; only while the journal is locked. Raises OSError when the disk is full."""
        numbers = self.segments()
        if not numbers:
            self.begin(1, ())
            numbers = [1]
        data = b"".join(lines.written(entry) for entry in entries)
        handle = os.open(self.file(numbers[-1]), os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        try:
            end = os.fstat(handle).st_size
            if end and os.pread(handle, 1, end - 1) != b"\n":
                data = b"\n" + data  # somebody was killed in the middle of a line
            while data:
                data = data[os.write(handle, data) :]
        finally:
            os.close(handle)

    def begin(self, segment: int, carried: Iterable[Mapping[str, Any]]) -> None:
        """Begins a segment with its head and lines that still hold; only while the journal is locked."""
        head = {"line": "head", "segment": segment, "format": FORMAT, "series": self.series}
        write_whole(self.file(segment), b"".join(lines.written(entry) for entry in (head, *carried)))

    def keep(self) -> None:
        """Asks the system to bring the current segment to the disk, against a power cut."""
        numbers = self.segments()
        if numbers:
            with self.file(numbers[-1]).open("rb") as file:
                os.fsync(file.fileno())

    def lines(self, segment: int, start: int = 0) -> Iterator[Found]:
        """Whole lines of a segment from byte ``start`` on, each with the place after it."""
        closed = self.file(segment + 1).exists()  # asked before reading: what is closed is complete
        with self.file(segment).open("rb") as file:
            file.seek(start)
            for line in file:
                if not line.endswith(b"\n") and not closed:
                    return  # still being written, or cut off by a kill: the next line will tell
                start += len(line)
                if line.strip():
                    yield Found(Place(segment, start), lines.read(line))
