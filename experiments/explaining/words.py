"""Words: what gates, terms and changes are called when a story is read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.levers import LEVERS

SERVICES = {
    "etax": "income tax",
    "certificates": "papers from the town hall",
    "child_family": "children and family",
    "health_care": "health and care",
    "moving_registry": "moving house",
    "vehicle_property": "vehicles and property",
    "relief": "relief payments",
    "local_services": "local services",
}
CHANNELS = {
    "spontaneous": "by chance",
    "mass_media": "from the mass media",
    "online_media": "from government's online media",
    "word_of_mouth": "from people known who file online",
    "counter": "at the counter, on the occasion of a need",
    "own_search": "by an own search, on the occasion of a need",
    "own_use": "by using it",
}
"""How a family was heard of, in a sentence."""
WAYS = {
    "own": "filed alone, online",
    "assisted": "filed online with help",
    "proxy": "filed online by somebody else",
    "counter": "went to the counter",
    "mail": "sent by mail",
    "unmet": "not dealt with: no channel was open",
}
STOOD = {
    "none": "nothing stood in the way",
    "proxy": "somebody else filed",
    "not_offered": "the procedure was not offered online where the citizen lives",
    "unaware": "the citizen did not know that it can be done online",
    "believes_little_online": "the citizen did not know of it and believes that little is online",
    "device": "no device that fits the form, or no connection",
    "hours": "the service was closed when the citizen came",
    "credential": "a credential was asked for, and none that works was at hand",
    "unwilling": "all gates were open, and the office seemed better",
    "offline_quicker": "all gates were open, but the office was quicker",
    "failed": "the citizen tried alone, failed, and nobody could help",
    "assisted": "alone the citizen would have failed; help made the difference",
}
GATES = {
    "offered": "offered online where the citizen lives",
    "known": "known to the citizen, or paper is closed",
    "device": "a device and a connection that fit the form",
    "hours": "open when the citizen came",
    "credential": "a credential that works, or none asked for",
}
TERMS = {
    "service": "the service itself",
    "benefit": "benefit of the service, as it is told",
    "fee": "cheaper online",
    "incentive": "money for the first time",
    "time_saved": "time saved against the office",
    "usefulness": "how useful online services seem",
    "ease": "how easy they seem",
    "trust": "trust, until a first success",
    "risk": "privacy risk felt",
    "habit": "habit of going online",
    "literacy": "digital literacy",
    "peers": "people known who file it online",
    "age_decade": "age",
    "civic": "civic-mindedness",
    "education": "education",
    "income": "income",
    "taste": "lasting personal leaning",
    "incidents": "memory of incidents",
    "mixed_messages": "contradicting messages about the card",
    "guard_message": "message to keep the card at home",
    "old_ways": "attachment to old ways",
    "closed_gates": "closed gates that count against it",
}
"""Terms of the value of filing alone, in the order in which they are told."""
SKILLS = {
    "intercept": "anybody whose skill meets the difficulty",
    "literacy": "skill against the difficulty of the form",
    "habit": "habit of going online",
    "misfit": "form that does not suit the device",
    "load": "congestion of the service",
    "pin": "PIN not used for long",
}
OWN = {
    "awareness": ("knew that it can be done online", "did not know that it can be done online"),
    "phone": ("had a smartphone with a connection", "had no smartphone"),
    "pc": ("used a PC with a connection", "used no PC"),
    "net": ("were connected to the internet", "were not connected to the internet"),
    "helper": ("had somebody at home who can help", "had nobody at home who can help"),
    "substitute": ("had an e-Tax ID and password", "had no e-Tax ID and password"),
    "card": ("held a card with a working credential", "held no card with a working credential"),
    "offer": (
        "lived where the procedure is offered online",
        "lived where the procedure is not offered online",
    ),
}
"""Things that are or are not: said after 'if the citizen'."""
LEVELS = {
    "literacy": "had a digital literacy of {to} of 15 instead of {now}",
    "habit": "had a habit of going online of {to} of 15 instead of {now}",
    "since_use": "had last used the credential {to} years ago instead of {now}",
    "usefulness": "found online services useful by {to} of 100 instead of {now}",
    "ease": "found them easy by {to} of 100 instead of {now}",
    "trust": "trusted government by {to} of 100 instead of {now}",
    "ties": "knew {to} people who file it online instead of {now}",
}
BY = {"citizen": "the citizen's own", "government": "government's", "office": "the office's"}


def service(name: str) -> str:
    """The family as it stands in a sentence."""
    return SERVICES.get(name, name.replace("_", " "))


def step_words(step: Mapping[str, Any]) -> str:
    """One change, said after 'if': ``the citizen knew that it can be done online``."""
    name, now, to = str(step["change"]), float(step["now"]), float(step["to"])
    if name in OWN:
        return f"the citizen {OWN[name][0 if to else 1]}"
    if name in LEVELS:
        return "the citizen " + LEVELS[name].format(now=round(now), to=round(to))
    if name == "waiting":
        return f"waiting at the office took {_minutes(to)} instead of {_minutes(now)}"
    if name == "reader":
        return (
            f"{_percent(to)} of card holders had something to read the card with, instead of {_percent(now)}"
        )
    if name == "own_form":
        return f"the municipality's own form were harder by {_percent(to)} instead of {_percent(now)}"
    lever = LEVERS[name]
    return (
        f"'{lever.meaning}' stood at {amount(to, lever.unit)} instead of {amount(now, lever.unit)} ({name})"
    )


def amount(value: float, unit: str) -> str:
    """A level of a lever in its unit."""
    if unit.startswith("share"):
        return _percent(value)
    if unit == "two hours":
        return _minutes(value)
    if unit == "yen":
        return f"{value:,.0f} yen"
    number = f"{value:.2f}".rstrip("0").rstrip(".")
    return number if unit == "ratio" else f"{number} {unit}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _minutes(two_hours: float) -> str:
    return f"{120 * two_hours:.0f} minutes"


def flip_words(flip: Mapping[str, Any]) -> str:
    """``If ..., and if ...: filed alone, online.``"""
    steps = [step_words(step) for step in flip["steps"]]
    return f"If {', and if '.join(steps)}: {WAYS.get(str(flip['after']), str(flip['after']))}"
