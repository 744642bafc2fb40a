"""Executors: on what the shards of a run live. All do one thing: start workers, pass commands and answers."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from agents.population import Population
from agents.population.renewals import Renewals
from simulation.sharding.choice import PLACES
from simulation.sharding.cut import Block, Setting, block


class WorkerLost(Exception):
    """A worker is gone: killed, out of memory, or its machine is unreachable."""


@dataclass(frozen=True)
class Land:
    """Everybody, and where the cuts are; ``renewals`` of everybody or None."""

    population: Population
    renewals: Renewals | None
    setting: Setting
    cuts: np.ndarray

    def block(self, number: int) -> Block:
        """The part of shard ``number``."""
        return block(self.population, self.cuts, number, self.setting.chunk, self.renewals)


class Worker(Protocol):
    """A process that holds one shard; answers come in the order of commands."""

    def send(self, command: str, details: tuple[Any, ...]) -> None:
        """Hand over a command of ``desk.Desk``. Raises WorkerLost."""

    def receive(self) -> Any:
        """The next answer. Raises WorkerLost, and RuntimeError where the command failed."""

    def stop(self) -> None:
        """End it; nothing happens when it has ended."""


class Executor(Protocol):
    """Starts workers."""

    def start(self, number: int) -> Worker:
        """A new worker for a shard, in the state of the first month."""

    def share(self, value: bytes) -> Any:
        """What to send in place of ``value`` to several workers."""

    def close(self) -> None:
        """Free what is shared."""


def executor_named(name: str, land: Land) -> Executor:
    """The executor for a land that has been cut."""
    module, kind, _ = PLACES[name]
    made: Executor = getattr(import_module(module), kind)(land)
    return made
