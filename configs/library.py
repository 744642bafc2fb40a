"""The shelf of options: every YAML file that may be chosen, shipped or of the user's own folder.

``scenario/jp_history.yaml`` is option ``jp_history`` of group ``scenario``. A user's folder given with
``--config-dir`` has the same groups and adds options to them; it cannot replace a shipped option,
because a result must not depend on which of two files of one name was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from configs.documents import read_text, read_yaml
from configs.errors import ScenarioError, unknown

GROUPS = (
    "scenario",
    "population",
    "assumptions",
    "services",
    "institutions",
    "firms",
    "network",
    "policies",
    "shocks",
    "profile",
    "diffusion",
)
"""Folders whose files are options; ``questions`` is read by those who answer them."""


@dataclass(frozen=True)
class Option:
    """One file that may be chosen.

    group : ``scenario``; empty for the primary ``config``
    origin : how messages call the file
    """

    group: str
    name: str
    text: str
    origin: str

    @property
    def path(self) -> str:
        """Group and name, as a defaults list writes them."""
        return f"{self.group}/{self.name}" if self.group else self.name

    @cached_property
    def package(self) -> str | None:
        """Package named in the head of the file (``# @package _global_``), None when it names none."""
        for line in self.text.splitlines():
            if line.startswith("# @package"):
                return line.removeprefix("# @package").strip()
            if line.strip() and not line.startswith("#"):
                break
        return None

    @cached_property
    def document(self) -> dict[str, Any]:
        """What the file holds, its defaults list included; not to be changed."""
        return read_yaml(self.text, self.origin)

    @cached_property
    def defaults(self) -> list[Any] | None:
        """The defaults list; None when there is none (the file is then not parsed)."""
        if not any(line.startswith("defaults:") for line in self.text.splitlines()):
            return None
        found = self.document["defaults"]
        if not isinstance(found, list):
            raise ScenarioError(
                f"{self.origin}: defaults must be a list; write '- group: option' lines under it"
            )
        return found

    @property
    def body(self) -> dict[str, Any]:
        """What the file holds, without the defaults list."""
        return {key: value for key, value in self.document.items() if key != "defaults"}


@dataclass
class Library:
    """All options by group and name."""

    options: dict[str, Option] = field(default_factory=dict)

    def add(self, option: Option) -> None:
        """Puts an option on the shelf; refuses a second one of the same name."""
        other = self.options.get(option.path)
        if other:
            raise ScenarioError(
                f"{option.origin}: '{option.path}' exists in {other.origin}; give the file another name"
            )
        self.options[option.path] = option

    def names(self, group: str) -> list[str]:
        """Names of the options of ``group``, sorted."""
        return sorted(option.name for option in self.options.values() if option.group == group)

    def option(self, group: str, name: str) -> Option:
        """The option; raises ScenarioError with the nearest name."""
        found = self.options.get(f"{group}/{name}" if group else name)
        if found is None:
            raise unknown(group, name, self.names(group), what=f"option as '{name}'")
        return found


def _yaml_files(folder: Traversable) -> Iterator[Traversable]:
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.is_file() and file.name.endswith(".yaml"):
            yield file


def library(config_dir: str | None = None) -> Library:
    """The shipped options and those of the folder ``config_dir``."""
    shelf = Library()
    shipped = files("configs")
    shelf.add(Option("", "config", (shipped / "config.yaml").read_text(encoding="utf-8"), "config.yaml"))
    for group in GROUPS:
        if (shipped / group).is_dir():
            for file in _yaml_files(shipped / group):
                origin = f"{group}/{file.name}"
                shelf.add(Option(group, file.name[:-5], file.read_text(encoding="utf-8"), origin))
    if config_dir is not None:
        _add_folder(shelf, Path(config_dir))
    return shelf


def _add_folder(shelf: Library, folder: Path) -> None:
    if not folder.is_dir():
        raise ScenarioError(
            f"--config-dir: no folder '{folder}'; give the folder that holds your scenario/ and so on"
        )
    for group in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        found = list(_yaml_files(group))
        if found and group.name not in (*GROUPS, "questions"):
            raise unknown(f"--config-dir {folder}", group.name, GROUPS, what=f"group as '{group.name}'")
        for file in found if group.name in GROUPS else []:
            origin = group / file.name
            shelf.add(Option(group.name, file.name[:-5], read_text(origin), str(origin)))
