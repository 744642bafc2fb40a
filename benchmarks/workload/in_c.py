"""The C kernel as a program like the peers: ``python -m workload.in_c PEOPLE MONTHS SEED THREADS``.

Besides the months it measures the floor beneath them on the same columns: a pass that only moves their bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from configs.reader import compose
from simulation.diffusion.kernel import ADOPTER
from simulation.diffusion.scenario import assemble
from simulation.run import peak_memory

from .by_hand import bandwidth, compiled, compiler, run_in_c, start_of, stream_seconds

PASSES = 10
BYTES = 9
"""Bytes a citizen and month must move: trust and counters read and written, the other columns read."""


def main() -> None:
    """Prints one line of JSON."""
    people, months, seed, threads = (int(word) for word in sys.argv[1:5])
    last = f"calendar.end={2001 + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}"
    words = [f"population.citizens={people}", f"seed={seed}", f"threads={threads}", last]
    scenario = assemble(compose(["scenario=single_innovation", *words]))
    if not compiler():
        print(json.dumps({"missing": "there is no C compiler called cc"}))
        return
    with tempfile.TemporaryDirectory() as folder:
        kernel, streams = (compiled(name, Path(folder)) for name in ("kernel", "streams"))
        town, columns = start_of(scenario)
        before = peak_memory()
        seconds = run_in_c(kernel, town, columns, threads)
        digest = hashlib.blake2b(digest_size=16)
        for column in columns:
            digest.update(column.data)
        adoption = float(((columns.bond & ADOPTER) > 0).mean())
        grown = peak_memory() - before
        floor = stream_seconds(streams, columns, threads, PASSES)
        speed = bandwidth(streams, threads)
    said = {
        "seconds": seconds,
        "bytes": 6 * people + grown,
        "adoption": adoption,
        "digest": digest.hexdigest(),
        "version": compiler(),
        "note": "-O3 -march=native -fopenmp -ffp-contract=off",
        "stream_ns": floor / people * 1e9,
        "bandwidth": speed,
        "floor_ns": BYTES / speed * 1e9,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
