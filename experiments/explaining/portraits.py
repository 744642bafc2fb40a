"""Portraits: one typical citizen for each group, nearest the centre of the group, none of them invented.

Groups are those of age, devices and what became of the last twelve months. The largest group of each outcome
comes first, then the second largest of each, so that the few who file alone are seen beside the many.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from agents.columns import VACANT, Citizens
from configs.errors import ScenarioError
from configs.months import month_text
from experiments.explaining import words as said
from experiments.explaining.announcing import announce
from experiments.explaining.people import ages, by_typicality, devices
from experiments.explaining.request import DEVICES, month_in, scenarios_of, until
from experiments.explaining.story import Story, tell
from experiments.explaining.told import DEVICES as DEVICE_WORDS
from experiments.explaining.told import flip_lines, who_line, wrapped
from experiments.failure import computing
from experiments.options import Options
from experiments.output import check_population
from experiments.questions import question as question_named
from experiments.wording import month_words
from simulation.kernels.month import ADULT
from simulation.kernels.observe import has_mode
from simulation.model import DenshiModel
from simulation.scenario import Scenario
from simulation.tracing import Lived

AGES = ((18, 29), (30, 44), (45, 64), (65, 74), (75, 120))
OUTCOMES = ("own", "assisted", "proxy", "offline")
OUTCOME_WORDS = {
    "own": "filed something alone, online, in the last twelve months",
    "assisted": "filed online only with help, the last time",
    "proxy": "filed online only through somebody else, the last time",
    "offline": "nothing online",
}
MOST = 40
YEAR = 12


def groups(citizens: Citizens, month: int) -> dict[tuple[int, int, int], np.ndarray]:
    """Age, device and outcome (positions in their lists) -> slots of the adults of the group, in order.

    Every adult is in exactly one group. The outcomes are told apart as ``own_use``, ``assisted_use`` and
    ``proxy_use`` count them; who is in several is in the first.
    """
    age, device = ages(citizens, month), devices(citizens)
    band = np.searchsorted([low for low, _ in AGES], age, side="right") - 1
    modes = [np.array([has_mode.py_func(int(h), mode) for h in range(1 << 16)]) for mode in (2, 3)]
    how = citizens.how.astype(np.int64)
    outcome = np.where(citizens.stamp != 0, 0, np.where(modes[0][how], 1, np.where(modes[1][how], 2, 3)))
    adult = np.flatnonzero((citizens.birth != VACANT) & (age >= ADULT))
    found: dict[tuple[int, int, int], list[int]] = {}
    for slot in adult:
        found.setdefault((int(band[slot]), int(device[slot]), int(outcome[slot])), []).append(int(slot))
    return {key: np.array(slots, np.int64) for key, slots in found.items()}


def in_turn(found: Mapping[tuple[int, int, int], np.ndarray]) -> list[tuple[int, int, int]]:
    """The groups: the largest of each outcome, then the second largest of each, and so on."""
    by_outcome: dict[int, list[tuple[int, int, int]]] = {}
    for key in sorted(found, key=lambda key: (-found[key].size, key)):
        by_outcome.setdefault(key[2], []).append(key)
    rank = {key: place for keys in by_outcome.values() for place, key in enumerate(keys)}
    return sorted(rank, key=lambda key: (rank[key], -found[key].size, key))


def explain_portraits(
    words: Options, count: int, named: str | None, as_json: bool, config_dir: str | None
) -> dict[str, Any]:
    """``count`` portraits under the scenario, or under the first two arms of a question."""
    if count > MOST:
        raise ScenarioError(f"portraits: at most {MOST}, got {count}")
    scenarios, last = _asked(words, named, config_dir)
    for scenario in scenarios.values():
        check_population(scenario)
    names = list(scenarios)
    announce(scenarios[names[0]], 1 + len(names), as_json, people=count * len(names))

    def wanted(lived: Lived) -> bool:
        return lived.month > last - YEAR

    with computing():
        model = DenshiModel(scenarios[names[0]], agents=False)
        while model.running:
            model.step()
        found = groups(model.citizens, last)
        keys = in_turn(found)[:count]
        chosen = [int(by_typicality(model.citizens, found[key], last)[0]) for key in keys]
        people = {slot: int(model.citizens[slot].generation) for slot in chosen}
        told = {name: tell(DenshiModel(scenarios[name], agents=False), name, people, last, wanted)
                for name in names}  # fmt: skip
    adults = sum(slots.size for slots in found.values())
    rows = [
        _row(key, found[key].size, adults, slot, [told[name][slot] for name in names])
        for key, slot in zip(keys, chosen, strict=True)
    ]
    scenario = scenarios[names[0]]
    answer: dict[str, Any] = {
        "kind": "portraits",
        "scenarios": names,
        "population": scenario.population.name,
        "seed": scenario.seed,
        "month": month_text(last),
        "adults": adults,
        "groups": len(found),
        "portraits": rows,
    }
    answer["text"] = _lines(answer)
    return answer


def _asked(words: Options, named: str | None, config_dir: str | None) -> tuple[dict[str, Scenario], int]:
    arms: list[str] = words.names_in("in")
    if named is not None:
        asked = question_named(named)
        expected = [row.arm for row in asked.expect if row.arm not in (None, asked.reference)]
        others = [arm for arm in (*expected, *asked.arms) if arm != asked.reference]
        arms = [f"{asked.id}.{arm}" for arm in (asked.reference, *others[:1])]
    if words.names:
        raise ScenarioError(f"denshi explain: '{words.names[0]}' has no '='; write question={words.names[0]}")
    month = words.text("month") or words.text("to")
    scenarios = (
        scenarios_of(arms, words.changes, config_dir)
        if len(arms) != 1
        else scenarios_of([], [f"scenario={arms[0]}", *words.changes], config_dir)
    )
    end = min(scenario.calendar.end for scenario in scenarios.values())
    last = end if month is None else month_in("month", month, next(iter(scenarios.values())))
    return until(scenarios, last), last


def _row(
    key: tuple[int, int, int], size: int, adults: int, slot: int, stories: list[Story]
) -> dict[str, Any]:
    low, high = AGES[key[0]]
    return {
        "group": {
            "age": f"{low}-{high}" if high < 120 else f"{low}+",
            "device": DEVICES[key[1]],
            "outcome": OUTCOMES[key[2]],
            "adults": int(size),
            "share": size / adults,
        },
        "slot": slot,
        "arms": [story.plain() for story in stories],
    }


def _lines(answer: Mapping[str, Any]) -> list[str]:
    names, rows = answer["scenarios"], answer["portraits"]
    covered = sum(row["group"]["share"] for row in rows)
    lines = wrapped(
        f"{len(rows)} of {answer['groups']} groups of adults (age, devices, last twelve months) under "
        f"'{names[0]}' in {month_words(answer['month'])}; {100 * covered:.0f} % of {answer['adults']:,} "
        "adults. Each portrait is the simulated citizen nearest the centre of the group."
    )
    for number, row in enumerate(rows, 1):
        group, first = row["group"], row["arms"][0]
        lines.append("")
        lines += wrapped(
            f"{number}. Aged {group['age']}, {DEVICE_WORDS[group['device']]}, "
            f"{OUTCOME_WORDS[group['outcome']]}: {group['adults']:,} adults ({100 * group['share']:.1f} %)."
        )
        lines += wrapped(f"Citizen {row['slot']}: {who_line(first['citizen'])}", "   ")
        knows = [said.service(name) for name in first["citizen"]["knows"]]
        lines += wrapped(f"Knows of: {', '.join(knows) if knows else 'nothing that is online'}.", "   ")
        for name, story in zip(names, row["arms"], strict=True):
            lines += _happened(name, story)
    return lines


def _cases(count: int) -> str:
    return "one case" if count == 1 else f"{count} cases"


def _happened(name: str, story: Mapping[str, Any]) -> list[str]:
    """A line on what happened, and the smallest change that turns it."""
    if not story["cases"]:
        return wrapped(f"Under '{name}': no case in the last twelve months.", "   ")
    case = story["cases"][-1]
    ending = said.STOOD[case["stood_in_the_way"]]
    lines = wrapped(
        f"Under '{name}': {_cases(len(story['cases']))}; the last in {month_words(case['month'])}, "
        f"{said.service(case['service'])}: {said.WAYS[case['way']]}; {ending}.",
        "   ",
    )
    return lines + [f"   {line.removeprefix('  ')}" for line in flip_lines(case, 1)]
