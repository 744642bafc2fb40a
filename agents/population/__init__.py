"""Who lives in Japan: a synthetic population that follows the census month by month, 2001-2025.

``load("jp_100k")`` gives a ``Population``; ``docs/population.md`` says how it is made and how well it
fits the tables.
"""

from agents.population.load import load
from agents.population.population import SIZES, Population

__all__ = ["SIZES", "Population", "load"]
