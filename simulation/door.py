"""The door of a scenario: each section of a composed tree is checked here, and every fault is collected.

Whoever writes a scenario of forty lines with three mistakes should hear of all three at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agents.columns import FAMILIES
from configs.errors import ScenarioError, unknown
from configs.library import GROUPS, library
from configs.record import Assumption
from configs.trees import is_record, leaves
from policies.base import Policy
from policies.catalogue import build_policy
from policies.faults import fault_lines
from simulation.service import FIELDS, FieldSource, Service

Model = TypeVar("Model", bound=BaseModel)


@cache
def record_names(section: str) -> tuple[str, ...]:
    """Every name that is read from ``assumptions`` or ``institutions``: those of the shipped default."""
    return tuple(name for name, _ in leaves(library().option(section, "default").body))


@cache
def entry_names(section: str) -> tuple[str, ...]:
    """Names of the entries that the shipped history has in ``policies`` or ``shocks``."""
    return tuple(library().option(section, "jp_history").body)


class Door:
    """Checks sections and remembers what is wrong.

    faults : one line for each fault so far, beginning with the full path
    """

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self.tree = tree
        self.faults: list[str] = []

    def section(self, name: str) -> Mapping[str, Any]:
        """The mapping under ``name``; empty, with a fault, when there is none."""
        found = self.tree.get(name)
        if isinstance(found, Mapping):
            return found
        self.faults.append(
            f"{name}: is required"
            if found is None
            else f"{name}: must hold names and values, got {found!r}; choose an option with {name}=NAME"
        )
        return {}

    def names(self, mapping: Mapping[str, Any], path: str, known: Sequence[str]) -> None:
        """A fault for each name of ``mapping`` that is not ``known``."""
        for name in mapping:
            if name in GROUPS and name not in known:
                self.faults.append(
                    f"{name}: a file of this group was read as a setting of that name; "
                    "let it begin with the line '# @package _global_'"
                )
            elif name not in known:
                self.faults += unknown(f"{path}.{name}".lstrip("."), str(name), known).lines

    def model(self, kind: type[Model], mapping: Any, path: str) -> Model | None:
        """The checked value; None, with a fault for each field that is wrong."""
        try:
            return kind.model_validate(mapping)
        except ValidationError as error:
            self.faults += [line.lstrip(".") for line in fault_lines(error, kind, path)]
            return None

    def records(self, section: str) -> dict[str, Assumption]:
        """Dotted name -> record, in the order of the shipped default; none missing, none unknown."""
        mapping = self.section(section)
        known = record_names(section)
        found = dict(leaves(mapping))
        if mapping:
            self.names(found, section, known)
            self.faults += [f"{section}.{name}: is required" for name in known if name not in found]
        records = {}
        for name in (name for name in known if name in found):
            path = f"{section}.{name}"
            if not is_record(found[name]):
                self.faults.append(f"{path}: must be a number, got {found[name]!r}")
                continue
            record = self.model(Assumption, found[name], path)
            if record is not None:
                records[name] = record
        return records

    def entries(self, section: str) -> dict[str, Policy]:
        """Name -> policy or shock, in the order of the tree."""
        entries = {}
        for name, entry in self.section(section).items():
            path = f"{section}.{name}"
            if entry is None:
                self.faults.append(f"{path}: is empty; to leave it out write remove=[{name}]")
                continue
            try:
                entries[name] = build_policy(name, entry, path)
            except ScenarioError as error:
                self.faults += error.lines
        return entries

    def services(self) -> tuple[dict[str, dict[str, Any]], dict[str, FieldSource]]:
        """Values by family and field; provenance by field, or ``family.field`` where a family differs."""
        mapping = self.section("services")
        values: dict[str, dict[str, Any]] = {}
        if not mapping:
            return values, {}
        self.names(mapping, "services", [*FAMILIES, "provenance"])
        sources = self._sources("services", "", mapping.get("provenance"))
        for family in FAMILIES:
            path, row = f"services.{family}", mapping.get(family)
            if row is None:
                self.faults.append(f"{path}: is required")
                continue
            service = self.model(Service, row, path)
            if service is not None:
                values[family] = service.values()
                sources |= self._sources(path, f"{family}.", row.get("provenance"))
        return values, sources

    def _sources(self, path: str, prefix: str, given: Any) -> dict[str, FieldSource]:
        if given is not None and not isinstance(given, Mapping):
            self.faults.append(f"{path}.provenance: must hold fields and their sources, got {given!r}")
            return {}
        self.names(given or {}, f"{path}.provenance", FIELDS)
        found = {}
        for field, mapping in (given or {}).items():
            source = self.model(FieldSource, mapping, f"{path}.provenance.{field}")
            if source is not None:
                found[f"{prefix}{field}"] = source
        return found
