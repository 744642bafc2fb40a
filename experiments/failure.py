"""Failure: computing had begun, and what it found could not be kept.

A disk that fills up is not the user's mistake in the request, so it has an exit code of its own, and it is
one line like everything else that goes wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from configs.errors import ScenarioError


class Unfinished(Exception):
    """Computing had begun and its result could not be kept; ``lines`` say why."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def os_line(error: OSError) -> str:
    """``file: what the system says``."""
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


@contextmanager
def computing() -> Iterator[None]:
    """What the file system refuses in here becomes ``Unfinished``."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unfinished(f"{os_line(error)}; nothing was kept") from None


@contextmanager
def keeping() -> Iterator[None]:
    """Writing of results: also a place that was taken in the meantime becomes ``Unfinished``."""
    with computing():
        try:
            yield
        except ScenarioError as error:
            raise Unfinished(*error.lines) from None
