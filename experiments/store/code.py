"""Which code made a run, and whether it is still the code of today.

Reading what all mechanisms mean takes half a second; a store remembers it under a hash of the files as they
lie on the disk, so that repeating a finished sweep starts at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from experiments.store.layout import write_whole
from simulation.fingerprint import code_of, data_fingerprint, file_meanings, mechanism_files, root

SOURCES = ("configs", "agents", "policies", "simulation", "experiments")


def sources_digest() -> str:
    """Sixteen hex digits of every source file and every shipped YAML file, byte by byte."""
    digest = hashlib.sha256()
    for package in SOURCES:
        for path in sorted((root() / package).rglob("*")):
            if path.suffix in (".py", ".yaml"):
                digest.update(f"{path.relative_to(root())}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Code:
    """The code of today.

    folder : where meanings are remembered, and lists of mechanisms kept; None remembers nothing
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.data = data_fingerprint()
        self._meanings: Mapping[str, str] | None = None
        self._codes: dict[str, str] = {}

    def of(self, parts: Iterable[str]) -> str:
        """Fingerprint of the code of a run that needs the optional files ``parts``."""
        name = " ".join(parts)
        if name not in self._codes:
            if self._meanings is None:
                self._meanings = self._remembered()
            self._codes[name] = code_of(name.split(), self._meanings)
        return self._codes[name]

    def of_list(self, mechanisms: str) -> str | None:
        """The same for a list by its digest; None when the list is gone, or names a file that is gone."""
        if self.folder is None:
            return None
        try:
            parts = json.loads((self.folder / "mechanisms" / f"{mechanisms}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return self.of(parts)

    def keep_list(self, parts: Iterable[str]) -> str:
        """Digest of a list of optional files; the list is kept. Raises OSError."""
        text = json.dumps(list(parts))
        name = hashlib.sha256(text.encode()).hexdigest()[:8]
        file = None if self.folder is None else self.folder / "mechanisms" / f"{name}.json"
        if file is not None and not file.is_file():
            write_whole(file, text.encode())
        return name

    def _remembered(self) -> Mapping[str, str]:
        if self.folder is None:
            return file_meanings()
        digest = hashlib.sha256()
        for path in mechanism_files():
            digest.update(f"{path.relative_to(root())}\n".encode() + path.read_bytes())
        file = self.folder / f"code-{digest.hexdigest()[:16]}.json"
        try:
            found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = file_meanings()
            _try_to_write(file, json.dumps(found).encode())
        return found


def _try_to_write(file: Path, data: bytes) -> None:
    """Remembers where that is possible; where it is not, the question is asked again next time."""
    try:
        write_whole(file, data)
    except OSError:
        return
