"""Sources: where a number of a finished run or answer comes from, and what the gain of an arm is made of.

``why=own_use`` names what is counted, in whom, when it moved, by which stages of the month, on how many
assumed numbers, and which policies stood behind it. ``why=smartphone`` takes the gain of an arm apart by what
kept the people concerned from filing alone; its parts sum to the gain.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from configs.months import month_index
from experiments.arms import load
from experiments.comparing import OWN
from simulation.manifest import read_manifest
from simulation.scenario import Scenario

USAGE = "denshi explain result=last|FOLDER why=MEASURE|ARM"


@dataclass(frozen=True)
class Source:
    """A finished run or answer, and how to run it again.

    arms : name -> the words that make its scenario; of a run folder there is one
    digest : fingerprint of the stored run's citizens; empty for an answer
    """

    place: Path
    arms: Mapping[str, list[str]]
    reference: str
    month: int
    replicates: int
    digest: str
    answer: Mapping[str, Any]

    def scenario(self, arm: str, config_dir: str | None) -> Scenario:
        """The scenario of an arm; the folder of options is that of the command that made the answer."""
        changes, folder = _apart(self.arms[arm])
        return load(changes, config_dir or folder)


def read_source(place: Path) -> Source:
    """What a run folder or an answer file says of itself. Raises ScenarioError."""
    if place.is_dir():
        manifest = read_manifest(place)
        if manifest is None:
            raise ScenarioError(f"{place}: holds no finished run; {USAGE}")
        name = str(manifest["scenario"])
        last = month_index(manifest["months"]["last"])
        words = {name: [f"scenario={place / 'scenario.yaml'}"]}
        return Source(place, words, name, last, 1, str(manifest["digest"]), {})
    try:
        answer = json.loads(place.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise ScenarioError(f"{place}: is not JSON ({fault}); {USAGE}") from None
    if not isinstance(answer, dict) or "arms" not in answer or "headline" not in answer:
        raise ScenarioError(f"{place}: is not an answer of ask or compare; {USAGE}")
    arms = _arms(answer)
    return Source(
        place, arms, str(answer["headline"]["minus"]), month_index(answer["measured_month"]),
        int(answer["replicates"]), "", answer,
    )  # fmt: skip


def _apart(words: list[str]) -> tuple[list[str], str | None]:
    """The words without ``--config-dir FOLDER``, and the folder."""
    if "--config-dir" not in words:
        return words, None
    at = words.index("--config-dir")
    return [*words[:at], *words[at + 2 :]], words[at + 1]


OF_COMPARE = ("replicates", "arms", *OWN)
"""Words of a comparison that say how to compare, not what is run."""


def _arms(answer: Mapping[str, Any]) -> dict[str, list[str]]:
    """Arm -> the words of its scenario, from its command or from that of the comparison."""
    found = {}
    redo = shlex.split(answer["redo"][0]) if answer.get("redo") else []
    rest, folder = _apart(redo[2:])
    shared = [word for word in rest if "=" in word and word.partition("=")[0] not in OF_COMPARE]
    shared += ["--config-dir", folder] if folder else []
    for arm in answer["arms"]:
        command = shlex.split(arm["command"])
        found[arm["name"]] = command[2:] if command else [f"scenario={arm['name']}", *shared]
    return found
