"""Errors for the person who edits YAML: where it is, what was found, what would be right.

A policymaker types ``smartfone_ready`` and should read one line that names the place and the nearest
right spelling, not a traceback. Everything that refuses a request raises ``ScenarioError``; the
command line prints its lines and leaves with status 2, having run nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ScenarioError(ValueError):
    """The request cannot be run as written.

    lines : one line per fault, each ``path: what is wrong; what to do``.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The known name most like ``name``, or None when nothing is near enough to suggest."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return found[0] if found else None


def unknown(path: str, name: str, names: Iterable[str], what: str = "setting") -> ScenarioError:
    """The error for a name that does not exist, with the nearest one that does."""
    known = list(names)
    near = nearest(name, known)
    tail = f"; did you mean '{near}'?" if near else f"; known here: {', '.join(sorted(known)[:12])}"
    return ScenarioError(f"{path}: no such {what}{tail}")
