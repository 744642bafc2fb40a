"""Players: the parts of a package, each of which can be in force or not.

A package is the way in which one scenario's policies and shocks differ from another's: every entry that was
added, removed or changed is a part. Entries that are steps of one measure, or that one setting was made
into, stay together. What has no date is no part: assumptions are crossed with policies by ``denshi
compare``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from configs.edits import remove_entries
from configs.errors import ScenarioError
from configs.trees import Tree
from experiments.worlds import undated
from policies.base import Policy
from policies.lever_change import LeverChange
from simulation.scenario import Scenario

SECTIONS = ("policies", "shocks")
TECHNOLOGY, SHOCKS, POLICY = "technology", "shocks", "policy"
PHONES = "devices.smartphone"
"""The lever that takes smartphones away; PCs and internet use follow the tables in every world."""
Entry = tuple[str, str]
"""Section and name of an entry."""


@dataclass(frozen=True)
class Package:
    """Two scenarios and the parts in which they differ.

    parts : name -> entries; words : name -> what it is
    without_phones : name of the part whose absence takes smartphones away; empty where none does
    """

    before: Scenario
    after: Scenario
    parts: Mapping[str, tuple[Entry, ...]]
    words: Mapping[str, str]
    without_phones: str = ""

    def world(self, chosen: Iterable[str], name: str) -> Scenario:
        """The scenario in which only the ``chosen`` parts are as in ``after``."""
        taken = set(chosen)
        entries = {
            (section, key): side
            for side in (self.before, self.after)
            for section in SECTIONS
            for key in getattr(side, section)
        }
        owner = {entry: part for part, members in self.parts.items() for entry in members}
        sections: dict[str, dict[str, Policy]] = {section: {} for section in SECTIONS}
        for section, key in entries:
            side = self.after if owner.get((section, key)) in taken else self.before
            if key in getattr(side, section):
                sections[section][key] = getattr(side, section)[key]
        if self.without_phones and self.without_phones not in taken:
            sections["policies"][PHONES] = no_phones(self.after)
        return self.after.model_copy(update={**sections, "name": name})


def no_phones(scenario: Scenario) -> Policy:
    """A policy under which nobody ever has a smartphone."""
    return LeverChange(
        kind="lever_change", name=PHONES, title="nobody has a smartphone", start=scenario.calendar.start,
        levers={PHONES: 0.0}, source="an arm of an attribution",
    )  # fmt: skip


def differing(before: Scenario, after: Scenario) -> list[Entry]:
    """Entries that only one has, or that are not the same in both, in the order of the later one."""
    found = []
    for section in SECTIONS:
        ours, theirs = getattr(before, section), getattr(after, section)
        found += [(section, name) for name in [*theirs, *ours] if ours.get(name) != theirs.get(name)]
    return list(dict.fromkeys(found))


def measure_of(name: str, names: Iterable[str]) -> str:
    """The entry whose step ``name`` is: ``covid_relief`` of ``covid_relief_online``, or itself."""
    known = set(names)
    numbered = re.sub(r"_\d+$", "", name)
    if numbered != name and numbered in known:
        return numbered
    heads = [other for other in known if name.startswith(f"{other}_") and not _is_number(name, other)]
    return min(heads, key=len) if heads else name


def _is_number(name: str, head: str) -> bool:
    return name[len(head) + 1 :].isdigit()


def by_lever(before: Scenario, after: Scenario) -> Package:
    """Every measure in which the two differ is a part. Raises ScenarioError where there is none."""
    changed = undated(before, after)
    if changed:
        raise ScenarioError(
            f"denshi attribute: the two differ in assumptions too ({', '.join(changed[:3])}), which are no "
            f"policy; denshi compare tells the two apart"
        )
    entries = differing(before, after)
    if not entries:
        raise ScenarioError(
            "denshi attribute: policies and shocks are the same, so there is nothing to divide; name another "
            "reference with minus=, parts of the scenario with parts=[a,b], or by=group"
        )
    names = [name for _, name in entries]
    parts: dict[str, list[Entry]] = {}
    for section, name in entries:
        parts.setdefault(measure_of(name, names), []).append((section, name))
    return _package(before, after, parts)


def by_name(after: Scenario, tree: Tree, parts: Sequence[str]) -> Package:
    """Each part names entries of the scenario, joined by ``+``; the reference is the scenario without all."""
    found: dict[str, list[Entry]] = {}
    taken: dict[Entry, str] = {}
    for part in parts:
        left: Tree = {**tree, **{section: dict(tree[section]) for section in SECTIONS}}
        remove_entries(left, part.split("+"), f"parts.{part}")
        gone = [(s, name) for s in SECTIONS for name in tree[s] if name not in left[s]]
        for entry in gone:
            if entry in taken:
                raise ScenarioError(
                    f"parts: '{part}' and '{taken[entry]}' share {'.'.join(entry)}; keep it in one"
                )
            taken[entry] = part
        found[part] = gone
    return _package(_without(after, list(taken)), after, found)


def by_group(after: Scenario, since: int) -> Package:
    """Technology (smartphones), shocks, and policy: everything that starts in month ``since`` or later."""
    parts: dict[str, list[Entry]] = {TECHNOLOGY: [], SHOCKS: [], POLICY: []}
    for section, group in (("shocks", SHOCKS), ("policies", POLICY)):
        for name, entry in getattr(after, section).items():
            if entry.start is not None and entry.start >= since and not entry.context_only:
                parts[group].append((section, name))
    before = _without(after, [entry for entries in parts.values() for entry in entries])
    words = {
        TECHNOLOGY: "smartphones; PCs and internet use follow the tables in every world",
        SHOCKS: f"{len(parts[SHOCKS])} shocks",
        POLICY: f"{len(parts[POLICY])} policies",
    }
    return Package(before, after, {name: tuple(found) for name, found in parts.items()}, words, TECHNOLOGY)


def _without(scenario: Scenario, gone: Sequence[Entry]) -> Scenario:
    left = {
        section: {
            name: entry for name, entry in getattr(scenario, section).items() if (section, name) not in gone
        }
        for section in SECTIONS
    }
    return scenario.model_copy(update=left)


def _package(before: Scenario, after: Scenario, parts: Mapping[str, Sequence[Entry]]) -> Package:
    words = {}
    for part, entries in parts.items():
        section, name = entries[0]
        ours, theirs = getattr(before, section).get(name), getattr(after, section).get(name)
        entry = theirs if theirs is not None else ours
        gone = "without: " if theirs is None else ""
        words[part] = f"{gone}{entry.title or name}" + (
            f" and {len(entries) - 1} more" if entries[1:] else ""
        )
    return Package(before, after, {name: tuple(found) for name, found in parts.items()}, words)
