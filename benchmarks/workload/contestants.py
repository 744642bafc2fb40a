"""Who takes part, with which packages and at which sizes: one row each.

Sizes of a peer end where one run takes about a minute on two cores or its memory becomes a burden; Denshi and
C go on to the whole of Japan.
"""

from __future__ import annotations

from typing import NamedTuple

JAPAN = 124_000_000
"""Citizens of the largest run: about one for each resident of Japan."""


class Contestant(NamedTuple):
    """One program that runs workload W.

    packages : what its environment needs; empty for those that use Denshi's own
    program : file in ``peers/``; ``denshi`` is the command line, ``in_c`` stands beside this file
    sizes : citizens, growing; threads : asked for
    """

    name: str
    program: str
    packages: tuple[str, ...]
    sizes: tuple[int, ...]
    threads: int


CONTESTANTS = (
    Contestant("Denshi", "denshi", (), (100_000, 1_000_000, 10_000_000, JAPAN), 2),
    Contestant("C by hand", "in_c", (), (100_000, 1_000_000, 10_000_000, JAPAN), 2),
    Contestant("Denshi, one thread", "denshi", (), (100_000, 1_000_000), 1),
    Contestant(
        "NumPy and SciPy",
        "with_numpy.py",
        ("numpy>=2,<3", "scipy>=1.13"),
        (10_000, 100_000, 1_000_000, 10_000_000),
        1,
    ),
    Contestant("LASER", "with_laser.py", ("laser-core>=1,<2",), (100_000, 1_000_000, 10_000_000), 2),
    Contestant("Starsim", "with_starsim.py", ("starsim>=3,<4",), (10_000, 100_000, 1_000_000), 1),
    Contestant("mesa-frames", "with_mesa_frames.py", ("mesa-frames==0.1.0a0",), (100_000, 1_000_000), 2),
    Contestant("Mesa", "with_mesa.py", ("mesa>=3.3,<4",), (1_000, 10_000, 100_000), 1),
)

GOALS = {"C by hand": 0.75, "NumPy and SciPy": 8.0, "LASER": 10.0, "Starsim": 30.0, "Mesa": 400.0}
"""Times that Denshi is to be faster, at least; both at the largest size they ran."""
MOST_NANOSECONDS = 2.0
"""Nanoseconds per citizen and month that Denshi may take on two threads."""
ADOPTION = (0.755, 0.767)
"""Final adoption of every correct program; small towns scatter more."""
SETTLED = 100_000
"""Citizens from which memory per citizen says something."""
FLOOR_SHARE = 0.35
"""Share of the streaming floor that the C kernel is to reach, so that it is a fair yardstick."""
