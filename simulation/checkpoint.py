"""Checkpoints: a run that was killed goes on from where it last stood.

Every so many months everything that changes is written beside the run folder: the citizens' columns,
institutions, queues, the record so far. Whoever gives the same command again resumes from the last
checkpoint that is whole and ends with the same bits as a run that was never stopped. A checkpoint is
written under a hidden name, forced to the disk and then renamed, and each piece carries its hash, so half
a checkpoint or a damaged one is refused and the one before it is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from agents.columns import Citizens
from configs.months import month_text
from simulation.parallel import processors

if TYPE_CHECKING:
    from simulation.model import DenshiModel

PIECE = 1 << 24
"""Bytes that are compressed, hashed and written together."""
KEPT = 2
"""Checkpoints that are kept: the last, and the one before it should the last be damaged."""
INDEX, STATE = "checkpoint.json", "state.zst"
TRUSTED = ("numpy", "simulation", "agents")
"""Packages whose values a checkpoint may hold."""


class Rest(NamedTuple):
    """What changes besides the columns.

    saved : ``model.Saved`` without columns; plain : devices follow from the population alone so far
    lists, reached : of the recorder; log : of government
    """

    saved: Any
    plain: bool
    lists: Any
    reached: Any
    log: list[Any]


class Checkpoints:
    """The checkpoints of one run.

    folder : where they lie; every : months between two
    key : names request, code and data; a checkpoint with another key is of another run
    say : gets a line for the user where one is used, refused or cannot be written
    """

    def __init__(self, folder: Path, every: int, key: str, say: Callable[[str], None]) -> None:
        self.folder, self.every, self.key, self.say = folder, every, key, say

    def after_month(self, model: DenshiModel) -> None:
        """Keep the state when it is time; a full disk costs the checkpoint, not the run."""
        if (model.t - model.first) % self.every or model.t > model.last:
            return
        name = month_text(model.t - 1)
        try:
            self._write(model, self.folder / name)
        except OSError as error:
            self.say(f"checkpoint of {name} not kept ({error.strerror}); the run goes on")
            return
        for old in self._found()[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def resume(self, model: DenshiModel) -> int:
        """Bring a new model to the last whole checkpoint; returns the months that need not be run again."""
        for path in self._found():
            fault = self._fault(path, model)
            if fault:
                self.say(f"checkpoint of {path.name} is refused: {fault}")
                shutil.rmtree(path, ignore_errors=True)
                continue
            self._read(model, path)
            self.say(f"resumed after {path.name}")
            return model.t - model.first
        return 0

    def clear(self) -> None:
        """Forget all checkpoints: the run is finished."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _found(self) -> list[Path]:
        """Checkpoints in the folder, the last month first."""
        return sorted((p for p in self.folder.glob("[0-9]*") if p.is_dir()), reverse=True)

    def _write(self, model: DenshiModel, target: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{target.name}.part"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            index: dict[str, Any] = {"key": self.key, "month": target.name, "columns": layout(model.citizens)}
            with (draft / STATE).open("wb") as file:
                index["pieces"] = write_pieces(file, stream(model))
                _to_disk(file)
            with (draft / INDEX).open("wb") as file:
                file.write(json.dumps(index).encode())
                _to_disk(file)
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
            _folder_to_disk(self.folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _fault(self, path: Path, model: DenshiModel) -> str | None:
        """Why the checkpoint cannot be used; None when it is whole and of this run."""
        try:
            index = json.loads((path / INDEX).read_text(encoding="utf-8"))
            if index["key"] != self.key or index["columns"] != layout(model.citizens):
                return "it belongs to another request or another version"
            with (path / STATE).open("rb") as file:
                whole = all(_matches(file, piece) for piece in index["pieces"]) and not file.read(1)
        except (OSError, ValueError, KeyError, TypeError):
            return "it is incomplete"
        return None if whole else "its content does not match its hashes"

    def _read(self, model: DenshiModel, path: Path) -> None:
        index = json.loads((path / INDEX).read_text(encoding="utf-8"))
        with (path / STATE).open("rb") as file, ThreadPoolExecutor(processors()) as pool:
            source = io.BufferedReader(_Pieces(_decompressed(file, index["pieces"], pool)), PIECE)
            for column in fields(Citizens):
                _fill(memoryview(getattr(model.citizens, column.name)).cast("B"), source)
            rest: Rest = _Unpickler(source).load()
        renewals = model.citizenry.renewals if rest.plain else None
        past = rest.saved.citizens._replace(renewals=renewals)
        model.supply.log[:] = rest.log
        model.recorder.take_up(rest.lists, rest.reached)
        model.restore(rest.saved._replace(citizens=past, recorder=rest.reached))


def layout(citizens: Citizens) -> list[list[Any]]:
    """Name, type and length of every column."""
    columns = ((f.name, getattr(citizens, f.name)) for f in fields(Citizens))
    return [[name, array.dtype.str, int(array.size)] for name, array in columns]


def stream(model: DenshiModel) -> Iterator[memoryview]:
    """The whole state as bytes: the columns one after the other, then everything else."""
    for column in fields(Citizens):
        yield memoryview(getattr(model.citizens, column.name)).cast("B")
    saved = model.snapshot(columns=False)
    past = saved.citizens
    lists, reached = model.recorder.contents()
    rest = Rest(
        saved._replace(citizens=past._replace(renewals=None)),
        past.renewals is not None,
        lists,
        reached,
        model.supply.log,
    )
    yield memoryview(pickle.dumps(rest, protocol=5))


def write_pieces(file: BinaryIO, parts: Iterable[memoryview]) -> list[list[Any]]:
    """Compress, hash and write; returns length, compressed length and SHA-256 of every piece."""
    pieces = (part[k : k + PIECE] for part in parts for k in range(0, len(part), PIECE))
    index: list[list[Any]] = []
    with ThreadPoolExecutor(processors()) as pool:
        for raw, (packed, digest) in _ahead(pool, _packed, pieces):
            file.write(packed)
            index.append([len(raw), len(packed), digest])
    return index


def _packed(raw: memoryview) -> tuple[bytes, str]:
    import pyarrow as pa

    packed: bytes = pa.Codec("zstd", compression_level=1).compress(raw, asbytes=True)
    return packed, hashlib.sha256(packed).hexdigest()


def _decompressed(file: BinaryIO, pieces: Iterable[list[Any]], pool: ThreadPoolExecutor) -> Iterator[bytes]:
    def unpacked(job: tuple[bytes, int]) -> bytes:
        import pyarrow as pa

        return bytes(pa.Codec("zstd").decompress(job[0], job[1], asbytes=True))

    jobs = ((file.read(stored), length) for length, stored, _ in pieces)
    return (raw for _, raw in _ahead(pool, unpacked, jobs))


def _ahead(
    pool: ThreadPoolExecutor, work: Callable[[Any], Any], jobs: Iterable[Any]
) -> Iterator[tuple[Any, Any]]:
    """Jobs with their results in order, a few of them in the making at any time."""
    source = iter(jobs)
    waiting: deque[tuple[Any, Future[Any]]] = deque()
    for job in source:
        waiting.append((job, pool.submit(work, job)))
        if len(waiting) > 2 * processors():
            done, future = waiting.popleft()
            yield done, future.result()
    for done, future in waiting:
        yield done, future.result()


def _matches(file: BinaryIO, piece: list[Any]) -> bool:
    return hashlib.sha256(file.read(piece[1])).hexdigest() == piece[2]


def _fill(target: memoryview, source: io.BufferedIOBase) -> None:
    place = 0
    while place < len(target):
        place += source.readinto(target[place:])


class _Pieces(io.RawIOBase):
    """Pieces read as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


class _Unpickler(pickle.Unpickler):
    """Reads values of the model and of NumPy, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        # A dotted name would lead through a trusted module to anything that it imports.
        if module.partition(".")[0] not in TRUSTED or "." in name:
            raise pickle.UnpicklingError(f"a checkpoint holds no {module}.{name}")
        return super().find_class(module, name)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
