"""Progress: how far a run is and how long it still takes, on standard error.

A bar at a terminal, a plain line now and then in a log, nothing at all when a program asked for JSON.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self, TextIO

from simulation.forecast import said_seconds

EVERY = 10.0
"""Seconds between two plain lines."""
KNOWN_AFTER = 0.03
"""Share done before which the time left is not guessed: compiling and reading come first."""


class Progress:
    """Called by the engine with months done and months in all; a context manager.

    text : what is being run; quiet : say nothing
    """

    def __init__(self, text: str, quiet: bool = False, stream: TextIO | None = None) -> None:
        self.text = text
        self.quiet = quiet
        self.stream = stream if stream is not None else sys.stderr
        self.began = self.spoken = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        self.began = self.spoken = time.monotonic()
        if not self.quiet and self.stream.isatty():
            self._open_bar()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` months are simulated; may be called from several threads."""
        if self.quiet:
            return
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)
            return
        now = time.monotonic()
        if now - self.spoken >= EVERY and done < total:
            self.spoken = now
            left = (now - self.began) * (total - done) / max(1, done)
            tail = f", {said_seconds(left)} left" if done >= KNOWN_AFTER * total else ""
            print(f"{self.text}: {100 * done // total} %{tail}", file=self.stream, flush=True)

    def _open_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar
        from rich.text import Text

        class TimeLeft(TimeRemainingColumn):
            def render(self, task: Task) -> Text:
                known = task.total and task.completed >= KNOWN_AFTER * task.total
                return super().render(task) if known else Text("")

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeLeft())
        self._bar = Bar(*columns, console=Console(file=self.stream), transient=True)
        self._task = self._bar.add_task(self.text, total=None)
        self._bar.start()
