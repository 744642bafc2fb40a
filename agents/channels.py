"""How much of each information channel a channel profile takes in.

Nam's determinant "information channels" asks whether people hear through mass media, through online
media or through people they know. A profile gives the exposure to each of the three on a scale on
which 1 is the average resident; who has which profile is drawn by age (``agents.population``).
"""

from __future__ import annotations

import numpy as np

from agents.columns import CHANNELS

HIGH, USUAL, LOW = 1.6, 1.0, 0.4
"""Exposure levels; assumption (grade E): contrasts of four to one, mean about one, range 0-2."""

EXPOSURE = np.array(
    [
        [HIGH, LOW, USUAL],
        [LOW, HIGH, USUAL],
        [LOW, LOW, HIGH],
        [HIGH, HIGH, LOW],
        [HIGH, LOW, HIGH],
        [LOW, HIGH, HIGH],
        [HIGH, HIGH, HIGH],
        [LOW, LOW, LOW],
    ]
)
"""(8, 3) exposure to mass media, online media and word of mouth by profile, in the order of ``CHANNELS``."""

FIRST_CHANNELS = (
    "spontaneous",
    "mass_media",
    "online_media",
    "word_of_mouth",
    "counter",
    "own_search",
    "own_use",
)
"""Through which channel somebody first hears of a family; the order of what ``Counts.first`` counts.

The last is that of people who file without having heard of it, which only soft gates allow."""

assert len(EXPOSURE) == len(CHANNELS)


def exposure(differences: bool) -> np.ndarray:
    """(8, 3) exposures; with ``differences`` off every profile gets 1, the average."""
    return EXPOSURE if differences else np.ones_like(EXPOSURE)
