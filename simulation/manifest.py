"""The manifest: what a run folder holds, what made it, and the promise that it is finished.

``manifest.json`` is the last thing written. Whoever finds one may trust every other file; whoever finds none
has no run. Times and names of machines stand under ``provenance`` and nowhere else, so that two runs of
one request differ there and only there.
"""

from __future__ import annotations

import json
import platform
import shlex
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from configs.months import month_text
from simulation.fingerprint import code_of, data_fingerprint, mechanisms_in_use, run_key
from simulation.record import RunRecord
from simulation.work import work_of

MANIFEST = "manifest.json"
PROVENANCE = ("made_at", "seconds", "peak_memory_bytes", "host", "python", "platform", "command")
"""What may differ between two runs of one request."""

PACKAGES = ("denshi", "numpy", "numba", "pyarrow", "mesa", "pydantic", "hydra-core")


def versions() -> dict[str, str]:
    """Installed versions of what can matter to a result."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def build_manifest(record: RunRecord, tables: Mapping[str, Any], pairs: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of a finished run.

    tables : name -> rows and sha256 of the file; pairs : file name -> sha256
    """
    scenario, population = record.scenario, record.population
    resolved = scenario.resolved()
    return {
        "status": "finished",
        "run_key": run_key(resolved),
        "scenario": scenario.name,
        "seed": scenario.seed,
        "replicate": scenario.replicate,
        "record": record.record,
        "months": {
            "first": month_text(record.first),
            "last": month_text(record.last),
            "count": record.months,
        },
        "population": {
            "name": population.name,
            "citizens": population.citizens,
            "slots": population.slots,
            "seed": population.seed,
        },
        "weight": record.weight,
        "digest": record.digest,
        "work": work_of(record),
        "code": code_of(mechanisms_in_use(resolved)),
        "data": data_fingerprint(),
        "versions": versions(),
        "tables": dict(tables),
        "pairs": dict(pairs),
        "provenance": {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(record.seconds, 3),
            "peak_memory_bytes": record.peak_memory_bytes,
            "host": platform.node(),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "command": shlex.join(sys.argv),
        },
    }


def read_manifest(folder: str | Path) -> dict[str, Any] | None:
    """The manifest of a finished run folder, None when the folder holds no finished run."""
    path = Path(folder) / MANIFEST
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def is_finished(folder: str | Path) -> bool:
    """Whether the folder holds a finished run."""
    manifest = read_manifest(folder)
    return manifest is not None and manifest.get("status") == "finished"
