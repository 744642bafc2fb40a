"""What a run of one innovation leaves: a table by month, counts of work, and a folder."""

from __future__ import annotations

import hashlib
import json
import platform
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from configs.months import month_text
from simulation.diffusion.kernel import (
    ADOPTED,
    HEARD,
    HEARING,
    NEEDY,
    PUSHED,
    SCANNED,
    TRIED,
    People,
)
from simulation.diffusion.scenario import Innovation
from simulation.fingerprint import code_of, data_fingerprint, run_key
from simulation.folder import appearing, check_target
from simulation.manifest import MANIFEST, versions

if TYPE_CHECKING:
    import pandas as pd

TABLE = "diffusion.parquet"
WORK = {
    "scanned": (SCANNED,),
    "active": (NEEDY, HEARING),
    "heard": (HEARD,),
    "attempted": (TRIED,),
    "adopted": (ADOPTED,),
    "pushed": (PUSHED,),
}
"""Counts of work: the stages' own counters that each column adds up."""


@dataclass(frozen=True)
class Diffusion:
    """One finished run.

    people : the columns at the end; aware, adopters : (months,) int64 people at the end of each month
    work : (months, 8) int64 counts; digest : fingerprint of the columns; seconds : of the months alone
    """

    scenario: Innovation
    people: People
    aware: np.ndarray
    adopters: np.ndarray
    work: np.ndarray
    digest: str
    seconds: float
    peak_memory_bytes: int

    @property
    def citizens(self) -> int:
        """People of the run."""
        return self.scenario.population.citizens

    @property
    def run_key(self) -> str:
        """Sixteen hex digits of request, code, data and seed."""
        return run_key(self.scenario.resolved())

    def counts(self) -> dict[str, np.ndarray]:
        """Counts of work by month: (months,) int64 each."""
        return {name: self.work[:, list(parts)].sum(axis=1) for name, parts in WORK.items()}

    def table(self) -> pd.DataFrame:
        """One row a month; columns as in docs/results.md, ``month`` as datetime64."""
        import pandas as pd

        first = self.scenario.calendar.start
        months = [month_text(first + t) for t in range(len(self.work))]
        columns = {"month": pd.DatetimeIndex(months), "aware": self.aware, "adopters": self.adopters}
        return pd.DataFrame({**columns, **self.counts()})

    def summary(self) -> dict[str, Any]:
        """Last month, and shares of people from 0 to 1 at its end."""
        return {
            "month": month_text(self.scenario.calendar.end),
            "aware": round(float(self.aware[-1]) / self.citizens, 6),
            "adopters": round(float(self.adopters[-1]) / self.citizens, 6),
        }

    def write(self, out: str | Path) -> Path:
        """Write scenario.yaml, the table and manifest.json as a whole; returns the folder's path."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        target = check_target(out)
        with appearing(target) as draft:
            text = yaml.safe_dump(self.scenario.resolved(), sort_keys=False, allow_unicode=True, width=110)
            (draft / "scenario.yaml").write_text(text, encoding="utf-8")
            frame = self.table().assign(month=lambda table: table["month"].dt.date)
            pq.write_table(
                pa.Table.from_pandas(frame, preserve_index=False), draft / TABLE, compression="zstd"
            )
            (draft / MANIFEST).write_text(
                json.dumps(self._manifest(draft / TABLE), indent=2, ensure_ascii=False) + "\n",
                encoding="utf-8",
            )
        return target

    def _manifest(self, table: Path) -> dict[str, Any]:
        calendar = self.scenario.calendar
        return {
            "status": "finished",
            "run_key": self.run_key,
            "scenario": self.scenario.name,
            "seed": self.scenario.seed,
            "replicate": self.scenario.replicate,
            "months": {
                "first": month_text(calendar.start),
                "last": month_text(calendar.end),
                "count": calendar.months,
            },
            "population": {"name": self.scenario.population.name, "citizens": self.citizens},
            "weight": 1.0,
            "digest": self.digest,
            "work": {name: int(counts.sum()) for name, counts in self.counts().items()},
            "code": code_of(()),
            "data": data_fingerprint(),
            "versions": versions(),
            "tables": {
                "diffusion": {
                    "rows": len(self.work),
                    "sha256": hashlib.sha256(table.read_bytes()).hexdigest(),
                }
            },
            "provenance": {
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "seconds": round(self.seconds, 3),
                "peak_memory_bytes": self.peak_memory_bytes,
                "host": platform.node(),
                "python": platform.python_version(),
                "platform": platform.platform(),
                "command": shlex.join(sys.argv),
            },
        }
