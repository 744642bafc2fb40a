"""What is published about the truth: series by declared definitions, cards, polls.

A tax return typed on a PC of the tax office with an official's help counts as "e-Tax" in print. The
truth of a run is therefore never compared with print directly: every published number is a function of
it, with a numerator, a denominator, a delay, rounding, and the years in which that definition stood.
"""

from simulation.observation.cards import card_share, cards_by_prefecture
from simulation.observation.panel import PANEL_SIZE, Panel, web_panel
from simulation.observation.poll import Poll, ask
from simulation.observation.series import SERIES, Point, Series, published
from simulation.observation.truth import Year, years, years_of

__all__ = [
    "PANEL_SIZE",
    "SERIES",
    "Panel",
    "Point",
    "Poll",
    "Series",
    "Year",
    "ask",
    "card_share",
    "cards_by_prefecture",
    "published",
    "web_panel",
    "years",
    "years_of",
]
