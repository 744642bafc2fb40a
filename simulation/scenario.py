"""A scenario: everything that decides a run, checked once and never changed afterwards.

Population, calendar, assumptions, policies, shocks, services, institutions and network, as composed
from YAML and the command line. ``assemble`` is the door: it either returns a scenario of which every
value has been checked, or says all that is wrong, a line for each fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import Field, SerializeAsAny, model_validator

from agents.demography import MONTHS, OUTLOOK_MONTHS, Demography
from configs.errors import ScenarioError
from configs.frozen import Frozen, Month
from configs.months import month_index, month_text
from configs.reader import compose
from configs.record import Assumption
from configs.trees import Tree
from policies.base import Policy
from simulation.door import Door, entry_names
from simulation.service import FieldSource

FIRST, LAST = month_index("2001-01"), month_index("2025-12")
"""First and last month that the population tables cover."""
OUTLOOK_LAST = month_index("2035-12")
"""Last month of the outlook, which carries the tables on."""

LEFT_TO_VERBS = ("out", "json", "checkpoint", "remove")
"""Names in the tree that say what to do with a run, not what is run."""


class Calendar(Frozen):
    """First and last month of the run, both simulated.

    outlook : goes on after the tables end, with people carried on by cohort and levers as they stood last;
        true in scenario ``outlook_2035`` only. Its years follow from the state that the history leaves, so it
        starts where history does.
    """

    start: Month = FIRST
    end: Month = LAST
    outlook: bool = False

    @model_validator(mode="after")
    def _inside_the_data(self) -> Self:
        if self.start < FIRST:
            raise ValueError(f"start must not be before {month_text(FIRST)}, got {month_text(self.start)}")
        last = OUTLOOK_LAST if self.outlook else LAST
        if self.end > last:
            more = "" if self.outlook else "; later years are those of scenario=outlook_2035"
            raise ValueError(f"end must not be after {month_text(last)}, got {month_text(self.end)}{more}")
        if self.outlook and self.start > FIRST:
            raise ValueError(
                f"start must be {month_text(FIRST)}: the outlook goes on from what history leaves behind; "
                f"its years are in the same tables"
            )
        if self.end < self.start:
            raise ValueError(f"ends in {month_text(self.end)}, before it starts in {month_text(self.start)}")
        return self

    @property
    def months(self) -> int:
        """Number of simulated months."""
        return self.end - self.start + 1


class PopulationChoice(Frozen):
    """Which citizens: how many in October 2020, and the seed of what comes from the tables."""

    name: str
    citizens: int = Field(ge=1_000, le=200_000_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
    file: str | None = None


class NetworkChoice(Frozen):
    """Who is tied to whom, and whether ties matter.

    kind : implicit, a small world computed from slots; cell, everybody meets the mean of people of the same
        prefecture, age and channel; explicit, a drawn graph or a file of ties; none
    graph, degree, rewiring : of an explicit network: ``small_world`` (Watts and Strogatz) or ``regular``
    file : CSV of ties, two slot numbers a line, in place of a drawn graph
    """

    kind: Literal["implicit", "cell", "explicit", "none"] = "implicit"
    influence: bool = True
    graph: Literal["small_world", "regular"] = "small_world"
    degree: int = Field(default=8, ge=2, le=14)
    rewiring: float = Field(default=0.1, ge=0, le=1)
    file: str | None = None

    @model_validator(mode="after")
    def _no_influence_without_ties(self) -> Self:
        if self.kind == "none" and self.influence:
            raise ValueError("influence needs ties; write network.influence=false or network=implicit")
        if self.file is not None and self.kind != "explicit":
            raise ValueError("a file of ties is read by an explicit network only; write network=explicit")
        return self


class Basics(Frozen):
    """Name, luck and bookkeeping of a run."""

    name: str = Field(min_length=1)
    seed: int = Field(default=1, ge=0, lt=2**63)
    replicate: int = Field(default=0, ge=0, lt=2**31)
    threads: int = Field(default=1, ge=1, le=1024)
    record: Literal["full", "summary"] = "full"


class Scenario(Basics):
    """One society and what is done to it.

    assumptions : dotted name -> record; ``value("beta.trust")`` is its number
    policies, shocks : name -> policy, in the order of the tree
    services : family -> field -> number or list, in the order of ``FAMILIES``
    service_sources : field, or ``family.field`` where a family differs -> provenance
    institutions, firms : dotted name below ``institutions.`` and ``firms.`` -> record
    """

    calendar: Calendar
    population: PopulationChoice
    assumptions: dict[str, Assumption]
    policies: dict[str, SerializeAsAny[Policy]]
    shocks: dict[str, SerializeAsAny[Policy]]
    services: dict[str, dict[str, Any]]
    service_sources: dict[str, FieldSource]
    institutions: dict[str, Assumption]
    firms: dict[str, Assumption]
    network: NetworkChoice

    def value(self, name: str) -> float:
        """The number of the assumption ``name``, such as ``beta.trust``; 1 or 0 for ``network.influence``."""
        if name == "network.influence":
            return 1.0 if self.network.influence else 0.0
        return self.assumptions[name].value

    def institution(self, name: str) -> float:
        """The number of the assumption about institutions ``name``, such as ``offer.staff``."""
        return self.institutions[name].value

    def institution_values(self) -> dict[str, float]:
        """All numbers about institutions by dotted name."""
        return {name: record.value for name, record in self.institutions.items()}

    def firm_values(self) -> dict[str, float]:
        """All numbers about firms by dotted name."""
        return {name: record.value for name, record in self.firms.items()}

    def notes(self) -> list[str]:
        """What may surprise: numbers outside their evidence, added entries that never act, a late start."""
        late = self.calendar.start > FIRST
        notes = [
            f"calendar.start: nobody has used or heard of anything before {month_text(self.calendar.start)}; "
            f"history starts in {month_text(FIRST)}"
        ]
        groups = (
            ("assumptions", self.assumptions),
            ("institutions", self.institutions),
            ("firms", self.firms),
        )
        return (
            (notes if late else [])
            + [
                f"{section}.{name}: {record.note}"
                for section, records in groups
                for name, record in records.items()
                if record.note
            ]
            + self._never_acting()
        )

    def _never_acting(self) -> list[str]:
        """One line for each entry that was added without a start."""
        return [
            f"{section}.{name}: has no start, so it never acts; add one, as in {section}.{name}.start=2010-04"
            for section, entries in (("policies", self.policies), ("shocks", self.shocks))
            for name, entry in entries.items()
            if entry.start is None and not entry.context_only and name not in entry_names(section)
        ]

    def demography(self) -> Demography:
        """How long people come and go, and how their ages and devices differ from Japan's."""
        return Demography(
            OUTLOOK_MONTHS if self.calendar.outlook else MONTHS,
            int(self.value("demography.age_structure")),
            self.value("demography.tilt"),
            self.value("demography.pc"),
            int(self.value("demography.phones_ahead")),
        )

    def literacy_of_age_from(self) -> int | None:
        """Month from which literacy belongs to age, not to the year of birth; None where it never does."""
        if self.value("literacy.by_cohort") > 0.0:
            return None
        return LAST + 1 if self.calendar.outlook else self.calendar.start

    def resolved(self) -> Tree:
        """Plain mappings, lists, text and numbers that ``assemble`` turns into an equal scenario."""
        plain: Tree = self.model_dump(mode="json", include={"name", "seed", "replicate", "threads", "record"})
        plain["calendar"] = self.calendar.model_dump(mode="json")
        plain["population"] = self.population.model_dump(mode="json")
        plain["network"] = self.network.model_dump(mode="json")
        plain["assumptions"] = _grown(self.assumptions)
        plain["institutions"] = _grown(self.institutions)
        plain["firms"] = _grown(self.firms)
        plain["services"] = _services_tree(self.services, self.service_sources)
        for section, entries in (("policies", self.policies), ("shocks", self.shocks)):
            plain[section] = {
                name: entry.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"name"})
                for name, entry in entries.items()
            }
        return plain


