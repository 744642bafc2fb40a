"""The desk of a worker: takes commands for one shard and answers them, in the order in which they come."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from typing import Any

from simulation.memory import peak_memory
from simulation.sharding.shard import Lived, Shard


class Desk:
    """Commands by name, as ``Crew`` sends them.

    seconds : time spent on each command so far
    """

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self.seconds: dict[str, float] = {}
        self.commands: dict[str, Callable[..., Any]] = {
            "renew": shard.renew,
            "live": self._live,
            "receive": shard.receive,
            "meet": shard.meet,
            "stock": shard.stock,
            "watched": shard.watched,
            "column": shard.column,
            "fill": shard.fill,
            "filled": shard.filled,
            "load": self._load,
            "who": self._who,
        }

    def do(self, command: str, details: tuple[Any, ...]) -> Any:
        """The answer to a command; None where there is none."""
        began = time.perf_counter()
        answer = self.commands[command](*details)
        taken = time.perf_counter() - began
        self.seconds[command] = self.seconds.get(command, 0.0) + taken
        return answer

    def _live(self, tables: bytes) -> Lived:
        return self.shard.live(pickle.loads(tables))

    def _load(self, tables: bytes) -> None:
        self.shard.load_kernels(pickle.loads(tables))

    def _who(self) -> dict[str, Any]:
        """Process, largest memory so far in bytes, and seconds by command."""
        return {"process": os.getpid(), "memory": peak_memory(), "seconds": self.seconds}

    def close(self) -> None:
        """Lets the shard's threads go."""
        self.shard.close()
