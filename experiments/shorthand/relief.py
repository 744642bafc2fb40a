"""Shorthands of relief: how it is applied for, checked and paid."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.shorthand.asked import Asked, Edit, Moves

FAMILY = ("relief",)


def channel(asked: Asked) -> Iterator[Edit]:
    """An online form for everybody, or none; the counter and the post stay."""
    yield Moves({"services.launched": 1.0 if asked.value == "online" else 0.0}, families=FAMILY)


def back_office(asked: Asked) -> Iterator[Edit]:
    """Online forms checked by hand, or by machine."""
    yield Moves({"services.hand_processing": 1.0 if asked.value == "hand" else 0.0}, families=FAMILY)


def integrated(asked: Asked) -> Iterator[Edit]:
    """One form for the nation and the prefecture, where a prefecture acts alone."""
    yield Moves({"relief.integrated": 1.0 if asked.value else 0.0})


def apply(asked: Asked) -> Iterator[Edit]:
    """Nobody whose account is known need apply; ``relief.accounts_known`` says how many that are."""
    if asked.value == "none":
        known = float(asked.moves.get("relief.accounts_known", 0.0))
        yield Moves({"services.surge": f"*{1.0 - known!r}"}, families=FAMILY)


def accounts_known(asked: Asked) -> Iterator[Edit]:
    """Counts where relief is paid without an application."""
    yield from ()


def requires_card(asked: Asked) -> Iterator[Edit]:
    """The online form takes the card and nothing else, and the card is needed for relief."""
    if asked.value:
        need = float(asked.tree["services"]["relief"]["needs_share"])
        yield Moves(
            {"services.credential_required": 1.0, "services.substitute_accepted": 0.0}, families=FAMILY
        )
        yield Moves({"card.need": f"+{need!r}"})
