"""Local: each shard in a process of this machine.

Where the system can fork, a worker begins as a copy of this process and shares the population's memory.
Commands and answers go through a pipe; a worker whose pipe breaks is lost.
"""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from simulation.parallel import die_with_parent
from simulation.sharding.desk import Desk
from simulation.sharding.executor import Land, WorkerLost
from simulation.sharding.shard import Shard

STOP = b""
PATIENCE = 2.0
"""Seconds that a worker is given to end by itself."""


class Failed:
    """The answer to a command that raised an error."""

    def __init__(self, said: str) -> None:
        self.said = said


class Local:
    """Workers of this machine."""

    def __init__(self, land: Land) -> None:
        self.land = land
        self.context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")

    def start(self, number: int) -> LocalWorker:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=serve, args=(theirs, self.land, number), daemon=True)
        process.start()
        # The worker's end must be open nowhere else, or its death would not break the pipe.
        theirs.close()
        return LocalWorker(process, ours)

    def share(self, value: bytes) -> bytes:
        return value

    def close(self) -> None:
        """Nothing is shared but by the fork."""


class LocalWorker:
    """One process and our end of the pipe.

    sent, received : bytes so far
    """

    def __init__(self, process: Any, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.sent, self.received = 0, 0

    def send(self, command: str, details: tuple[Any, ...]) -> None:
        message = pickle.dumps((command, details), protocol=5)
        self.sent += len(message)
        self._write(message)

    def _write(self, message: bytes) -> None:
        try:
            self.pipe.send_bytes(message)
        except OSError as error:
            raise WorkerLost(str(error)) from None

    def receive(self) -> Any:
        try:
            message = self.pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise WorkerLost(str(error)) from None
        self.received += len(message)
        answer = pickle.loads(message)
        if isinstance(answer, Failed):
            raise RuntimeError(answer.said)
        return answer

    def stop(self) -> None:
        with suppress(WorkerLost):
            self._write(STOP)
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


def serve(pipe: Connection, land: Land, number: int) -> None:
    """The life of a worker."""
    if sys.platform == "linux":
        die_with_parent()
    desk = Desk(Shard(land.block(number), land.setting))
    while message := pipe.recv_bytes():
        command, details = pickle.loads(message)
        try:
            answer = desk.do(command, details)
        except Exception as error:
            pipe.send_bytes(pickle.dumps(Failed(f"shard {number}, {command}: {error!r}"), protocol=5))
            raise
        pipe.send_bytes(pickle.dumps(answer, protocol=5))
    desk.close()
