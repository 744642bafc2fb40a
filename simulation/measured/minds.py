"""Minds: risk, attitudes and consent as outputs; and what firms do beside citizens."""

from __future__ import annotations

import numpy as np

from simulation.measured.output import NoValueError, Output, View, handed, known
from simulation.measures import MEASURES
from simulation.worth import contradiction


def perceived_risk(view: View) -> float:
    """The card's risk as people weigh it: distrust where the law does not protect, and mixed messages."""
    distrust = 1.0 - known(float(MEASURES["trust"](view.counts)), "nobody is there to trust")
    exposed = 1.0 - np.clip(view.lever("privacy.protection")[:, 0], 0.0, 1.0).mean()
    strength, every = view.lever("card.mixed_message")[:, 0], view.lever("message.switch_every_months")[:, 0]
    fading = view.value("message.forgetting")
    felt = contradiction.py_func
    mixed = np.mean(
        [felt(s, e, t, fading) for t, (s, e) in enumerate(zip(strength, every, strict=True), view.first)]
    )
    risk, confusion = view.value("card.risk"), view.value("card.mixed_message")
    if risk + confusion <= 0.0:
        raise NoValueError("neither distrust nor mixed messages have a weight in the choice of the card")
    return float((risk * exposed * distrust + confusion * mixed) / (risk + confusion))


ROWS = (
    Output("perceived_risk", "perceived risk of the card", "0 to 1",
        "distrust where the law leaves data unprotected, and mixed messages about the card, with the "
        "weights that "
        "they have in the choice of the card; levers are means over the window",
        handed("perceived_risk", "last", perceived_risk), "less", "none", "attitudes, levers"),
    Output("attitude_polarisation", "polarisation of trust", "0 to 1",
        "four times the variance of adults' trust: 0 all trust alike, 1 half trust fully and half not at all",
        handed("attitude_polarisation", "last"), "less", "none", "numbers"),
    Output("carry_rate", "card carried", "share of card holders", "carries the card along",
        handed("carry_rate", "last"), "", "holding", "numbers"),
    Output("consent_share", "consent to the use of data", "share of adults",
        "agrees that personal data are used for the purpose in question",
        handed("consent_share", "last"), "", "none", "numbers"),
    Output("uptake_g2b", "online cases of businesses", "share of cases",
        "procedures of firms filed online in the last twelve months, weighted by transactions",
        handed("uptake_g2b", "last"), "more", "all", "numbers"),
)  # fmt: skip
