"""The real command, in a process of its own, in an empty folder: what a user types and what they see."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 240
"""Seconds after which a command counts as hung."""


def command() -> list[str]:
    """The installed ``denshi``; the module it calls where it is not installed."""
    script = Path(sys.executable).with_name("denshi")
    return [str(script)] if script.exists() else [sys.executable, "-m", "experiments"]


def environment() -> dict[str, str]:
    """The user's environment; the project's folder is on the path in case it is not installed."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return {**os.environ, "PYTHONPATH": path, "COLUMNS": "100"}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    text: str
    errors: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output; fails when there is more or less than one."""
        return json.loads(self.text)


def _hears_ctrl_c() -> None:
    """As at a terminal: a shell that starts the tests in the background hands down that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A folder and a keyboard."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> Said:
        return self._run(words)

    def _run(self, words: tuple[str, ...], first: Callable[[], None] | None = None) -> Said:
        done = subprocess.run(
            [*command(), *words],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            stdin=subprocess.DEVNULL,
            preexec_fn=first,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def done(self, *words: str) -> Said:
        """The same, and it must succeed."""
        said = self(*words)
        assert said.status == 0, f"denshi {' '.join(words)}\n{said.errors}\n{said.text}"
        return said

    def with_little_room(self, most: int, *words: str) -> Said:
        """The same where no file can grow beyond ``most`` bytes, as on a disk that fills up."""
        return self._run(words, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Starts a command and does not wait; it leads a process group of its own, as in a terminal."""
        return subprocess.Popen(
            [*command(), *words],
            cwd=self.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hears_ctrl_c,
        )

    def files(self) -> list[str]:
        """Everything in the folder, hidden files too."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))


@pytest.fixture
def denshi(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def terminals(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Terminal]:
    """Terminals that several tests share, by name."""
    return lambda name: Terminal(tmp_path_factory.mktemp(name))
