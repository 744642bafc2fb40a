"""Gains: what the effect of an arm on own online use is made of, person by person.

Both arms are run again with the luck of the answer. Whoever files alone under the arm and not under the
reference is put down to what stood in the way at their last case under the reference; whoever is lost, to
what stood in the way under the arm. Gains less losses are the effect, so the parts sum to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from agents.columns import BARRIERS, FAMILIES, VACANT, Citizens
from configs.months import month_text
from experiments.explaining import words
from experiments.explaining.announcing import announce
from experiments.explaining.people import ages, devices
from experiments.explaining.portraits import AGES
from experiments.explaining.request import DEVICES, until
from experiments.explaining.sources import Source
from experiments.explaining.told import wrapped
from experiments.failure import computing
from experiments.output import check_population
from experiments.runs import said_value
from experiments.wording import arm_title, measure_words, month_words
from policies.levers import LEVERS
from simulation.kernels.month import ADULT
from simulation.model import DenshiModel
from simulation.scenario import Scenario

POINTS = 100.0
LEVERS_SHOWN = 8
MOST = 0.9
"""Share of the move over a sweep after which little is added."""
NO_CASE = "had no case online in the last twelve months, though nothing stood in the way at the last one"


class Ended(NamedTuple):
    """What is kept of a run, all (n,): own use, services known, barrier, generation, age, device."""

    own: np.ndarray
    knows: np.ndarray
    adult: np.ndarray
    barrier: np.ndarray
    generation: np.ndarray
    band: np.ndarray
    device: np.ndarray


def explain_gain(source: Source, arm: str, as_json: bool, config_dir: str | None) -> dict[str, Any]:
    """The effect of ``arm`` on own use by barrier, age and device, as plain values with its text."""
    names = (source.reference, arm)
    scenarios = until({name: source.scenario(name, config_dir) for name in names}, source.month)
    for scenario in scenarios.values():
        check_population(scenario)
    announce(scenarios[arm], 2 * source.replicates, as_json)
    parts: dict[str, list[np.ndarray]] = {"barrier": [], "age": [], "device": []}
    gained, lost, known = [], [], []
    differing: list[dict[str, Any]] = []
    with computing():
        for number in range(source.replicates):
            before, after = (_ended(scenarios[name], number, source.month) for name in names)
            if not number:
                differing = levers(*(scenarios[name] for name in names))
            flips = _flips(before, after)
            gained.append(int((flips > 0).sum()))
            lost.append(int((flips < 0).sum()))
            people = after.adult.sum()
            known.append([side.knows.sum() / side.adult.sum() for side in (before, after)])
            bound = np.where(flips > 0, before.barrier, after.barrier)
            for name, group, size in (
                ("barrier", bound, len(BARRIERS)), ("age", after.band, len(AGES)),
                ("device", after.device, len(DEVICES)),
            ):  # fmt: skip
                counted = np.bincount(group[flips != 0], weights=flips[flips != 0], minlength=size)
                parts[name].append(POINTS * counted / people)
    named = {"barrier": BARRIERS, "age": [_ages(k) for k in range(len(AGES))], "device": DEVICES}
    means = {name: np.mean(found, axis=0) for name, found in parts.items()}
    answer: dict[str, Any] = {
        "kind": "gain",
        "source": str(source.place),
        "arm": arm,
        "minus": source.reference,
        "measure": "own_use",
        "month": month_text(source.month),
        "replicates": source.replicates,
        "gain": float(means["barrier"].sum()),
        "answered": _answered(source.answer, arm),
        "gained": float(np.mean(gained)),
        "lost": float(np.mean(lost)),
        "known": [float(share) for share in np.mean(known, axis=0)],
        "swept": saturation(source.answer, arm),
        "levers": differing,
        **{
            f"by_{name}": [
                {name: label, "points": float(value)}
                for label, value in zip(named[name], means[name], strict=True)
            ]
            for name in parts
        },
    }
    answer["text"] = _lines(answer)
    return answer


def _ended(scenario: Scenario, number: int, month: int) -> Ended:
    """Runs one replicate, with the luck and population that an answer gives to it."""
    choice = scenario.population.model_copy(update={"seed": scenario.population.seed + number})
    lived = scenario.model_copy(update={"replicate": number, "population": choice})
    model = DenshiModel(lived, agents=False)
    while model.running:
        model.step()
    citizens: Citizens = model.citizens
    age = ages(citizens, month)
    adult = (citizens.birth != VACANT) & (age >= ADULT)
    model.citizenry.close()
    return Ended(
        own=adult & (citizens.stamp != 0),
        knows=np.where(adult, np.bitwise_count(citizens.aware), 0),
        adult=adult,
        barrier=citizens.field("barrier"),
        generation=citizens.field("generation"),
        band=np.clip(np.searchsorted([low for low, _ in AGES], age, side="right") - 1, 0, len(AGES) - 1),
        device=devices(citizens),
    )


def _flips(before: Ended, after: Ended) -> np.ndarray:
    """(n,) +1 gained, -1 lost, 0 neither, of adults who are the same person in both."""
    same = before.adult & after.adult & (before.generation == after.generation)
    return np.where(same, after.own.astype(np.int64) - before.own.astype(np.int64), 0)


def levers(one: Scenario, other: Scenario) -> list[dict[str, Any]]:
    """Levers in which two arms differ, with the months and the mean difference over zones and kinds."""
    from simulation.model import load_population, timeline_of

    population = load_population(one)
    a, b = (timeline_of(scenario, population) for scenario in (one, other))
    rows = []
    for name in LEVERS:
        means = [line.lever(name).mean(axis=(1, 2, 3)) for line in (a, b)]
        apart = np.flatnonzero(np.abs(means[1] - means[0]) > 1e-12)
        if apart.size:
            rows.append(
                {
                    "lever": name,
                    "unit": LEVERS[name].unit,
                    "from": month_text(a.first + int(apart[0])),
                    "to": month_text(a.first + int(apart[-1])),
                    "mean_difference": float((means[1] - means[0])[apart].mean()),
                }
            )
    return rows


def saturation(answer: Mapping[str, Any], arm: str) -> dict[str, Any] | None:
    """Where most of the move over the answer's sweep of the arm is reached; None where nothing was swept.

    Gives the lever, the output, its values at both ends, and the first swept value from which on the output
    has made ``MOST`` of the move.
    """
    for table in answer.get("sweep") or []:
        rows = [(row["value"], row["cells"].get(arm_title(arm))) for row in table["rows"]]
        found = [(value, cell["mean"]) for value, cell in rows if cell and cell["mean"] is not None]
        if len(found) < 3 or found[0][1] == found[-1][1]:
            continue
        whole = found[-1][1] - found[0][1]
        reached = next(value for value, mean in found if (mean - found[0][1]) / whole >= MOST)
        return {
            "over": table["over"], "output": table["output"], "unit": table["unit"],
            "from": found[0], "to": found[-1], "most_reached_at": reached,
        }  # fmt: skip
    return None


def _answered(answer: Mapping[str, Any], arm: str) -> float | None:
    """The effect on own use that the answer states, in points."""
    for row in answer.get("differences", []):
        if row.get("measure") == "own_use" and row.get("arm") == arm:
            return float(row["estimate"])
    headline = answer.get("headline", {})
    if headline.get("measure") == "own_use" and headline.get("arm") == arm:
        return float(headline["estimate"])
    return None


def _ages(k: int) -> str:
    low, high = AGES[k]
    return f"{low}-{high}" if high < 120 else f"{low}+"


def _lines(answer: Mapping[str, Any]) -> list[str]:
    gain, arm, base = answer["gain"], arm_title(answer["arm"]), arm_title(answer["minus"])
    lines = wrapped(
        f"Under '{arm}' own online use in {month_words(answer['month'])} is {gain:+.1f} points against "
        f"'{base}' ({answer['gained']:,.0f} simulated adults gain it, {answer['lost']:,.0f} lose it; mean of "
        f"{answer['replicates']} paired runs)."
    )
    rows = sorted(answer["by_barrier"], key=lambda row: -abs(row["points"]))
    rows = [row for row in rows if row["points"]]
    if rows and gain:
        lines += wrapped(
            f"Most of it comes from people whose last case under '{base}' ended so: "
            f"{_bound(rows[0]['barrier'])} ({100 * rows[0]['points'] / gain:.0f} % of it)."
        )
    lines += ["", "By what stood in the way at the last case (points; they sum to the gain):"]
    lines += [f"  {row['points']:+6.2f}  {_bound(row['barrier'])}" for row in rows]
    for name, head in (("age", "By age:"), ("device", "By devices under the arm:")):
        said = [f"{row[name]} {row['points']:+.2f}" for row in answer[f"by_{name}"]]
        lines += wrapped(f"{head} {', '.join(said)}.")
    before, after = answer["known"]
    lines += wrapped(
        f"An adult knows of {before:.1f} of the {len(FAMILIES)} services under '{base}', of {after:.1f} "
        f"under '{arm}'."
    )
    lines += _swept_lines(answer["swept"])
    lines += ["", "Levers in which the two differ, and by how much on average while they do:"]
    for row in answer["levers"][:LEVERS_SHOWN]:
        lines.append(
            f"  {row['lever']}: {row['mean_difference']:+.3g} ({row['unit']}), {row['from']} to {row['to']}"
        )
    more = len(answer["levers"]) - LEVERS_SHOWN
    if more > 0:
        lines.append(f"  and {more} more, see json=true")
    if not answer["levers"]:
        lines.append("  none: the two differ in assumptions")
    return lines


def _swept_lines(swept: Mapping[str, Any] | None) -> list[str]:
    """From where on little is added, over the values that the answer swept."""
    if swept is None:
        return []
    (low, least), (high, most), at = swept["from"], swept["to"], swept["most_reached_at"]
    beyond = "the last step still adds" if at == high else f"above {_large(at)} little is added"
    output = measure_words(swept["output"])
    return wrapped(
        f"Over {swept['over']} from {_large(low)} to {_large(high)}, {output} goes from "
        f"{_large(least)} to {_large(most)} ({swept['unit']}); {beyond}."
    )


def _large(value: Any) -> str:
    """A number with its thousands apart; a word as it is."""
    if isinstance(value, int | float) and abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if isinstance(value, float) else said_value(value)


def _bound(name: str) -> str:
    return NO_CASE if name == "none" else words.STOOD[name]
