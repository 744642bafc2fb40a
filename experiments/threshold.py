"""Threshold: the measured use at which the cut of FY2009 leaves what it left.

``python -m experiments.threshold`` prints the value for ``conversion.prune_cases``. Question S02 lets
government withdraw by that use in every arm, so the threshold must be the one at which history comes out.
"""

from __future__ import annotations

import sys

import numpy as np

from experiments.arms import load
from simulation.keeping import Aims
from simulation.model import DenshiModel, load_population, timeline_of

POPULATIONS, REPLICATES = ("jp_10k", "jp_100k"), 3
CUT = "consolidation"


def threshold(population: str, replicate: int) -> float:
    """Measured cases a year in Japan below which as many kinds are used as the cut takes off."""
    scenario = load([f"population={population}", f"replicate={replicate}"])
    people = load_population(scenario)
    timeline = timeline_of(scenario, people)
    model = DenshiModel(scenario, people, record="summary", timeline=timeline, agents=False)
    cut = scenario.policies[CUT].start
    assert cut is not None
    while model.t < cut:
        model.step()
    supply, stock = model.supply, model.supply.stock
    seen = supply.keeping.seen(Aims(cost=0.0, participation=0.0, quality=1.0)).online
    before = stock.online & ~stock.local
    model.step()
    lost = before & ~stock.online
    model.citizenry.close()
    rows = np.flatnonzero(before)
    rows = rows[np.argsort(seen[rows], kind="stable")]
    last = int(np.searchsorted(np.cumsum(stock.kinds[rows]), stock.kinds[lost].sum()))
    return float(np.mean(seen[rows[last : last + 2]])) * supply.weight


def main() -> int:
    """Print the threshold of each run and their mean."""
    found = [threshold(name, number) for name in POPULATIONS for number in range(REPLICATES)]
    print("each run:", ", ".join(f"{value:,.0f}" for value in found), file=sys.stderr)
    print(f"conversion.prune_cases: {np.mean(found):,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
