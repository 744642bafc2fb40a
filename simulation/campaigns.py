"""Campaigns of places: cities with money of their own pushed the card, others waited for the state.

Kaga and Miyakonojo sent staff into halls and shops and gave vouchers of their own; most places did what the
law asked. Nobody recorded which of the 1,741 did what, but possession of January 2021 rises with the finance
of prefectures (rank correlation about 0.5), so finance stands for it. The link is one of association.
"""

from __future__ import annotations

import numpy as np


def card_of_places(finance: np.ndarray, population: np.ndarray, weight: float) -> np.ndarray:
    """(M,) float64: logits that each municipality adds to the monthly hazard of applying for the card.

    finance : (M,) float64     fiscal index, 0.05-2
    population : (M,) float64  persons; the mean over them is 0, so the nation's level stays where it was
    weight : logits per logarithm of the index, ``card.place_finance``; 0 lets all places be alike
    """
    level = np.log(finance)
    return weight * (level - np.average(level, weights=population))
