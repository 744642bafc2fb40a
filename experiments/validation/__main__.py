"""The command: ``python -m experiments.validation [population] [lives]``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from experiments.validation.life import lives
from experiments.validation.page import section, write

POPULATION, LIVES = "jp_100k", 2


def main(arguments: Sequence[str]) -> int:
    """Score the right world; without arguments the page and its picture are written too. 0 when done."""
    population = arguments[0] if arguments else POPULATION
    count = int(arguments[1]) if len(arguments) > 1 else LIVES
    lived = lives(population, range(count))
    print(section(lived, population))
    if not arguments:
        write(lived, population)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
