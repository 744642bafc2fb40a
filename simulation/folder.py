"""The run folder: a run is there as a whole, or it is not there.

Everything is written into a hidden folder beside the target, the manifest last, and then the folder gets
its name in one step. Pulling the plug leaves at most the hidden folder, which nobody takes for a result.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from configs.errors import ScenarioError
from configs.months import month_text
from simulation.manifest import MANIFEST, build_manifest, is_finished
from simulation.record import RunRecord
from simulation.schema import TABLES
from simulation.tables import arrow_schema, pieces, table_names

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 100_000
"""Rows gathered before they are written: about one year of ``use``."""


def check_target(out: str | Path) -> Path:
    """The folder a run may be written to; ScenarioError when something is there or nothing can be."""
    target = Path(out).expanduser().absolute()
    check_place(target, str(out))
    if is_finished(target):
        raise ScenarioError(f"out: '{out}' holds a finished run; choose another folder")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ScenarioError(f"out: '{out}' exists and is not empty; choose another folder")
    return target


def check_place(target: Path, out: str) -> None:
    """Raises ScenarioError unless a folder can be made at ``target``; leaves nothing behind.

    out : the place as the user wrote it
    """
    try:
        above = next(folder for folder in target.absolute().parents if folder.exists())
        Path(tempfile.mkdtemp(prefix=f".place-{target.name}-", dir=above)).rmdir()
    except OSError as error:
        raise ScenarioError(
            f"out: cannot write to '{out}' ({error.strerror}); choose another folder"
        ) from None


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A hidden folder to write into; it becomes ``target`` when all went well, else it vanishes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.part-", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o755)
        check_target(target)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_run_folder(record: RunRecord, out: str | Path) -> Path:
    """Write the run folder: scenario.yaml, one Parquet file per table, pairs/ and manifest.json.

    Returns its path. Raises ScenarioError when ``out`` already holds something.
    """
    target = check_target(out)
    with appearing(target) as draft:
        text = yaml.safe_dump(record.scenario.resolved(), sort_keys=False, allow_unicode=True, width=110)
        (draft / "scenario.yaml").write_text(text, encoding="utf-8")
        tables = {name: _write_table(record, name, draft) for name in table_names(record)}
        pairs = _write_pairs(record, draft)
        _write_manifest(build_manifest(record, tables, pairs), draft)
    return target


def pair_file(measure: str, month: int) -> str:
    """Name of the file that holds one bit per slot, or one byte per slot for ``generations``."""
    return f"{measure}@{month_text(month)}.bits"


def _write_table(record: RunRecord, name: str, folder: Path) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    rows, waiting, gathered = 0, list["pa.Table"](), 0
    texts = [column.name for column in TABLES[name] if column.kind == "text"]
    small = record.record == "summary"
    options: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "store_schema": False}
    options |= {"use_dictionary": texts if small else True, "write_statistics": not small}
    with pq.ParquetWriter(path, arrow_schema(name), **options) as writer:
        for piece in pieces(record, name):
            waiting.append(piece)
            gathered += piece.num_rows
            if gathered >= ROW_GROUP:
                writer.write_table(pa.concat_tables(waiting).combine_chunks())
                waiting, rows, gathered = [], rows + gathered, 0
        if waiting:
            writer.write_table(pa.concat_tables(waiting).combine_chunks())
            rows += gathered
    return {"rows": rows, "sha256": _sha256(path)}


def _write_pairs(record: RunRecord, folder: Path) -> dict[str, str]:
    if not record.watched:
        return {}
    pairs = folder / "pairs"
    pairs.mkdir()
    for month, watched in record.watched.items():
        for measure, bits in {**watched.bits, "generations": watched.generations}.items():
            bits.tofile(pairs / pair_file(measure, month))
    return {path.name: _sha256(path) for path in sorted(pairs.iterdir())}


def _write_manifest(manifest: dict[str, Any], folder: Path) -> None:
    draft = folder / f"{MANIFEST}.part"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / MANIFEST)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
