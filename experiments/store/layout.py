"""Where everything lies in a store, and the door through which one enters it.

A researcher starts a sweep on Monday, kills it on Tuesday, asks for more values on Wednesday, and a
colleague sweeps into the same folder meanwhile. The folder holds one truth, the journal; all else in it is
made from the journal, or is named by a hash of its content.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from configs.errors import ScenarioError

FORMAT = 1
"""Version of the layout; a store of a later one is refused."""
FACTS = "store.json"
PART = ".part"
"""End of the name of a file that is being written; whoever finds one may delete it."""


@dataclass(frozen=True)
class Layout:
    """The places of a store below ``root``."""

    root: Path

    @property
    def facts(self) -> Path:
        """``store.json``: version of the layout, and whether series are kept."""
        return self.root / FACTS

    @property
    def lock(self) -> Path:
        """Held by whoever adds to the journal, for a moment."""
        return self.root / "lock"

    @property
    def journal(self) -> Path:
        """Segments of the journal, ``000001.jsonl`` and so on."""
        return self.root / "journal"

    @property
    def shards(self) -> Path:
        """Parquet copies of the journal."""
        return self.root / "shards"

    @property
    def configs(self) -> Path:
        """Resolved configurations by digest."""
        return self.root / "configs"

    @property
    def folders(self) -> Path:
        """Whole run folders by run key, of runs with ``record=full``."""
        return self.root / "folders"

    @property
    def memory(self) -> Path:
        """What is remembered to start faster: meanings of code, points that were checked."""
        return self.root / "memory"

    @property
    def owners(self) -> Path:
        """One locked file for each living sweep."""
        return self.root / "owners"


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file in one step: it is there as a whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", suffix=PART, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


@contextmanager
def entering(place: str) -> Iterator[None]:
    """What the file system refuses while a store is entered is a wrong request: nothing has run."""
    try:
        yield
    except OSError as error:
        raise ScenarioError(
            f"store: cannot write to '{place}' ({error.strerror or error}); choose another folder"
        ) from None


def check_writable(place: str) -> Layout:
    """The layout at ``place``, where files can be made; leaves nothing behind. Raises ScenarioError."""
    root = Path(place).expanduser().absolute()
    with entering(place):
        nearest = next(folder for folder in (root, *root.parents) if folder.exists())
        Path(tempfile.mkdtemp(prefix=".place-", dir=nearest)).rmdir()
    return Layout(root)


def read_facts(layout: Layout) -> dict[str, object] | None:
    """What ``store.json`` says; None when there is none or it is damaged. Raises ScenarioError if too new."""
    try:
        found = json.loads(layout.facts.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        return None
    check_format(layout, found["format"])
    return found


def check_format(layout: Layout, number: object) -> None:
    """Raises ScenarioError for a store that a later version of Denshi made."""
    if isinstance(number, int) and number > FORMAT:
        raise ScenarioError(
            f"store: '{layout.root}' was made by a later version of Denshi (layout {number}); "
            f"this one knows layout {FORMAT}: update Denshi or choose another folder"
        )


def write_facts(layout: Layout, series: bool) -> None:
    """Writes ``store.json``."""
    text = json.dumps({"format": FORMAT, "series": series}) + "\n"
    write_whole(layout.facts, text.encode())
