"""What decides a run of one innovation, checked at the door.

It shares name, luck, population and calendar with any scenario, and reads ``diffusion.*``. Nothing else has a
meaning here: no policies, no services, no Japan. A change of anything else is refused rather than ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from configs.errors import ScenarioError
from configs.library import library
from configs.reader import compose
from configs.record import Assumption
from configs.trees import Tree, is_record, leaves, nested
from simulation.door import Door
from simulation.scenario import Basics, Calendar, PopulationChoice

SECTION = "diffusion"
"""The section of the tree that makes a scenario one of this model."""
LEFT_ALONE = ("assumptions", "policies", "shocks", "services", "institutions", "firms", "network", "profile")
"""Sections of the society of Japan, which this model does not read."""
STEPS = 512
"""Steps of a logit in which values of trying are kept."""
MOST = 15.5
"""Largest value of trying, logits: the table of the logistic function ends at 16."""


@cache
def record_names() -> tuple[str, ...]:
    """Every number of the model."""
    return tuple(name for name, _ in leaves(library().option(SECTION, "reference").body))


class Innovation(Basics):
    """One innovation among people with random traits.

    numbers : dotted name -> record; ``value("hear.tie")`` is its number
    """

    calendar: Calendar
    population: PopulationChoice
    numbers: dict[str, Assumption]

    def value(self, name: str) -> float:
        """The number ``diffusion.<name>``."""
        return self.numbers[name].value

    @property
    def degree(self) -> int:
        """Ties of a person on average."""
        return int(self.value("ties.degree"))

    def notes(self) -> list[str]:
        """Numbers outside their range."""
        return [f"{SECTION}.{name}: {record.note}" for name, record in self.numbers.items() if record.note]

    def resolved(self) -> Tree:
        """Plain mappings that say everything that was run."""
        plain: Tree = self.model_dump(mode="json", include={"name", "seed", "replicate", "threads"})
        plain["calendar"] = self.calendar.model_dump(mode="json")
        plain["population"] = self.population.model_dump(mode="json")
        grown: Tree = {}
        for name, record in self.numbers.items():
            *groups, last = name.split(".")
            level = grown
            for group in groups:
                level = level.setdefault(group, {})
            level[last] = record.model_dump(mode="json")
        return plain | nested([SECTION], grown)


def is_innovation(tree: Mapping[str, Any]) -> bool:
    """Whether a composed tree describes this model and not the society of Japan."""
    return bool(tree.get(SECTION))


def assemble(tree: Mapping[str, Any]) -> Innovation:
    """The scenario that a composed tree describes. Raises ScenarioError with one line per fault."""
    door = Door(tree)
    door.faults += _changed_in_vain(tree)
    if (tree.get("checkpoint") or {}).get("every"):
        door.faults.append(f"checkpoint.every: scenario={tree['name']} keeps no checkpoints; leave it out")
    basics = door.model(Basics, {name: tree[name] for name in Basics.model_fields if name in tree}, "")
    calendar = door.model(Calendar, door.section("calendar"), "calendar")
    population = door.model(PopulationChoice, door.section("population"), "population")
    numbers = _numbers(door)
    if population is not None and population.file:
        door.faults.append("population.file: people of this model have random traits; leave it out")
    if not door.faults and population is not None:
        door.faults += _impossible({name: record.value for name, record in numbers.items()})
    if basics is None or calendar is None or population is None or door.faults:
        raise ScenarioError(*door.faults)
    return Innovation(**basics.model_dump(), calendar=calendar, population=population, numbers=numbers)


def _numbers(door: Door) -> dict[str, Assumption]:
    found = dict(leaves(door.section(SECTION)))
    door.names(found, SECTION, record_names())
    door.faults += [f"{SECTION}.{name}: is required" for name in record_names() if name not in found]
    records = {}
    for name in (name for name in record_names() if name in found):
        if not is_record(found[name]):
            door.faults.append(f"{SECTION}.{name}: must be a number, got {found[name]!r}")
            continue
        record = door.model(Assumption, found[name], f"{SECTION}.{name}")
        if record is not None:
            records[name] = record
    return records


def _changed_in_vain(tree: Mapping[str, Any]) -> list[str]:
    """One line for each section of the society of Japan that is not as shipped."""
    plain = compose([f"scenario={_SHIPPED}"])
    return [
        f"{section}: scenario={tree.get('name')} does not read this section; change diffusion.* or "
        "leave it out"
        for section in LEFT_ALONE
        if tree.get(section) != plain.get(section)
    ]


_SHIPPED = "single_innovation"


def _impossible(value: Mapping[str, float]) -> list[str]:
    """What no single number shows: sums that leave their range, ties that do not fit."""
    faults = []
    degree, rewired = value["ties.degree"], value["ties.rewired"]
    if degree != int(degree) or int(degree) % 2 or degree < 2:
        faults.append(f"diffusion.ties.degree: must be an even number of at least 2, got {degree:g}")
    elif degree + -(-degree * rewired // 1) > 15:
        faults.append(
            f"diffusion.ties: degree {degree:g} with {rewired:g} rewired makes more than 15 ties a person; "
            "take a lower degree or rewire less"
        )
    if value["succeed.alone"] + value["succeed.literacy"] > 1:
        faults.append("diffusion.succeed: alone and literacy must not exceed 1 together; lower one of them")
    ages, channels, ties = 99, 3, 1 - (-degree * rewired // 1) / max(degree, 1)
    most = abs(value["choose.intercept"]) + abs(value["choose.age"]) * ages
    most += abs(value["choose.channel"]) * channels
    most += sum(abs(value[f"choose.{name}"]) for name in ("trust", "literacy", "civic"))
    most += abs(value["choose.peers"]) * ties
    if most > MOST:
        faults.append(
            f"diffusion.choose: values of trying may reach {most:.1f} logits and at most {MOST} fit; "
            "take smaller weights"
        )
    return faults
