"""``denshi list``: what there is, for a reader or, with ``json=true``, for a program."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from configs.errors import ScenarioError, unknown
from configs.months import month_index
from experiments.listings import LISTS
from experiments.tables import print_record, print_table

COLUMNS = {
    "questions": ("ref", "id", "askable", "question"),
    "scenarios": ("name", "description"),
    "policies": ("name", "kind", "start", "end", "title"),
    "levers": ("name", "unit", "low", "high", "base", "operator", "meaning"),
    "parameters": ("name", "value", "unit", "low", "high", "grade", "mechanism", "meaning"),
    "laws": ("id", "date", "status", "levers", "title"),
    "series": ("name", "first", "last", "months_to_print", "base", "meaning"),
    "mechanisms": ("step", "name", "parameters", "grade_e", "section", "does"),
    "shorthands": ("name", "takes", "meaning"),
    "populations": ("name", "citizens", "weight"),
    "profiles": ("name", "description"),
    "services": ("name", "relation", "archetype", "provider", "target", "share", "launch", "title"),
}
"""Columns of each list on the screen; ``json=true`` has all."""

DATED = ("policies", "laws")
"""Lists that ``on=`` narrows to a month."""

CHANGED = ("policies", "parameters", "laws", "mechanisms")
"""Lists that depend on the scenario and take its changes."""

IN_FULL = 3
"""So many rows, or fewer, asked for by name are shown in full."""


def run(options: list[str], config_dir: str | None) -> int:
    """Prints one list; always 0, or ScenarioError."""
    what, settings, words = _read(options)
    rows = LISTS[what](words, config_dir, _on(what, settings.get("on")))
    wanted = settings.get("name")
    if wanted is not None:
        rows = [row for row in rows if _matches(row, wanted)]
        if not rows:
            raise _nothing(what, wanted, words, config_dir)
    if settings.get("json") == "true":
        print(json.dumps(rows, ensure_ascii=False))
    elif wanted is not None and len(rows) <= IN_FULL:
        for k, row in enumerate(rows):
            print("\n" if k else "", end="")
            print_record(row)
    elif what == "questions":
        _print_questions(rows)
    else:
        print_table(rows, COLUMNS[what])
    return 0


def _read(options: Sequence[str]) -> tuple[str, dict[str, str], list[str]]:
    """What to list, the settings of this verb, and changes of the scenario that is listed."""
    names = [word for word in options if "=" not in word and not word.startswith("~")]
    settings = {}
    words = []
    for word in options:
        key, equals, value = word.partition("=")
        if equals and key in ("name", "on", "json"):
            settings[key] = value
        elif equals or word.startswith("~"):
            words.append(word)
    if len(names) != 1:
        raise ScenarioError(f"denshi list: name one of {', '.join(LISTS)}, as in denshi list questions")
    if names[0] not in LISTS:
        raise unknown(f"denshi list {names[0]}", names[0], LISTS, what="list")
    if settings.get("json", "false") not in ("true", "false"):
        raise ScenarioError(f"json: must be true or false, got '{settings['json']}'")
    if words and names[0] not in CHANGED:
        key = words[0].lstrip("~+").partition("=")[0]
        raise unknown(f"denshi list {names[0]}: {key}", key, ("name", "json"), what="option")
    return names[0], settings, words


def _on(what: str, text: str | None) -> int | None:
    if text is None:
        return None
    if what not in DATED:
        raise ScenarioError(f"on: only {' and '.join(DATED)} have dates; leave it out for {what}")
    try:
        return month_index(text)
    except ValueError as error:
        raise ScenarioError(f"on: {error}") from None


def _matches(row: Mapping[str, Any], wanted: str) -> bool:
    """Whether the row is called so: the name contains the text, or it is one of the identifiers."""
    called = [str(row.get(key, "")) for key in ("name", "id")]
    identifiers = [row.get("ref", ""), *row.get("ids", [])]
    return any(wanted in name for name in called) or wanted in identifiers


def _nothing(what: str, wanted: str, words: Sequence[str], config_dir: str | None) -> ScenarioError:
    rows = LISTS[what](words, config_dir, None)
    names = [str(row.get("name") or row.get("id")) for row in rows]
    ends = {".".join(name.split(".")[-2:]): name for name in names} | {name: name for name in names}
    return unknown(f"denshi list {what} name={wanted}", wanted, ends, what="name")


def _print_questions(rows: Sequence[Mapping[str, Any]]) -> None:
    """Questions under the heading of their group, each with why it matters and how it can be asked."""
    group = None
    for row in sorted(rows, key=lambda row: _order(rows, row["group"])):
        if row["group"] != group:
            group = row["group"]
            print(f"{'' if row is rows[0] else chr(10)}{str(group).upper()}")
        print(f"{row['ref']}  {row['question']}")
        print(f"     {row['why']}  {how_to_ask(row)}")


def how_to_ask(row: Mapping[str, Any]) -> str:
    """The command, with arms where not all can be asked; the first reason where none can."""
    if row["askable"] == "yes":
        return f"denshi ask {row['id']}"
    if row["askable"] == "in part":
        arms = ",".join(arm.rpartition(".")[2] for arm in row["askable_arms"])
        return f"in part: denshi ask {row['id']} arms={arms}"
    first = str(row["reason"]).partition("; ")[0]
    return f"{row['id']} not yet: {first.partition(': ')[2]}"


def _order(rows: Sequence[Mapping[str, Any]], group: str) -> int:
    """Groups in the order in which their first question comes."""
    return next(k for k, row in enumerate(rows) if row["group"] == group)
