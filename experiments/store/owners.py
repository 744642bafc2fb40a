"""Owners: which sweeps are alive, so that what a dead one had begun is begun again.

Each sweep holds a lock on a file of its own for as long as it lives. The system lets go of the lock when
the process dies, by whatever death, also by ``kill -9``.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path


class Owner:
    """This sweep among the living of a store.

    name : unlike that of any other sweep
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = secrets.token_hex(6)
        self.file = folder / self.name
        self.handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def leave(self) -> None:
        """No longer among the living."""
        self.file.unlink(missing_ok=True)
        os.close(self.handle)


def is_alive(folder: Path, name: str) -> bool:
    """Whether the sweep ``name`` is alive, here or on a machine that shares the file system's locks."""
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def bury(folder: Path) -> int:
    """Removes the files that dead sweeps left; returns how many."""
    dead = [path for path in folder.glob("*") if not is_alive(folder, path.name)] if folder.is_dir() else []
    for path in dead:
        path.unlink(missing_ok=True)
    return len(dead)
