"""What things are called on the page: measures, barriers, determinants, payers, months.

'Adoption' alone says nothing: someone who files alone, someone helped at a desk, someone whose
accountant files, and someone who merely holds a card are four different people. Every figure and
sentence takes the name of its measure from here.
"""

from __future__ import annotations

from experiments.wording import measure_words
from experiments.wording import month_words as spoken
from simulation.measures import MEASURES

KINDS = ("own_use", "assisted_use", "proxy_use", "possession")
"""The four kinds of use that are never added up."""

BARRIERS: dict[str, str] = {
    "not_offered": "Not offered online",
    "unaware": "Did not know of it",
    "believes_little_online": "Thinks little is online",
    "device": "No fitting device",
    "hours": "Outside service hours",
    "credential": "No working credential",
    "unwilling": "Did not want to",
    "offline_quicker": "Counter was quicker",
    "failed": "Tried online and failed",
    "assisted": "Done with help",
    "proxy": "By proxy, online or paper",
    "none": "Done online, alone",
}
"""In the order in which the model checks them; the last three are ways of being served online."""

DETERMINANTS: dict[str, str] = {
    "usefulness_ease": "Usefulness and ease",
    "civic": "Civic-mindedness",
    "channels": "Information channels",
    "trust": "Trust in government",
    "socio_demographics": "Socio-demographics",
}

DEVICES: dict[str, str] = {"net": "Uses the internet", "pc": "Uses a PC", "smartphone": "Has a smartphone"}

PAYERS: dict[str, str] = {
    "state": "State",
    "prefecture": "Prefectures",
    "municipality": "Municipalities",
    "citizens": "Citizens",
}


def spaced(name: str) -> str:
    """``gap_age`` as ``gap age``: for names nobody has given a title yet."""
    return name.replace("_", " ").strip()


def title(name: str, table: dict[str, str]) -> str:
    """The title of a name, or the name itself made readable."""
    return table.get(name) or spaced(name)[:1].upper() + spaced(name)[1:]


def barrier(name: str) -> str:
    """Key of a barrier; the measures of the model carry a ``barrier_`` in front."""
    return name.removeprefix("barrier_")


def measure(name: str) -> str:
    """The measure as it stands in a sentence."""
    if barrier(name) in BARRIERS and name.startswith("barrier_"):
        return f"barrier \u201c{BARRIERS[barrier(name)].lower()}\u201d"
    return measure_words(name)


def capital(words: str) -> str:
    """The words with a capital at the front, the rest untouched."""
    return words[:1].upper() + words[1:]


def meaning(name: str) -> str | None:
    """What exactly a measure counts, and of whom it is a share."""
    return f"{MEASURES[name].meaning}; {MEASURES[name].unit}" if name in MEASURES else None


def month_words(month: str | None) -> str:
    """``March 2021`` of ``2021-03``; ``the last month`` when it is not known."""
    if not month:
        return "the last month"
    return spoken(month)


def shorten(words: str, longest: int) -> str:
    """At most ``longest`` characters, cut at a word where possible, with an ellipsis."""
    if len(words) <= longest:
        return words
    cut = words[: longest - 1].rstrip()
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut) + "\u2026"
