"""The crew: the workers of a run, and what it takes to replace one that is lost.

Every command that moves citizens is kept until the shards have last been saved. When a worker dies, a new
one takes the saved columns of its shard and lives through the kept months; the answers that the others have
acted on already are thrown away. Every draw has an address, so the second life is the first one bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulation.sharding.executor import Executor, Worker, WorkerLost
from simulation.sharding.shelf import COLUMNS, Shelf

TRIES = 3
"""Workers that a command is given to before the run is given up."""

Details = tuple[Any, ...]


class Crew:
    """One worker for each shard.

    lost : workers that had to be replaced so far
    """

    def __init__(self, executor: Executor, shards: int) -> None:
        self.executor = executor
        self.lost = 0
        self.shelf: Shelf | None = None
        self._log: list[tuple[str, Sequence[Details]]] = []
        self._owed = [0] * shards
        self.workers: list[Worker] = [executor.start(k) for k in range(shards)]

    def ask(self, command: str, *details: Any, moves: bool = False) -> list[Any]:
        """The answers of all shards to the same command; ``moves`` where it changes citizens."""
        return self.ask_each(command, [details] * len(self.workers), moves)

    def ask_each(self, command: str, details: Sequence[Details], moves: bool = False) -> list[Any]:
        """The answers of all shards, each to details of its own."""
        if moves:
            self._log.append((command, details))
        for k in range(len(self.workers)):
            self._send(k, command, details[k])
        return [self._answer(k, command, details[k], moves) for k in range(len(self.workers))]

    def ask_one(self, number: int, command: str, *details: Any) -> Any:
        """The answer of one shard to a command that changes no citizen."""
        self._send(number, command, details)
        return self._answer(number, command, details, moves=False)

    def tell_each(self, command: str, details: Sequence[Details]) -> None:
        """A command that changes citizens and that nobody waits for."""
        self._log.append((command, details))
        for k in range(len(self.workers)):
            self._send(k, command, details[k])
            self._owed[k] += 1

    def save(self, plain: bool) -> None:
        """Put all columns on a new shelf; what was commanded until now need not be lived again.

        plain : devices follow from the population alone so far
        """
        shelf = Shelf(plain)
        for name in COLUMNS:
            shelf.put(name, self.ask("column", name))
        before, self.shelf = self.shelf, shelf
        self._log.clear()
        if before is not None:
            before.close()

    def fill(self, column: Callable[[str], Sequence[np.ndarray] | None], plain: bool) -> None:
        """Overwrite columns: ``column(name)`` gives the piece of each shard, None to leave it as it is."""
        for name in COLUMNS:
            pieces = column(name)
            if pieces is not None:
                self.tell_each("fill", [(name, piece) for piece in pieces])
        self.ask("filled", plain, moves=True)
        self.save(plain)

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.stop()
        self.workers = []
        self.executor.close()
        if self.shelf is not None:
            self.shelf.close()

    def _send(self, number: int, command: str, details: Details) -> None:
        try:
            self.workers[number].send(command, details)
        except WorkerLost:
            # Its answers are missing too: whoever waits for them replaces it.
            return

    def _answer(self, number: int, command: str, details: Details, moves: bool) -> Any:
        why = ""
        for lives in range(TRIES):
            try:
                if lives:
                    self._replace(number, self._log[:-1] if moves else self._log)
                    self._send(number, command, details)
                while self._owed[number]:
                    self.workers[number].receive()
                    self._owed[number] -= 1
                return self.workers[number].receive()
            except WorkerLost as error:
                why = str(error)
        raise ChildProcessError(
            f"shard {number + 1} of {len(self.workers)}: its worker died {TRIES} times at '{command}' "
            f"({why or 'without a word'}); if memory ran out, take fewer shards on a machine, a smaller "
            "population or more machines"
        )

    def _replace(self, number: int, log: Sequence[tuple[str, Sequence[Details]]]) -> None:
        """A new worker that has lived what the lost one had. Raises WorkerLost when it dies in turn."""
        self.lost += 1
        self.workers[number].stop()
        worker = self.workers[number] = self.executor.start(number)
        self._owed[number] = 0
        if self.shelf is not None:
            for name in COLUMNS:
                worker.send("fill", (name, self.shelf.get(name, number)))
                worker.receive()
            worker.send("filled", (self.shelf.plain,))
            worker.receive()
        for command, details in log:
            # One answer after the other: two processes that both write would wait for each other.
            worker.send(command, details[number])
            worker.receive()
