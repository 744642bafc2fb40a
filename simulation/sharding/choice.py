"""What may be asked for: how many shards, and on what they live, chosen with ``executor=``.

``local`` keeps each shard in a process of this machine, ``ray`` on the machines of a Ray cluster.
"""

from __future__ import annotations

from importlib.util import find_spec

from configs.errors import ScenarioError, unknown

MOST_SHARDS = 47
"""One prefecture each."""

PLACES: dict[str, tuple[str, str, str]] = {
    "local": ("simulation.sharding.local", "Local", ""),
    "ray": ("simulation.sharding.ray_cluster", "Ray", "ray"),
}
"""Executor -> module, class, and the package it needs besides."""


def check(shards: int, executor: str) -> None:
    """Raises ScenarioError for a wrong number, an unknown executor, and a package that is not installed."""
    if not 1 <= shards <= MOST_SHARDS:
        raise ScenarioError(f"shards: must lie in [1, {MOST_SHARDS}], one prefecture each, got {shards}")
    if executor not in PLACES:
        raise unknown(f"executor={executor}", executor, PLACES, what="executor of a run")
    require(executor, PLACES[executor][2], "cluster", "local")


def require(executor: str, package: str, extra: str, instead: str) -> None:
    """Raises ScenarioError where ``package`` (none when empty) is not installed.

    extra : of Denshi that brings it; instead : executor that needs nothing
    """
    if package and find_spec(package) is None:
        raise ScenarioError(
            f"executor: '{executor}' needs the package {package}, which is not installed; "
            f"pip install 'denshi[{extra}]', or write executor={instead}"
        )
