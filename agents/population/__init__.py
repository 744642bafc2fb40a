"""Who lives in Japan: a synthetic population that follows the census by month, and an outlook to 2035.

``load("jp_100k")`` gives a ``Population``; ``docs/population.md`` says how it is made and how well it
fits the tables.
"""

from agents.demography import JAPAN, Demography
from agents.population.load import load
from agents.population.population import SIZES, Population

__all__ = ["JAPAN", "SIZES", "Demography", "Population", "load"]
