"""The newest: which answer file or run folder a word such as ``last`` or a path means."""

from __future__ import annotations

from pathlib import Path

from configs.errors import ScenarioError

ANSWER, RUN = "answer.json", "manifest.json"
STORES = ("out", "runs")
"""Folders below the working directory in which ``last`` looks."""


def source_of(target: str, usage: str) -> Path:
    """The answer file or run folder that ``target`` means. Raises ScenarioError that ends with ``usage``."""
    if target == "last":
        found = [
            path
            for store in STORES
            for name in (ANSWER, RUN)
            for path in Path(store).glob(f"**/{name}")
            if not any(part.startswith(".") for part in path.parts)
        ]
        if not found:
            raise ScenarioError(
                f"last: no answer and no run below {' or '.join(STORES)};"
                f" run 'denshi ask QUESTION' first, or name a folder: {usage}"
            )
        newest = max(found, key=lambda path: (path.stat().st_mtime, path.name == ANSWER))
        return newest if newest.name == ANSWER else newest.parent
    path = Path(target)
    if path.is_file():
        return path
    if (path / ANSWER).is_file():
        return path / ANSWER
    if (path / RUN).is_file():
        return path
    if not path.exists():
        raise ScenarioError(f"{target}: no such file or folder; {usage}")
    raise ScenarioError(
        f"{target}: holds neither {ANSWER} nor {RUN}, so it is no finished answer or run; {usage}"
    )
