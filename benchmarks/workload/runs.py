"""Running contestants in turn: each run is a process of its own, and whoever fails is a row that says why."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .contestants import Contestant
from .environments import NotInstalled, interpreter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MONTHS = 120
LONGEST = 1200
"""Seconds after which a run is given up."""
SMALLEST = 1000
"""Citizens of the run whose memory is taken off Denshi's, so that columns and lists are left."""


@dataclass
class Row:
    """One contestant at one size: what each of its runs said, or why there is nothing."""

    contestant: Contestant
    people: int
    said: list[dict[str, Any]] = field(default_factory=list)
    missing: str = ""

    def median(self, name: str) -> float:
        """Median over the runs."""
        return statistics.median(float(said[name]) for said in self.said)

    @property
    def nanoseconds(self) -> float:
        """Median nanoseconds per citizen and month."""
        return self.median("seconds") / self.people / MONTHS * 1e9


def in_turn(
    plan: Sequence[tuple[Contestant, int]], repetitions: int, tell: Callable[[str], None]
) -> list[Row]:
    """Rows of the plan after ``repetitions`` rounds; in each round every contestant runs every size once."""
    rows = [Row(contestant, people) for contestant, people in plan]
    pythons: dict[str, Path] = {}
    for contestant in dict.fromkeys(contestant for contestant, _ in plan):
        try:
            pythons[contestant.name] = interpreter(contestant)
        except NotInstalled as error:
            tell(f"{contestant.name}: {error}")
            for row in rows:
                row.missing = str(error) if row.contestant == contestant else row.missing
    for seed in range(1, repetitions + 1):
        for row in rows:
            if row.missing:
                continue
            found = _run(row.contestant, pythons[row.contestant.name], row.people, seed)
            row.missing = found.get("missing", "")
            if not row.missing:
                row.said.append(found)
                each = found["seconds"] / row.people / MONTHS * 1e9
                tell(
                    f"{row.contestant.name}, {row.people:,}: {each:.2f} ns, adoption {found['adoption']:.4f}"
                )
            else:
                tell(f"{row.contestant.name}, {row.people:,}: {row.missing}")
    return rows


def _run(contestant: Contestant, python: Path, people: int, seed: int) -> dict[str, Any]:
    if contestant.program == "denshi":
        return _denshi(contestant, people, seed)
    numbers = [str(number) for number in (people, MONTHS, seed, contestant.threads)]
    if contestant.program == "in_c":
        return _said([python, "-m", "workload.in_c", *numbers], cwd=HERE.parent)
    return _said([python, HERE / "peers" / contestant.program, *numbers], cwd=HERE / "peers")


def _said(command: Sequence[Any], cwd: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            # Threads that wait for each other sleep: spinning would slow the very program they wait for.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OMP_WAIT_POLICY": "passive"},
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return {"missing": f"more than {LONGEST} s"}
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        return {"missing": lines[-1][:160]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _denshi(contestant: Contestant, people: int, seed: int) -> dict[str, Any]:
    """The command line as a user types it; time and work are those that it prints."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        found = _said([*_command(people, contestant.threads, seed), f"out={out}"], ROOT)
        if "missing" in found:
            return found
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    base = _said([*_command(SMALLEST, 1, seed), f"out={Path(folder) / 'small'}"], ROOT)
    return {
        "seconds": found["seconds"],
        "bytes": found["peak_memory_bytes"] - base["peak_memory_bytes"],
        "adoption": found["summary"]["adopters"],
        "digest": manifest["digest"],
        "version": f"{manifest['versions']['denshi']}, Numba {manifest['versions']['numba']}",
        "note": f"{contestant.threads} threads",
        "work": found["work"],
    }


def _command(people: int, threads: int, seed: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "experiments",
        "run",
        "scenario=single_innovation",
        f"population=synthetic_{people}",
        f"threads={threads}",
        f"seed={seed}",
        "json=true",
    ]
