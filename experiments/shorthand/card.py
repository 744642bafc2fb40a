"""Shorthands of the identity card: money for it, duties, and where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from agents.columns import FAMILIES
from experiments.shorthand.asked import Added, Asked, Edit, Moves, is_read, shipped
from experiments.shorthand.money import SOURCE

MANDATES = {"none": 0.0, "opt_out": 1.0, "mandatory": 2.0}


def incentive(asked: Asked) -> Iterator[Edit]:
    """Yen for each new card, at the price of the card."""
    yen = float(asked.value)
    yield Moves({"card.incentive_yen": yen}, cost={"per_case": yen, "case": "card", **SOURCE})


def linked(asked: Asked) -> Iterator[Edit]:
    """The sum over the acts; who does one of them gets less than who does all, so the price is a range."""
    acts = asked.value if isinstance(asked.value, dict) else {"act": asked.value}
    sums = [float(yen) for yen in acts.values()]
    cost = {"per_case": [min(sums), sum(sums)], "case": "linked_act", **SOURCE}
    yield Moves({"card.linked_act_yen": sum(sums)}, cost=cost)


def replaces_insurance(asked: Asked) -> Iterator[Edit]:
    """The need that the end of the insurance card brought in steps, at once from this month."""
    if asked.value is None:
        return
    steps = [entry for name, entry in shipped("policies").items() if name.startswith("insurance_card_end")]
    need = sum(float(entry["need"]) for entry in steps)
    entry = {
        "kind": "identity_card",
        "title": "The card replaces the health insurance card at once",
        "start": str(asked.value),
        "need": min(need, 1.0),
        "source": "sum of the steps insurance_card_end of the history",
    }
    yield Added("policies", "insurance_card_replaced", entry)


def mandate(asked: Asked) -> Iterator[Edit]:
    """None, unless one opts out, or for everybody."""
    yield Moves({"card.mandate": MANDATES[str(asked.value)]})


def required(asked: Asked) -> Iterator[Edit]:
    """The card opens the form, and nothing else unless the notice is accepted in its place.

    So much more of one's cases needs it.
    """
    families = FAMILIES if asked.value == "all" else tuple(asked.value)
    need = sum(float(asked.tree["services"][family]["needs_share"]) for family in families)
    substitute = 1.0 if asked.moves.get("card.notice_accepted") else 0.0
    yield Moves(
        {"services.credential_required": 1.0, "services.substitute_accepted": substitute}, families=families
    )
    yield Moves({"card.need": f"+{min(need, 1.0)!r}"})


def repair(asked: Asked) -> Iterator[Edit]:
    """Capacity of the offices that unlock and renew, which also issue where both share a counter."""
    lever = "card.repair_capacity" if is_read("card.repair_capacity") else "card.capacity"
    yield Moves({lever: asked.value})
