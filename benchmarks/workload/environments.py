"""An environment of its own for every peer, made by the benchmark from the ordinary registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .contestants import Contestant

FOLDER = Path(__file__).resolve().parents[1] / ".environments"
LONGEST = 900
"""Seconds that an installation may take."""


class NotInstalled(Exception):
    """A peer could not be installed; the text says why in a line."""


def interpreter(contestant: Contestant) -> Path:
    """Python of the contestant's environment, made and filled where it is not there yet.

    Raises NotInstalled.
    """
    if not contestant.packages:
        return Path(sys.executable)
    place = FOLDER / Path(contestant.program).stem
    python = place / "bin" / "python"
    done = place / "installed.txt"
    wanted = "\n".join(contestant.packages)
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return python
    commands = (
        [sys.executable, "-m", "venv", "--clear", place],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *contestant.packages],
    )
    for command in commands:
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.CalledProcessError as error:
            raise NotInstalled(_why(error.stderr)) from None
        except subprocess.TimeoutExpired:
            raise NotInstalled(f"installation took more than {LONGEST} s") from None
    done.write_text(wanted, encoding="utf-8")
    return python


def _why(text: str) -> str:
    """The first line of pip that begins with ERROR, or the last line of all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason given"])[0 if errors else -1][:160]
