"""What there is: questions, scenarios, policies, levers, parameters, laws, populations and the rest of it.

Each function returns plain rows, the same for a table on the screen and for ``json=true``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from configs.library import Option, library
from configs.months import month_text

if TYPE_CHECKING:
    from policies.base import Policy
    from simulation.scenario import Scenario

Row = dict[str, Any]


def questions(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Questions by group: what is asked, why it matters, arms, and which of them can be asked today."""
    from experiments.arms import compose
    from experiments.askable import askable
    from experiments.questions import questions as catalogue

    history = compose([], config_dir)
    rows = []
    for found in catalogue().values():
        can = askable(found, history)
        rows.append(
            {
                "ref": found.ref,
                "id": found.id,
                "group": found.group,
                "question": found.question,
                "why": found.why,
                "arms": [f"{found.id}.{arm}" for arm in found.arms],
                "askable": can.word,
                "askable_arms": [f"{found.id}.{arm}" for arm in can.arms],
                "reason": can.reason,
            }
        )
    return rows


def scenarios(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Scenarios that can be run: shipped, of the user's folder, and every arm of every question."""
    from experiments.questions import questions as catalogue

    shelf = library(config_dir)
    rows: list[Row] = [
        {"name": name, "description": described(shelf.option("scenario", name))}
        for name in shelf.names("scenario")
    ]
    return rows + [
        {"name": f"{found.id}.{arm}", "description": f"{found.ref}: {found.question}"}
        for found in catalogue().values()
        for arm in found.arms
    ]


def described(option: Option) -> str:
    """The sentences at the head of an option's file."""
    head = []
    for line in option.text.splitlines():
        if not line.startswith("#"):
            break
        text = line.removeprefix("#").strip()
        if text and not text.startswith(("@package", "denshi ")):
            head.append(text)
    return " ".join(head)


def populations(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Populations with the number of citizens and how many residents each stands for."""
    shelf = library(config_dir)
    everyone = shelf.option("population", "jp_full").body["citizens"]
    rows = []
    for name in shelf.names("population"):
        citizens = shelf.option("population", name).body["citizens"]
        rows.append({"name": name, "citizens": citizens, "weight": round(everyone / citizens, 1)})
    return sorted(rows, key=lambda row: int(row["citizens"]))


def profiles(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Profiles: other values on Japan's geography, laid over any scenario with ``profile=NAME``."""
    shelf = library(config_dir)
    return [
        {"name": name, "description": described(shelf.option("profile", name))}
        for name in shelf.names("profile")
    ]


def services(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """The catalogue of services: who offers what to whom, since when, and in which family of needs."""
    from simulation.services import offered

    return [
        {
            "name": row.name,
            "relation": row.relation,
            "archetype": row.archetype,
            "provider": row.provider,
            "target": row.target,
            "share": row.share,
            "launch": "" if row.launch is None else month_text(row.launch),
            "opening": row.opening,
            "bundle": row.bundle[-1][1],
            "on_platform": row.on_platform,
            "substitute": row.substitute or "",
            "differs": {
                field: steps[0][1]
                if len(steps) == 1
                else {month_text(since): value for since, value in steps}
                for field, steps in row.differs.items()
            },
            "title": row.title,
        }
        for row in offered()
    ]


def levers(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Levers that policies move."""
    from policies.levers import LEVERS

    return [
        {
            "name": lever.name,
            "unit": lever.unit,
            "low": lever.low,
            "high": lever.high,
            "base": lever.base,
            "operator": lever.operator.value,
            "by_family": lever.family,
            "meaning": lever.meaning,
        }
        for lever in LEVERS.values()
    ]


RECORD = (
    "value",
    "unit",
    "low",
    "high",
    "source",
    "grade",
    "informed_until",
    "mechanism",
    "symbol",
    "meaning",
)
"""Keys of a parameter, in the order in which they are shown."""


def shorthands(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Names that questions may use under ``set``, with what they take and what no mechanism reads yet."""
    from experiments.shorthand.reading import missing, wanted
    from experiments.shorthand.registry import SHORTHANDS

    return [
        {
            "name": row.name,
            "unit": row.unit,
            "takes": wanted(row),
            "waits_for": missing(row),
            "meaning": row.meaning,
        }
        for row in SHORTHANDS.values()
    ]


def parameters(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Assumptions about people, institutions and services, each with its provenance."""
    return parameter_rows(_scenario(words, config_dir))


def parameter_rows(scenario: Scenario) -> list[Row]:
    """Every parameter of a scenario with the keys of ``RECORD``."""
    rows: list[Row] = [
        {"name": f"{section}.{name}", **{key: record.model_dump(mode="json")[key] for key in RECORD}}
        for section, records in (
            ("assumptions", scenario.assumptions),
            ("institutions", scenario.institutions),
            ("firms", scenario.firms),
        )
        for name, record in records.items()
    ]
    return rows + _service_rows(scenario)


def mechanisms(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Stages of a month: what each does, where it stands, how many numbers it reads, assumed ones apart."""
    from experiments.mechanisms import MECHANISMS, read_by

    rows = parameter_rows(_scenario(words, config_dir))
    listed = []
    for mechanism in MECHANISMS.values():
        read = read_by(rows, (mechanism.name,))
        listed.append(
            {
                "name": mechanism.name,
                "step": mechanism.step,
                "does": mechanism.does,
                "section": f"docs/odd.md, {mechanism.section}",
                "files": list(mechanism.files),
                "parameters": len(read),
                "grade_e": sum(row["grade"] == "E" for row in read),
                "reads": [row["name"] for row in read],
            }
        )
    return listed


def _service_rows(scenario: Scenario) -> list[Row]:
    from simulation.service import bounds

    rows = []
    for family, fields in scenario.services.items():
        for field, value in fields.items():
            shared = scenario.service_sources.get(field)
            own = scenario.service_sources.get(f"{family}.{field}", shared)
            source = own.model_dump(mode="json") if own else {}
            if own and shared:
                source |= {
                    key: getattr(shared, key) for key in ("unit", "mechanism", "meaning") if not source[key]
                }
            low, high = bounds(field)
            found = {**source, "value": value, "low": low, "high": high, "symbol": ""}
            rows.append({"name": f"services.{family}.{field}", **{key: found.get(key) for key in RECORD}})
    return rows


def series(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Published series: what each counts, and the fiscal years for which its definition stood."""
    from simulation.observation.series import SERIES

    return [
        {
            "name": row.name,
            "title": row.title,
            "first": row.first,
            "last": row.last,
            "months_to_print": row.delay,
            "base": f"assumptions.observation.{row.base}" if row.base else "",
            "meaning": row.meaning,
        }
        for row in SERIES.values()
    ]


def policies(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Entries of ``policies`` and ``shocks``, in order of time."""
    scenario = _scenario(words, config_dir)
    rows: list[Row] = [
        {
            "name": name,
            "section": section,
            "kind": entry.kind,
            "ids": list(entry.ids),
            "title": entry.title,
            "date": entry.date,
            "start": _month(entry.start),
            "end": _month(entry.end),
            "strength": entry.strength,
            "levers": moved(entry),
            "source": entry.source,
            "grade": entry.grade,
            "status": status(entry, on),
        }
        for section, entries in (("policies", scenario.policies), ("shocks", scenario.shocks))
        for name, entry in entries.items()
    ]
    return [row for row in rows if on is None or row["status"].startswith("in force")]


def laws(words: Sequence[str], config_dir: str | None, on: int | None) -> list[Row]:
    """Laws, plans and services of the history: what each moves, and where it stands in the month ``on``."""
    from policies.law import period
    from policies.levers import UNREAD

    scenario = _scenario(words, config_dir)
    rows: list[Row] = [
        {
            "id": name,
            "date": entry.date or _month(entry.start),
            "title": entry.title,
            "kind": entry.kind,
            "levers": moved(entry),
            "source": entry.source,
            "grade": entry.grade,
            "cost": "stated" if entry.cost is not None else "not stated",
            "ids": list(entry.ids),
            "period": period(entry.date),
            "without_effect": sorted(set(moved(entry)) & UNREAD),
            "status": status(entry, on),
        }
        for name, entry in scenario.policies.items()
    ]
    return [row for row in rows if on is None or row["status"].startswith("in force")]


def moved(entry: Policy) -> list[str]:
    """Levers that the entry moves at its start or at the end of its ramp."""
    if entry.start is None:
        return []
    months = (entry.start, entry.start + max(entry.ramp, 1))
    return sorted({change.lever for month in months for change in entry.changes(month)})


def status(entry: Policy, on: int | None) -> str:
    """In force, not yet, ended or context only in the month ``on``; with disputed readings."""
    if entry.context_only:
        text = "context only"
    elif entry.start is None:
        text = "never"
    elif on is not None and on < entry.start:
        text = f"from {month_text(entry.start)}"
    elif on is not None and entry.end is not None and on >= entry.end:
        text = f"ended {month_text(entry.end)}"
    elif entry.end is not None:
        text = f"in force {month_text(entry.start)} to {month_text(entry.end - 1)}"
    else:
        text = f"in force from {month_text(entry.start)}"
    for reading in entry.disputed:
        text += f"; disputed {reading.field}: {reading.default} or {reading.alternative}"
    return text


def _month(index: int | None) -> str | None:
    return None if index is None else month_text(index)


def _scenario(words: Sequence[str], config_dir: str | None) -> Scenario:
    """The scenario whose parts are listed: jp_history, or what the further words make of it."""
    from experiments.arms import load

    return load(words, config_dir)


LISTS: dict[str, Callable[[Sequence[str], str | None, int | None], list[Row]]] = {
    "questions": questions,
    "scenarios": scenarios,
    "policies": policies,
    "levers": levers,
    "parameters": parameters,
    "laws": laws,
    "mechanisms": mechanisms,
    "series": series,
    "shorthands": shorthands,
    "populations": populations,
    "profiles": profiles,
    "services": services,
}
"""What can be listed, by name."""
