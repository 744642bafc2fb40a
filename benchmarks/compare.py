"""Workload W in Denshi, in C and in five other frameworks, in turn; writes docs/performance.md and a figure.

python benchmarks/compare.py              every size but the whole country (about 15 minutes on two cores)
python benchmarks/compare.py country      also 124 million citizens in Denshi and C
python benchmarks/compare.py quick        sizes up to 100,000, one round, nothing is written
"""

from __future__ import annotations

import sys

from measure import machine
from workload.contestants import CONTESTANTS, JAPAN
from workload.page import text, write
from workload.runs import in_turn

ROUNDS = 3
QUICK = 100_000


def main(words: list[str]) -> int:
    """Runs the comparison; returns 1 when the programs do not agree."""
    if words not in ([], ["country"], ["quick"]):
        print("compare.py takes nothing, 'country' or 'quick'", file=sys.stderr)
        return 2
    most = JAPAN if words == ["country"] else QUICK if words == ["quick"] else JAPAN - 1
    plan = [(one, people) for one in CONTESTANTS for people in one.sizes if people <= most]
    rounds = 1 if words == ["quick"] else ROUNDS
    rows = in_turn(plan, rounds, lambda line: print(line, file=sys.stderr, flush=True))
    made, agree = text(rows, machine(), rounds)
    if words != ["quick"]:
        write(rows, machine(), rounds)
    print(made)
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
