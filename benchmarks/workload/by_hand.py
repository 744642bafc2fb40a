"""The C kernel of workload W, and the memory streams beside it: compiled here, called through ctypes."""

from __future__ import annotations

import ctypes
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np

from simulation.diffusion.kernel import People
from simulation.diffusion.scenario import Innovation
from simulation.diffusion.society import Town, month_keys

HERE = Path(__file__).resolve().parent
FLAGS = ("-O3", "-march=native", "-fopenmp", "-ffp-contract=off")
PASSES = 5
WORD, LONG = ctypes.c_uint32, ctypes.c_int64


class CRules(ctypes.Structure):
    """``Rules`` of kernel.c."""

    _fields_ = (
        ("need", WORD),
        ("hear_base", WORD),
        ("hear_slope", WORD),
        ("hear", WORD * 16),
        ("trust", WORD),
        ("peer", WORD),
        ("succeed", WORD),
        ("by_literacy", WORD),
        ("gain", WORD),
        ("loss", WORD),
    )


class CTies(ctypes.Structure):
    """``Ties`` of kernel.c."""

    _fields_ = (
        ("slots", LONG),
        ("half", LONG),
        ("far", LONG),
        ("bits", LONG),
        ("ring_keep", LONG),
        ("far_keep", LONG),
        ("ring_keys", ctypes.c_void_p),
        ("far_keys", ctypes.c_void_p),
    )


def compiler() -> str:
    """First line of what the C compiler says about itself; empty where there is none."""
    try:
        said = subprocess.run(["cc", "--version"], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.splitlines()[0]


def compiled(name: str, folder: Path) -> ctypes.CDLL:
    """``name``.c as a library, compiled into ``folder``."""
    library = folder / f"{name}.so"
    source = HERE / f"{name}.c"
    subprocess.run(["cc", *FLAGS, "-shared", "-fPIC", "-Wall", "-o", library, source], check=True)
    return ctypes.CDLL(str(library))


def _at(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def start_of(scenario: Innovation) -> tuple[Town, People]:
    """A town before its first month, and its columns without the adopters that neighbours count."""
    town = Town(scenario)
    bond = town.people.bond & np.uint8(0xF0)
    return town, People(*(np.array(column) for column in town.people[:3]), bond)


def run_in_c(library: ctypes.CDLL, town: Town, people: People, threads: int) -> float:
    """Seconds of all months in C; ``people`` are moved. Raises MemoryError when the kernel finds no room."""
    scenario, rules, world = town.scenario, town.rules, town.world
    first, months = scenario.calendar.start, scenario.calendar.months
    keys = np.array([month_keys(scenario, first + t) for t in range(months)], np.uint32)
    given: dict[str, Any] = rules._asdict()
    logistic = given.pop("logistic")
    given = {name: (WORD * 16)(*value) if name == "hear" else int(value) for name, value in given.items()}
    ties = CTies(
        town.slots,
        len(world.ring_keys),
        len(world.far_keys),
        world.bits,
        world.ring_keep,
        world.far_keep,
        world.ring_keys.ctypes.data,
        world.far_keys.ctypes.data,
    )
    began = time.perf_counter()
    failed = library.run(
        LONG(town.slots),
        LONG(months),
        ctypes.c_int(threads),
        *(_at(column) for column in people),
        _at(keys),
        ctypes.byref(CRules(**given)),
        _at(logistic),
        ctypes.byref(ties),
    )
    seconds = time.perf_counter() - began
    if failed:
        raise MemoryError("the C kernel found no memory for its lists")
    return seconds


def stream_seconds(library: ctypes.CDLL, people: People, threads: int, times: int) -> float:
    """Seconds of one pass that only moves the bytes a month must move; ``people`` are changed."""
    began = time.perf_counter()
    for _ in range(times):
        library.touch(LONG(len(people.trust)), ctypes.c_int(threads), *(_at(column) for column in people))
    return (time.perf_counter() - began) / times


def bandwidth(library: ctypes.CDLL, threads: int, megabytes: int = 768) -> float:
    """Bytes a second of the STREAM triad over three arrays of ``megabytes`` in all, median of five passes."""
    n = megabytes * 1_000_000 // 24
    a, b, c = np.zeros(n), np.ones(n), np.ones(n)
    taken = []
    for _ in range(1 + PASSES):
        began = time.perf_counter()
        library.triad(LONG(n), ctypes.c_int(threads), _at(a), _at(b), _at(c))
        taken.append(time.perf_counter() - began)
    return 24.0 * n / statistics.median(taken[1:])
