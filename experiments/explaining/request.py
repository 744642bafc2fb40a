"""What ``denshi explain`` is asked: whom, when, which service, and under which scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.columns import BARRIERS, CHANNELS, FAMILIES, PROFILES
from agents.places import places
from configs.errors import ScenarioError, unknown
from configs.months import month_index, month_text
from experiments.arms import load
from experiments.options import Options
from simulation.scenario import Scenario

WAYS = ("own", "assisted", "proxy", "counter", "mail", "unmet")
"""Ways in which a case ends; ``simulation.tracing.lived`` counts them."""
DEVICES = ("none", "phone", "pc", "both")
SEXES = ("male", "female")
YEAR = 12
DESCRIBES = ("age", "sex", "prefecture", "device", "profile", "channel", "outcome", "barrier")
"""Options that describe a citizen instead of naming one."""


@dataclass(frozen=True)
class Description:
    """What a citizen must be like; None where anything goes.

    age : youngest and oldest; prefecture : 1-47; the others a word of their list
    outcome, barrier : of a case in the months asked about
    """

    age: tuple[int, int] | None = None
    sex: str | None = None
    prefecture: int | None = None
    device: str | None = None
    profile: str | None = None
    channel: str | None = None
    outcome: str | None = None
    barrier: str | None = None


@dataclass(frozen=True)
class Request:
    """What is asked.

    citizen : a slot, or a person id (slot + generation x slots); None where one is described
    first, last : months asked about; service : family, or None for all; pick : which of those that fit
    """

    scenarios: dict[str, Scenario]
    citizen: int | None
    wanted: Description
    first: int
    last: int
    service: int | None
    pick: int


def read(words: Options, config_dir: str | None) -> Request:
    """The request in the words of a command. Raises ScenarioError."""
    named = words.names_in("in")
    month, start, end = words.text("month"), words.text("from"), words.text("to")
    citizen, service, pick = words.text("citizen"), words.text("service"), words.count("pick") or 1
    wanted = description({name: words.text(name) for name in DESCRIBES})
    if words.names:
        raise ScenarioError(
            f"denshi explain: '{words.names[0]}' has no '='; write citizen={words.names[0]}, or describe a "
            f"citizen: age=70-74 prefecture=Kochi outcome=counter"
        )
    scenarios = scenarios_of(named, words.changes, config_dir)
    scenario = next(iter(scenarios.values()))
    first, last = _months(month, start, end, scenario)
    if citizen is not None and wanted != Description():
        raise ScenarioError("citizen: is named and described at once; leave one of the two out")
    return Request(
        until(scenarios, last), _whole("citizen", citizen), wanted, first, last,
        None if service is None else FAMILIES.index(_one_of("service", service, FAMILIES)), pick,
    )  # fmt: skip


def scenarios_of(named: Sequence[str], changes: Sequence[str], config_dir: str | None) -> dict[str, Scenario]:
    """The scenarios of ``in=[A,B]``, or the one that the changes make."""
    if not named:
        scenario = load(changes, config_dir)
        return {scenario.name: scenario}
    if len(named) != 2:
        raise ScenarioError(f"in: names two scenarios, as in in=[jp_history,my.yaml], got {len(named)}")
    if any(word.startswith("scenario=") for word in changes):
        raise ScenarioError("in: names the scenarios already; leave scenario= out")
    found = {name: load([f"scenario={name}", *changes], config_dir) for name in named}
    if len(found) < 2:
        raise ScenarioError(f"in: names '{named[0]}' twice; there is nothing to compare")
    starts = {scenario.calendar.start for scenario in found.values()}
    if len(starts) > 1:
        raise ScenarioError("in: the scenarios start in different months; set calendar.start=")
    end = min(scenario.calendar.end for scenario in found.values())
    return until(found, end)


def until(scenarios: dict[str, Scenario], last: int) -> dict[str, Scenario]:
    """The scenarios, run to month ``last`` and no further."""
    return {
        name: scenario.model_copy(
            update={"calendar": scenario.calendar.model_copy(update={"end": last}), "record": "summary"}
        )
        for name, scenario in scenarios.items()
    }


def description(given: dict[str, str | None]) -> Description:
    """A description in words. Raises ScenarioError with the nearest right word."""
    age, prefecture = given.get("age"), given.get("prefecture")
    lists = {
        "sex": SEXES, "device": DEVICES, "profile": PROFILES, "channel": CHANNELS,
        "outcome": WAYS, "barrier": BARRIERS,
    }  # fmt: skip
    return Description(
        age=None if age is None else _ages(age),
        prefecture=None if prefecture is None else _prefecture(prefecture),
        **{name: None if given.get(name) is None else _one_of(name, str(given[name]), known)
           for name, known in lists.items()},
    )  # fmt: skip


def _ages(text: str) -> tuple[int, int]:
    low, dash, high = text.partition("-")
    low, high = (low.rstrip("+"), "120") if text.endswith("+") else (low, high if dash else low)
    if not (low.isdigit() and high.isdigit()) or int(low) > int(high):
        raise ScenarioError(f"age: is an age or a band, such as 72, 70-74 or 85+, got '{text}'")
    return int(low), int(high)


def _prefecture(text: str) -> int:
    names = list(places().prefecture_name)
    if text.isdigit() and 1 <= int(text) <= len(names):
        return int(text)
    found = [k for k, name in enumerate(names) if name.lower() == text.lower()]
    if not found:
        raise unknown("prefecture", text, names, what="prefecture")
    return found[0] + 1


def _one_of(option: str, word: str, known: Sequence[str]) -> str:
    if word not in known:
        raise unknown(option, word, list(known), what=f"value ({', '.join(known)})")
    return word


def _whole(option: str, text: str | None) -> int | None:
    if text is not None and not text.isdigit():
        raise ScenarioError(f"{option}: is a slot or a person id, a whole number from 0, got '{text}'")
    return None if text is None else int(text)


def _months(month: str | None, start: str | None, end: str | None, scenario: Scenario) -> tuple[int, int]:
    """First and last month asked about: one month, a range, or the last twelve months."""
    if month is not None and (start or end):
        raise ScenarioError("month: names the month already; leave from= and to= out")

    begin, over = scenario.calendar.start, scenario.calendar.end
    if month is not None:
        first = last = _index("month", month)
    else:
        last = over if end is None else _index("to", end)
        first = max(begin, last - YEAR + 1) if start is None else _index("from", start)
    if not begin <= first <= last <= over:
        raise ScenarioError(
            f"{'month' if month else 'from, to'}: must lie in {month_text(begin)} to {month_text(over)}, "
            f"got {month_text(first)} to {month_text(last)}"
        )
    return first, last


def month_in(option: str, text: str, scenario: Scenario) -> int:
    """A month inside the scenario. Raises ScenarioError."""
    found, begin, over = _index(option, text), scenario.calendar.start, scenario.calendar.end
    if not begin <= found <= over:
        raise ScenarioError(f"{option}: must lie in {month_text(begin)} to {month_text(over)}, got {text}")
    return found


def _index(option: str, text: str) -> int:
    try:
        return month_index(text)
    except ValueError as error:
        raise ScenarioError(f"{option}: {error}") from None
