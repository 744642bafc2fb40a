"""Minds: risk, attitudes and consent as outputs; and what firms do beside citizens."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.channels import FIRST_CHANNELS
from simulation.measured.output import NoValueError, Output, View, handed, known
from simulation.measures import MEASURES
from simulation.minds import FIRST_HEARD
from simulation.worth import contradiction

CHANNEL_WORDS = (
    "chance",
    "mass media",
    "online media of government",
    "people one knows",
    "staff at the counter",
    "one's own search",
    "filing itself",
)
"""``agents.channels.FIRST_CHANNELS`` as sentences name them."""


def perceived_risk(view: View) -> float:
    """The card's risk as people weigh it: distrust where the law does not protect, and mixed messages."""
    distrust = 1.0 - known(float(MEASURES["trust"](view.counts)), "nobody is there to trust")
    exposed = 1.0 - np.clip(view.lever("privacy.protection")[:, 0], 0.0, 1.0).mean()
    mixed = float(np.mean(_contradictions(view)))
    risk, confusion = view.value("card.risk"), view.value("card.mixed_message")
    if risk + confusion <= 0.0:
        raise NoValueError("neither distrust nor mixed messages have a weight in the choice of the card")
    return float((risk * exposed * distrust + confusion * mixed) / (risk + confusion))


def _contradictions(view: View) -> list[float]:
    """How much messages about the card contradict one another, by month of the window."""
    mixed, every = (view.lever(name)[:, 0] for name in ("card.mixed_message", "message.switch_every_months"))
    forgetting = view.value("message.forgetting")
    return [
        float(contradiction.py_func(strength, turns, view.first + k, forgetting))
        for k, (strength, turns) in enumerate(zip(mixed, every, strict=True))
    ]


def carried(view: View) -> float:
    """Holders who carry the card: a usual share, less where messages say to guard it or contradict."""
    usual = view.value("card.carried")
    guard = float(np.clip(view.lever("message.guard")[:, 0], 0.0, 1.0).mean())
    mixed = float(np.mean(_contradictions(view)))
    against = view.value("card.carried_guarded") * guard + view.value("card.carried_mixed") * mixed
    return float(usual / (usual + (1.0 - usual) * np.exp(against)))


def consent(view: View) -> float:
    """Who finds the benefit told larger than the risk, by the terms of the choice, at mean trust."""
    trust = known(float(MEASURES["trust"](view.counts)), "nobody is there to trust")
    frame = view.lever("message.personal_frame")[:, 0].mean()
    told = frame + (1.0 - frame) * view.value("framing.abstract_weight")
    exposed = 1.0 - float(np.clip(view.lever("privacy.protection")[:, 0].mean(), 0.0, 1.0))
    reuse = float(view.lever("privacy.reuse_concern")[:, 0].mean())
    shares, weights = [], []
    for row in view.record.scenario.services.values():
        purpose = min(max(float(row["purpose"]) + reuse, 0.0), 1.0)
        risk = view.value("beta.risk") * float(row["sensitivity"]) * purpose * exposed * (1.0 - trust)
        worth = view.value("beta.benefit") * float(row["benefit"]) * told
        shares.append(1.0 / (1.0 + np.exp(risk - worth)))
        weights.append(float(row["needs_share"]))
    return float(np.average(shares, weights=weights))


def first_heard(channel: str) -> Callable[[View], float]:
    """Reads the part of ``channel`` in all that was heard for the first time in the last twelve months."""

    def read(view: View) -> float:
        heard = {
            name: sum(view.record.numbers_named(FIRST_HEARD + name, *view.year()).values())
            for name in FIRST_CHANNELS
        }
        if not sum(heard.values()):
            raise NoValueError("nobody heard of anything for the first time in these twelve months")
        return heard[channel] / sum(heard.values())

    return read


ROWS = (
    Output("perceived_risk", "perceived risk of the card", "0 to 1",
        "distrust where the law leaves data unprotected, and mixed messages about the card, with the "
        "weights that "
        "they have in the choice of the card; levers are means over the window",
        handed("perceived_risk", "last", perceived_risk), "less", "none", "attitudes, levers"),
    Output("attitude_polarisation", "polarisation of trust", "0 to 1",
        "four times the variance of adults' trust: 0 all trust alike, 1 half trust fully and half not at all",
        handed("attitude_polarisation", "last"), "less", "none", "numbers"),
    Output("carry_rate", "card carried", "share of card holders",
        "carries the card along, by what government says about it: the message to keep it at home and "
        "contradictory messages lower a usual share; levers are means over the window",
        handed("carry_rate", "last", carried), "", "holding", "levers"),
    Output("consent_share", "consent to the use of data", "share of adults",
        "would agree to the use of personal data for a procedure: benefit as it is told against risk, with "
        "the weights of the choice, at mean trust; levers are means over the window",
        handed("consent_share", "last", consent), "", "none", "attitudes, levers"),
    Output("uptake_g2b", "online cases of businesses", "share of cases",
        "procedures of firms filed online in the last twelve months, weighted by transactions",
        handed("uptake_g2b", "last"), "more", "all", "numbers"),
    *(
        Output(f"first_heard_{name}", f"heard first: {words}", "share of news",
            "of all that adults heard for the first time in the last twelve months, the part put down to "
            f"{words}; each news has one channel, drawn in proportion to what each adds to the chance of "
            "hearing",
            first_heard(name), "", "none", "numbers")
        for name, words in zip(FIRST_CHANNELS, CHANNEL_WORDS, strict=True)
    ),
)  # fmt: skip