def load(overrides: Sequence[str] = (), config_dir: str | None = None) -> Scenario:
    """The scenario that ``overrides`` ask for, as on the command line. Raises ScenarioError."""
    return assemble(compose(overrides, config_dir))


def assemble(tree: Mapping[str, Any]) -> Scenario:
    """The scenario that a composed tree describes.

    tree : the sections and values of ``config.yaml``; what is left to verbs is passed over
    Raises ScenarioError with one line per fault, each beginning with the full path.
    """
    door = Door(tree)
    if tree.get("diffusion"):
        raise ScenarioError(
            f"scenario: '{tree.get('name')}' is a model of its own (docs/diffusion.md); "
            "only 'denshi run' takes it"
        )
    door.names(tree, "", [*SECTIONS, *LEFT_TO_VERBS])
    basics = door.model(Basics, {name: tree[name] for name in Basics.model_fields if name in tree}, "")
    services, sources = door.services()
    parts: dict[str, Any] = {
        "calendar": door.model(Calendar, door.section("calendar"), "calendar"),
        "population": door.model(PopulationChoice, door.section("population"), "population"),
        "network": door.model(NetworkChoice, door.section("network"), "network"),
        "assumptions": door.records("assumptions"),
        "institutions": door.records("institutions"),
        "firms": door.records("firms"),
        "policies": door.entries("policies"),
        "shocks": door.entries("shocks"),
    }
    if basics is None or door.faults:
        raise ScenarioError(*door.faults)
    return Scenario(**basics.model_dump(), **parts, services=services, service_sources=sources)


SECTIONS = tuple(name for name in Scenario.model_fields if name != "service_sources")
"""Names at the top of a tree that make a scenario."""


def _grown(records: Mapping[str, Assumption]) -> Tree:
    """Nested mappings from dotted names."""
    tree: Tree = {}
    for name, record in records.items():
        group, _, last = name.rpartition(".")
        tree.setdefault(group, {})[last] = record.model_dump(mode="json")
    return tree


def _services_tree(services: Mapping[str, dict[str, Any]], sources: Mapping[str, FieldSource]) -> Tree:
    tree: Tree = {family: {**row, "provenance": {}} for family, row in services.items()}
    tree["provenance"] = {}
    for name, source in sources.items():
        family, _, field = name.rpartition(".")
        owner = tree[family] if family else tree
        owner["provenance"][field] = source.model_dump(mode="json")
    return tree
