"""A single run read from its folder, shaped like an answer with one arm and no difference.

The report of one scenario shows the same curves, funnel, map and cost as the report of a question, read
from the Parquet tables of the run; what a single run cannot know (differences, knock-out) is not shown.
"""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from agents.columns import AGE_BANDS, BARRIERS
from agents.places import places
from configs.errors import ScenarioError
from experiments.report import words
from experiments.told import user_changes
from simulation.manifest import MANIFEST, is_finished
from simulation.scenario import assemble

Ask = Callable[..., list[tuple[Any, ...]]]
ONE_RUN = (
    "One run has one throw of luck: it has no bands, and small movements are chance. Compare scenarios with"
    " paired runs before drawing a conclusion."
)
PER_PLACE = ("prefectures", "ages", "devices")
"""Parts that need counts by prefecture or age."""
SUMMARY = "This part needs record=full: the run kept a summary for Japan as a whole."


def answer_of_run(folder: Path) -> dict[str, Any]:
    """The answer-shaped mapping of a finished run folder; ScenarioError when it is none."""
    import duckdb

    if not is_finished(folder):
        raise ScenarioError(
            f"{folder}: holds no finished run ({MANIFEST} is missing); name a run folder or an answer"
        )
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    with duckdb.connect() as connection:

        def ask(table: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
            path = folder / f"{table}.parquet"
            if not path.is_file():
                return []
            return connection.execute(query.format(table="read_parquet(?)"), [str(path), *values]).fetchall()

        return _read(folder, manifest, ask)


def _read(folder: Path, manifest: dict[str, Any], ask: Ask) -> dict[str, Any]:
    from experiments.answers import NOT_MODELLED

    name = str(manifest.get("scenario", "run"))
    months, population, made = (
        manifest.get("months", {}),
        manifest.get("population", {}),
        manifest.get("provenance", {}),
    )
    last = ask("people", "SELECT max(month) FROM {table}")
    measured = last[0][0] if last and last[0][0] else None
    command, tree = _command(str(made.get("command") or "")), _scenario(folder)
    return {
        "question": {
            "ref": "",
            "id": name,
            "question": f"One run of \u201c{words.spaced(name)}\u201d",
            "why": "One scenario, one seed: a path, not a comparison.",
        },
        "population": population.get("name"),
        "citizens": population.get("citizens"),
        "weight": manifest.get("weight"),
        "replicates": 1,
        "seed": manifest.get("seed"),
        "window": {"from": months.get("first"), "to": months.get("last")},
        "measured_month": f"{measured:%Y-%m}" if measured else None,
        "arms": [{"name": name, "title": words.spaced(name), "changes": [], "command": command}],
        "series": _series(name, ask),
        "funnel": _funnel(name, ask),
        "prefectures": _prefectures(name, ask),
        "ages": _ages(name, ask),
        "cost": _cost(name, ask),
        "cost_note": "Total of all policies in force during the run, low to high.",
        "devices": _devices(ask),
        "assumptions": _assumptions(tree),
        "not_modelled": [ONE_RUN, *NOT_MODELLED],
        "disputed": _disputed(tree),
        "changes": user_changes(_words(str(made.get("command") or ""))),
        "notes": _notes(tree),
        "absent": {} if manifest.get("record") != "summary" else dict.fromkeys(PER_PLACE, SUMMARY),
        "redo": [line for line in (command, f"denshi report {folder}") if line],
        "seconds": made.get("seconds"),
        "version": manifest.get("versions", {}).get("denshi"),
        "made_at": made.get("made_at"),
        "run_key": manifest.get("run_key"),
    }


def _series(name: str, ask: Ask) -> list[dict[str, Any]]:
    query = "SELECT month, measure, value FROM {table} WHERE month(month) % 3 = 0 ORDER BY month"
    return [
        {"measure": measure, "arm": name, "month": f"{month:%Y-%m}", "mean": value, "low": None, "high": None}
        for month, measure, value in ask("measures", query)
        if measure in words.KINDS and value is not None
    ]


def _funnel(name: str, ask: Ask) -> list[dict[str, Any]]:
    """Shares of the cases of the last fiscal year that the run finished (the last twelve months if none)."""
    ends = ask("use", "SELECT max(month) FILTER (month(month) = 3), max(month) FROM {table}")
    end = (ends[0][0] or ends[0][1]) if ends else None
    if end is None:
        return []
    columns = ["own_use", *(f"barrier_{barrier}" for barrier in BARRIERS[1:])]
    sums = ", ".join(f"sum({column})" for column in columns)
    counts = ask(
        "use", f"SELECT {sums} FROM {{table}} WHERE month <= ? AND month > ? - INTERVAL 12 MONTH", end, end
    )[0]
    total = sum(value or 0 for value in counts)
    if not total:
        return []
    return [
        {"arm": name, "barrier": barrier, "share": (count or 0) / total}
        for barrier, count in zip(BARRIERS, counts, strict=True)
    ]


def _share_by(ask: Ask, column: str, where: str) -> list[tuple[Any, float]]:
    """Own use among adults in the last recorded month by one column of ``people``."""
    last = ask("people", "SELECT max(month) FROM {table}")
    if not last:
        return []
    query = (
        f"SELECT {column}, sum(own_use_any_12m), sum(adults) FROM {{table}}"
        f" WHERE month = ? AND {where} GROUP BY {column} ORDER BY {column}"
    )
    return [(key, own / adults) for key, own, adults in ask("people", query, last[0][0]) if adults]


def _prefectures(name: str, ask: Ask) -> list[dict[str, Any]]:
    names = places().prefecture_name
    return [
        {"prefecture_code": code, "name": names[code - 1], "arm": name, "own_use": share, "difference": None}
        for code, share in _share_by(ask, "prefecture_code", "prefecture_code > 0")
    ]


def _ages(name: str, ask: Ask) -> list[dict[str, Any]]:
    found = dict(_share_by(ask, "age_band", "age_band <> 'all'"))
    return [
        {"age_band": band, "arm": name, "own_use": found[band], "difference": None, "low": None, "high": None}
        for band in AGE_BANDS
        if band in found
    ]


def _cost(name: str, ask: Ask) -> list[dict[str, Any]]:
    query = (
        "SELECT payer, kind, sum(low), sum(high) FROM {table} GROUP BY payer, kind ORDER BY sum(high) DESC"
    )
    return [
        {"arm": name, "payer": payer, "kind": kind, "low": low, "high": high}
        for payer, kind, low, high in ask("costs", query)
    ]


def _devices(ask: Ask) -> list[dict[str, Any]]:
    """Internet and devices by ten-year age group against their tables; needs the ages of a full run."""
    query = """
        SELECT year(month) AS year,
            CASE WHEN age_band IN ('80-84', '85+') THEN '80+'
                ELSE substr(age_band, 1, 1) || '0-' || substr(age_band, 1, 1) || '9' END AS band,
            sum(connected) / sum(population), sum(pc) / sum(population), sum(smartphone) / sum(population)
        FROM {table}
        WHERE month(month) = 9 AND year(month) % 5 = 0
            AND age_band NOT IN ('all', '0-4', '5-9', '10-14', '15-19')
        GROUP BY year, band HAVING sum(population) > 0 ORDER BY year, band"""
    table = _device_tables()
    return [
        {
            "year": year,
            "age_band": band,
            "device": device,
            "table": table[year, band, device],
            "simulated": share,
        }
        for year, band, *shares in ask("people", query)
        for device, share in zip(("net", "pc", "smartphone"), shares, strict=True)
        if (year, band, device) in table
    ]


def _device_tables() -> dict[tuple[int, str, str], float]:
    folder = places().geometry.parent.parent / "digital"
    found: dict[tuple[int, str, str], float] = {}
    for file in ("internet_use_by_age_year.csv", "devices_by_age_year.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found[int(row["year"]), row["age_band"], row.get("device") or "net"] = float(row["share"])
    return found


def _words(told: str) -> list[str]:
    """Words of the command after the verb; none where they cannot be told apart."""
    try:
        return shlex.split(told)[2:]
    except ValueError:
        return []


def _command(told: str) -> str:
    """The command as anybody may type it: without the machine's path, without where and how to print."""
    verb = told.split()[1:2]
    rest = [word for word in _words(told) if not word.startswith(("out=", "json="))]
    return shlex.join(["denshi", *verb, *rest]) if verb else ""


def _notes(tree: dict[str, Any]) -> list[str]:
    """What may surprise in the scenario; nothing where the folder's scenario is not whole."""
    try:
        return assemble(tree).notes()
    except ScenarioError:
        return []


def _scenario(folder: Path) -> dict[str, Any]:
    """The resolved scenario of the run."""
    path = folder / "scenario.yaml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    return tree if isinstance(tree, dict) else {}


def _assumptions(tree: dict[str, Any]) -> dict[str, Any]:
    """Count, grades and records of the assumptions about people and institutions."""
    parts = ("assumptions", "institutions", "firms")
    listed = [record for part in parts for record in _records(tree.get(part), part)]
    grades: dict[str, int] = {}
    for record in listed:
        grade = str(record.get("grade") or "not stated")
        grades[grade] = grades.get(grade, 0) + 1
    return {"count": len(listed), "by_grade": grades, "listed": listed}


def _records(tree: Any, path: str) -> list[dict[str, Any]]:
    """Every mapping below ``tree`` that has a value and a grade, with its dotted name."""
    if not isinstance(tree, dict):
        return []
    if "value" in tree and "grade" in tree:
        return [{**tree, "name": path}]
    return [record for key, branch in tree.items() for record in _records(branch, f"{path}.{key}")]


def _disputed(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """Every disputed reading of an entry in force, and which one was used."""
    entries = {**(tree.get("policies") or {}), **(tree.get("shocks") or {})}
    return [
        {
            **dispute,
            "name": name,
            "used": entry.get(dispute.get("field", "start")),
            "ramp_months": entry.get("ramp", 0),
        }
        for name, entry in entries.items()
        for dispute in entry.get("disputed") or []
    ]
