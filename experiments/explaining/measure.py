"""A measure traced: what it counts, in whom, when it moved, by which stages, assumptions and policies.

The run is run again with everything recorded. Which counts the measure reads is not written down a second
time: its own formula is given counts that take note of what is asked of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agents.columns import AGE_BANDS, FAMILIES
from configs.months import month_text
from experiments.explaining.announcing import announce
from experiments.explaining.sources import Source
from experiments.explaining.told import wrapped
from experiments.explaining.words import service
from experiments.failure import computing
from experiments.listings import moved, parameter_rows, status
from experiments.mechanisms import MECHANISMS, made_by, read_by
from experiments.output import check_population
from experiments.progress import Progress
from experiments.wording import month_words
from policies.levers import LEVERS, UNREAD
from simulation.measures import MEASURES, Counts
from simulation.record import RunRecord

STEPS_SHOWN = 3
TRIALS, SMALL = 12, 200_000
"""Policies of which the effect is tried unless told otherwise, in populations up to this size."""
FISCAL_YEAR_ENDS = 2
"""March, counted from January."""


@dataclass(frozen=True)
class Listening(Counts):
    """Counts that take note of what a formula asks of them."""

    asked: list[str] = field(default_factory=list)

    def persons(self, name: str, bands: slice = slice(None)) -> np.ndarray:
        """One stock of persons."""
        self.asked.append(name)
        return super().persons(name, bands)

    def users(self, name: str) -> np.ndarray:
        """One stock of adults by family."""
        self.asked.append(name)
        return super().users(name)

    def cases(self, *names: str) -> np.ndarray:
        """Cases of the named kinds."""
        self.asked.extend(names)
        return super().cases(*names)


def reads(name: str, counts: Counts) -> list[str]:
    """The stocks and flows that the formula of a measure asks for, in the order in which it does."""
    listening = Listening(counts.person, counts.family, counts.flows)
    MEASURES[name](listening)
    return list(dict.fromkeys(listening.asked))


def explain_measure(
    source: Source, name: str, as_json: bool, config_dir: str | None, trials: int | None = None
) -> dict[str, Any]:
    """Where the measure of the reference comes from, as plain values with its text.

    trials : of how many policies, the latest first, the run is made again without them
    """
    from simulation.run import run_tree

    arm = source.reference
    scenario = source.scenario(arm, config_dir)
    calendar = scenario.calendar.model_copy(update={"end": source.month})
    scenario = scenario.model_copy(update={"calendar": calendar, "record": "full"})
    check_population(scenario)
    small = scenario.population.citizens <= SMALL
    count = (TRIALS if small else 0) if trials is None else trials
    policies = _policies(scenario, source.month)
    announce(scenario, 1 + min(count, len(policies)), as_json)
    with Progress(scenario.name, as_json) as progress, computing():
        records = run_tree(
            {arm: scenario}, [scenario.replicate], scenario.threads, [source.month], progress, record="full"
        )
    record = next(iter(records.values()))
    with computing():
        _try(scenario, policies[:count], name, source.month)
    measure, month = MEASURES[name], source.month
    counts = record.counts(month)
    parameters = parameter_rows(scenario)
    stages = made_by(name, measure.table)
    answer: dict[str, Any] = {
        "kind": "measure",
        "source": str(source.place),
        "arm": arm,
        "measure": name,
        "title": measure.title,
        "meaning": measure.meaning,
        "unit": measure.unit,
        "month": month_text(month),
        "value": record.value(name, month),
        "same_as_stored": (record.digest == source.digest) if source.digest else None,
        "reads": [_read(one, counts) for one in reads(name, counts)],
        "kept_as": measure.source,
        "years": years(record, name),
        "ages": _ages(record, name, month),
        "services": _services(counts) if measure.source == "flows" or "use" in name else [],
        "stages": [
            {
                "name": stage,
                "does": MECHANISMS[stage].does,
                "section": MECHANISMS[stage].section,
                "parameters": len(behind := read_by(parameters, (stage,))),
                "grade_e": sum(row["grade"] == "E" for row in behind),
                "numbers": {str(row["name"]): row["grade"] for row in behind},
            }
            for stage in stages
        ],
        "policies": policies,
        "levers": _levers(record, month),
    }
    answer["text"] = _lines(answer)
    return answer


def _read(name: str, counts: Counts) -> dict[str, Any]:
    from simulation.counts import FAMILY_STOCKS, FLOWS, PERSON_STOCKS

    if name in PERSON_STOCKS:
        return {"name": name, "table": "people", "count": int(counts.persons(name))}
    if name in FLOWS:
        return {"name": name, "table": "use", "count": int(counts.cases(name))}
    assert name in FAMILY_STOCKS, name
    return {"name": name, "table": "use", "count": int(counts.users(name).sum())}


def years(record: RunRecord, name: str) -> list[dict[str, Any]]:
    """The measure at the end of each fiscal year and the move since the last; moves sum to the value."""
    rows: list[dict[str, Any]] = []
    before = 0.0
    months = [m for m in record.stock_months if m % 12 == FISCAL_YEAR_ENDS or m == record.stock_months[-1]]
    for month in months:
        value = record.value(name, month)
        if not np.isfinite(value):
            continue
        rows.append({"month": month_text(month), "value": value, "change": value - before})
        before = value
    return rows


def _ages(record: RunRecord, name: str, month: int) -> list[dict[str, Any]]:
    found = record.by_age(name, month)
    return [
        {"age_band": band, "value": float(value)}
        for band, value in zip(AGE_BANDS, found, strict=True)
        if np.isfinite(value)
    ]


def _services(counts: Counts) -> list[dict[str, Any]]:
    """Cases of the year by family: alone, with help, by proxy online, at the counter, by mail."""
    from simulation.counts import FLOWS

    ways = ("own_use", "assisted_use", "proxy_use", "counter", "mail", "unmet")
    flows = counts.flows.sum(axis=0)
    return [
        {"service": family, **{way: int(flows[f, FLOWS.index(way)]) for way in ways}}
        for f, family in enumerate(FAMILIES)
    ]


def _policies(scenario: Any, month: int) -> list[dict[str, Any]]:
    """Entries in force in the month that move a lever which something reads, the latest first."""
    rows = []
    for section in ("policies", "shocks"):
        for name, entry in getattr(scenario, section).items():
            levers = [lever for lever in moved(entry) if lever not in UNREAD]
            if entry.start is None or entry.context_only or not levers:
                continue
            if status(entry, month).startswith("in force"):
                rows.append(
                    {"name": name, "title": entry.title, "since": month_text(entry.start), "levers": levers,
                     "grade": entry.grade, "section": section, "effect": None}
                )  # fmt: skip
    return sorted(rows, key=lambda row: (row["since"], row["name"]), reverse=True)


def _try(scenario: Any, rows: list[dict[str, Any]], name: str, month: int) -> None:
    """Writes into the rows what the measure has from each of them: the run less the run without it."""
    from simulation.run import run_tree

    arms = {"": scenario}
    for row in rows:
        entries = dict(getattr(scenario, row["section"]))
        del entries[row["name"]]
        arms[row["name"]] = scenario.model_copy(update={row["section"]: entries})
    if rows:
        records = run_tree(arms, [scenario.replicate], scenario.threads, [month])
        value = {arm: record.value(name, month) for (arm, _), record in records.items()}
        for row in rows:
            row["effect"] = value[""] - value[row["name"]]


def _levers(record: RunRecord, month: int) -> list[dict[str, Any]]:
    """Levers that stand elsewhere than at the start of the run, means over residents."""
    rows = []
    for name, lever in LEVERS.items():
        if name in UNREAD or name.startswith("firms."):
            continue
        start, now = (float(record.lever(name, m, m).mean()) for m in (record.first, month))
        if abs(now - start) > 1e-9:
            rows.append({"lever": name, "unit": lever.unit, "at_start": start, "now": now})
    return rows


def _lines(answer: Mapping[str, Any]) -> list[str]:
    scale = 100.0 if answer["unit"].startswith(("share", "difference", "0 to 1")) else 1.0
    lines = wrapped(
        f"{answer['title']} under '{answer['arm']}' in {month_words(answer['month'])}: "
        f"{scale * answer['value']:.1f}{' %' if scale > 1.0 else ''} ({answer['meaning']}; {answer['unit']})."
    )
    if answer["same_as_stored"] is not None:
        same = (
            "the same bits as the stored run"
            if answer["same_as_stored"]
            else "NOT the bits of the stored run"
        )
        lines += wrapped(f"The run was run again: {same}.")
    kept = (
        "counted in the twelve months until then" if answer["kept_as"] == "flows" else "counted at that month"
    )
    lines += ["", f"What it reads, {kept} (simulated):"]
    lines += [f"  {row['count']:>10,}  {row['name']} (table {row['table']})" for row in answer["reads"]]
    if not answer["reads"]:
        lines.append("  cases by age and service, see docs/results.md (table use)")
    moves = sorted(answer["years"], key=lambda row: -abs(row["change"]))[:STEPS_SHOWN]
    lines += ["", "When it moved most (years until the month named):"]
    for row in sorted(moves, key=lambda row: row["month"]):
        change, level = scale * row["change"], scale * row["value"]
        lines.append(f"  {month_words(row['month']):15} {change:+6.1f} points, to {level:.1f}")
    if answer["ages"]:
        high = max(answer["ages"], key=lambda row: row["value"])
        low = min(answer["ages"], key=lambda row: row["value"])
        lines += wrapped(
            f"By age: highest at {high['age_band']} ({scale * high['value']:.1f}), lowest at "
            f"{low['age_band']} ({scale * low['value']:.1f})."
        )
    lines += _service_lines(answer["services"])
    lines += ["", "Stages of the month that move it, and the numbers that they read (of grade E: no source):"]
    for row in answer["stages"]:
        count = f"{row['parameters']:>3} numbers, {row['grade_e']:>3} of grade E"
        said = f"{row['name']:17} {count}; {row['does']} (docs/odd.md {row['section']})"
        lines += wrapped(said, "  ", " " * 20)
    if not answer["stages"]:
        lines.append("  none: it follows the tables of Japan or the scenario alone")
    tried = [row for row in answer["policies"] if row["effect"] is not None]
    if tried:
        lines += [
            "",
            f"The latest {len(tried)} of {len(answer['policies'])} policies and events in force, and what",
        ]
        lines += [
            "the number has from each (points; one paired run with and without it, so small ones are chance):"
        ]
    for row in sorted(tried, key=lambda row: -abs(row["effect"])):
        said = f"{scale * row['effect']:+6.2f}  {row['since']}  {row['name']}: {', '.join(row['levers'])}"
        lines += wrapped(said.strip(), "  ", " " * 19)
    lines += wrapped(
        f"{len(answer['policies'])} policies and events are in force, and {len(answer['levers'])} levers "
        "stand elsewhere than at the start; trials=N tries more of them. The numbers that a stage reads: "
        "denshi list parameters."
    )
    return lines


def _service_lines(rows: list[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    lines = ["", "Cases of the year by service: alone online, with help, by proxy online, counter, mail:"]
    for row in rows:
        numbers = "".join(
            f"{row[way]:>8,}" for way in ("own_use", "assisted_use", "proxy_use", "counter", "mail")
        )
        lines.append(f"  {service(row['service']):25}{numbers}")
    return lines
