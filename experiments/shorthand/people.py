"""Shorthands of what people are told, who helps them, and how they take an incident."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.shorthand.asked import Asked, Edit, Moves, Value, is_read

FRAMES = {"society": 0.0, "mix": 0.5, "personal": 1.0}
PER_100K = 1_270.0
"""Hundred thousands of residents in Japan."""


def message(asked: Asked) -> Iterator[Edit]:
    """One message instead of two: nothing contradicts any more; guarding keeps the card at home."""
    if asked.value == "mixed":
        return
    yield Moves({"card.mixed_message": 0.0, "message.guard": 1.0 if asked.value == "guard" else 0.0})


def switching(asked: Asked) -> Iterator[Edit]:
    """How often the two messages take turns."""
    if asked.value is not None:
        yield Moves({"message.switch_every_months": float(asked.value)})


def frame(asked: Asked) -> Iterator[Edit]:
    """Weight of a benefit of one's own in messages."""
    yield Moves({"message.personal_frame": FRAMES[str(asked.value)]})


def desks(asked: Asked) -> Iterator[Edit]:
    """Staffed terminals at the office and help within an attempt, with the wages of those who staff them."""
    per_100k = float(asked.value)
    low, high = asked.price("desk_yen_year")
    cost = {
        "running_year": [low * per_100k * PER_100K, high * per_100k * PER_100K],
        "source": "price of a desk as the question or the conversion assumes it",
        "grade": "E",
        "payer": "municipality",
    }
    if is_read("desks.per_100k"):
        yield Moves({"desks.per_100k": per_100k}, cost=cost)
        return
    yield Moves(
        {
            "services.terminal": f"+{min(per_100k * asked.rate('desk_terminal'), 1.0)!r}",
            "services.support": f"+{min(per_100k * asked.rate('desk_support'), 1.0)!r}",
        },
        cost=cost,
    )


def family_help(asked: Asked) -> Iterator[Edit]:
    """More help at home within an attempt."""
    more = (float(asked.value) - 1.0) * asked.rate("family_help")
    if more:
        yield Moves({"services.support": f"+{more!r}"})


def legal_proxy(asked: Asked) -> Iterator[Edit]:
    """Others may file, and more of them do so online."""
    if asked.value:
        factor, online = asked.rate("legal_proxy"), asked.rate("legal_proxy_online")
        yield Moves({"services.proxy": f"*{factor!r}", "services.proxy_online": f"+{online!r}"})


def perceived(asked: Asked) -> Iterator[Edit]:
    """Cuts the loop from what is withdrawn to what people believe."""
    yield Value("assumptions.availability.feedback", float(bool(asked.value)))


def repair(asked: Asked) -> Iterator[Edit]:
    """An incident is forgotten sooner where government explains and mends at once."""
    if asked.value == "fast":
        yield Value("assumptions.incident.forgetting", asked.rate("fast_repair"))
