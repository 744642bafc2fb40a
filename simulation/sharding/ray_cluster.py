"""Ray: the shards of a run on a cluster of machines.

Each worker is an actor with as many processors as the shard has threads. Its block of the population lies in
Ray's object store, so a worker that takes the place of a lost one finds it there. Ray's own restarts are
off: an actor that comes back has forgotten the citizens, so the crew starts a new one and tells it what has
happened. The environment variable RAY_ADDRESS names a cluster to join; without it one is begun here. The
dashboard and Ray's statistics stay off.
"""

from __future__ import annotations

import os
from collections import deque
from typing import Any

import numpy as np

from simulation.sharding.cut import Block, Setting
from simulation.sharding.desk import Desk
from simulation.sharding.executor import Land, WorkerLost
from simulation.sharding.shard import Shard


class Ray:
    """Workers of a Ray cluster."""

    def __init__(self, land: Land) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray

        self.ray, self.land = ray, land
        self.begun = not ray.is_initialized()
        if self.begun:
            shards = len(land.cuts) - 1
            size = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": shards * land.setting.threads}
            ray.init(include_dashboard=False, log_to_driver=False, configure_logging=False, **size)
        self.setting = ray.put((land.setting, locks_of(land.setting)))
        self.blocks: dict[int, Any] = {}

    def start(self, number: int) -> RayWorker:
        if number not in self.blocks:
            self.blocks[number] = self.ray.put(self.land.block(number))
        actor = self.ray.remote(num_cpus=self.land.setting.threads, max_restarts=0)(Station)
        spread = actor.options(scheduling_strategy="SPREAD")
        return RayWorker(self.ray, spread.remote(self.blocks[number], self.setting))

    def share(self, value: bytes) -> Any:
        return self.ray.put(value)

    def close(self) -> None:
        if self.begun:
            self.ray.shutdown()


class RayWorker:
    """One actor, and the answers that have not been fetched."""

    def __init__(self, ray: Any, actor: Any) -> None:
        self.ray, self.actor = ray, actor
        self.answers: deque[Any] = deque()

    def send(self, command: str, details: tuple[Any, ...]) -> None:
        # Only arguments of their own are fetched from the store; what is inside a tuple is not.
        self.answers.append(self.actor.do.remote(command, *details))

    def receive(self) -> Any:
        errors = self.ray.exceptions
        try:
            return self.ray.get(self.answers.popleft())
        except errors.RayTaskError as error:
            raise RuntimeError(str(error)) from None
        except errors.RayError as error:
            raise WorkerLost(str(error)) from None

    def stop(self) -> None:
        self.ray.kill(self.actor)


class Station:
    """The actor: one shard at its desk."""

    def __init__(self, block: Block, setting: tuple[Setting, Any]) -> None:
        self.desk = Desk(Shard(block, as_sent(*setting)))

    def do(self, command: str, *details: Any) -> Any:
        """The answer to a command."""
        return self.desk.do(command, tuple(as_sent(detail, False) for detail in details))


def locks_of(value: Any) -> Any:
    """Which arrays are locked, in the shape of the tuples that hold them."""
    if isinstance(value, tuple):
        return [locks_of(part) for part in value]
    return isinstance(value, np.ndarray) and not value.flags.writeable


def as_sent(value: Any, locked: Any) -> Any:
    """The same with arrays locked or not as they were: Ray locks all, and kernels are compiled for either.

    locked : of ``locks_of``; one word for all parts
    """
    if isinstance(value, np.ndarray):
        return value if locked or value.flags.writeable else value.copy()
    if isinstance(value, tuple):
        words = locked if isinstance(locked, list) else [locked] * len(value)
        parts = [as_sent(part, word) for part, word in zip(value, words, strict=True)]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value
