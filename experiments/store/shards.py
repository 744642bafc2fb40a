"""Shards: Parquet copies of the journal's segments, for whoever asks a question of a hundred thousand runs.

A shard covers its segment up to a byte that it names; what the journal says after that is read from the
journal. A shard that is torn, damaged or gone is made again, because it is only a copy.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.store.journal import Journal
from experiments.store.layout import PART, Layout
from experiments.store.rows import arrow_rows, arrow_series

if TYPE_CHECKING:
    import pyarrow as pa

UNTIL = b"denshi_until"
"""Metadata of a shard: bytes of the segment that it covers."""
RUNS, SERIES = "runs", "series"


class Shards:
    """The Parquet copies of one journal."""

    def __init__(self, layout: Layout, journal: Journal) -> None:
        self.folder = layout.shards
        self.journal = journal

    def file(self, table: str, segment: int) -> Path:
        """The file of a shard."""
        return self.folder / f"{table}-{segment:06}.parquet"

    def read(
        self, table: str, segment: int, columns: Sequence[str] | None = None
    ) -> tuple[pa.Table, int] | None:
        """The rows of a shard and the bytes of its segment that they cover; None when it is no good."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.file(table, segment)
        if not path.is_file():
            return None
        try:
            with pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False) as file:
                until = (file.schema_arrow.metadata or {}).get(UNTIL, b"")
                if not until.isdigit() or int(until) > self.journal.size(segment):
                    return None
                return file.read(list(columns) if columns else None, use_threads=False), int(until)
        except (pa.ArrowException, OSError, KeyError):
            return None

    def make(self, segment: int) -> bool:
        """Brings the copies of a segment up to date; true when there was something to do. Raises OSError."""
        size = self.journal.size(segment)
        known = self.read(RUNS, segment, ["key"])
        whole = known is not None and known[1] == size
        if whole and (not self.journal.series or self.file(SERIES, segment).is_file()):
            return False
        rows, positions, until = self.lines(segment)
        _write(arrow_rows(rows, positions), self.file(RUNS, segment), until)
        if self.journal.series:
            _write(arrow_series(rows), self.file(SERIES, segment), until)
        return True

    def lines(self, segment: int, start: int = 0) -> tuple[list[dict[str, Any]], list[int], int]:
        """Finished runs of a segment from a byte on, where each line ends, and where the last one does."""
        rows, positions, until = list[dict[str, Any]](), list[int](), start
        for found in self.journal.lines(segment, start):
            until = found.place.byte
            if found.entry is not None and found.entry["line"] == "run":
                rows.append(found.entry)
                positions.append(found.place.byte)
        return rows, positions, until


def _write(table: pa.Table, path: Path, until: int) -> None:
    """Writes a shard in one step."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    marked = table.replace_schema_metadata({UNTIL: str(until).encode()})
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", suffix=PART, dir=path.parent)
    os.close(handle)
    try:
        pq.write_table(marked, draft, compression="zstd", write_page_checksum=True)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
