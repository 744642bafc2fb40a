"""Room: whether a run will fit into memory, asked before it starts, not when the machine stops it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from configs.errors import ScenarioError
from simulation.forecast import Forecast

SHARE = 0.95
"""Part of the free memory that a run may be forecast to take."""
PAGE = "SC_PAGE_SIZE"
CONTROL = Path("/sys/fs/cgroup")


def available_memory() -> int | None:
    """Bytes that this process may still take, of the machine or of its container; None if unknown."""
    limits = [found for found in (_free_of_machine(), _left_in_container()) if found is not None]
    return min(limits) if limits else None


def _free_of_machine() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    if "SC_AVPHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf(PAGE)
    return None


def _left_in_container() -> int | None:
    """What a control group leaves; pages of files count as free, since they can be given back."""
    try:
        limit = (CONTROL / "memory.max").read_text().strip()
        used = int((CONTROL / "memory.current").read_text())
        facts = dict(line.split() for line in (CONTROL / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):
        return None
    return None if limit == "max" else int(limit) - used + int(facts.get("inactive_file", 0))


def check_memory(name: str, needs: Callable[[int], Forecast], citizens: int) -> None:
    """Raises ScenarioError when the run will not fit, and names the largest population that will.

    name : of the population; needs : forecast of a run by number of citizens
    """
    from agents.population.population import SIZES

    free = available_memory()
    if free is None or needs(citizens).bytes <= SHARE * free:
        return
    fitting = [
        other for other, size in SIZES.items() if size < citizens and needs(size).bytes <= SHARE * free
    ]
    if fitting:
        advice = f"the largest population that fits is population={max(fitting, key=SIZES.__getitem__)}"
    else:
        advice = "no smaller population fits either; free some memory"
    raise ScenarioError(
        f"population: a run on {name} needs about {said_bytes(needs(citizens).bytes)} of memory and "
        f"{said_bytes(free)} are free; {advice}"
    )


def said_bytes(count: float) -> str:
    """``5.6 GB``, ``340 MB``."""
    return f"{count / 1e9:.1f} GB" if count >= 0.95e9 else f"{count / 1e6:.0f} MB"
