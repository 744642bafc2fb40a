"""Explicit networks by name: a graph of NetworkX on the slots, or a file of ties.

The default network computes ties when they are needed. A study may want a textbook graph in its place,
or the ties of a survey: both become the two arrays of ``agents.networks.explicit``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.networks import MOST_TIES
from agents.networks.explicit import ExplicitNetwork, from_edges, from_networkx
from configs.errors import ScenarioError

if TYPE_CHECKING:
    from simulation.scenario import NetworkChoice

MOST_SLOTS = 300_000
"""Slots of the largest graph that is drawn: NetworkX keeps some 100 bytes for each end of a tie."""


def drawn_network(choice: NetworkChoice, slots: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(indptr, indices) of the explicit network of a scenario.

    Raises ScenarioError when the file cannot be read, a slot has too many ties or the graph is too large.
    """
    if choice.file is not None:
        network = _from_file(choice.file, slots)
    elif slots > MOST_SLOTS:
        raise ScenarioError(
            f"network.kind: a drawn graph holds at most {MOST_SLOTS:,} slots and this population has "
            f"{slots:,}; take population=jp_100k or network=implicit"
        )
    else:
        network = _from_graph(choice, slots, seed)
    return network.indptr, network.indices


def _from_graph(choice: NetworkChoice, slots: int, seed: int) -> ExplicitNetwork:
    import networkx

    luck = seed % 2**32
    if choice.graph == "regular":
        # An odd degree on an odd number of slots leaves one end of a tie over.
        degree = choice.degree - (choice.degree * slots) % 2
        graph = networkx.random_regular_graph(degree, slots, seed=luck)
    else:
        graph = networkx.watts_strogatz_graph(slots, choice.degree, choice.rewiring, seed=luck)
    try:
        return from_networkx(graph)
    except ValueError as error:
        raise ScenarioError(
            f"network.degree: {error}; take a degree below {choice.degree} or less rewiring"
        ) from error


def _from_file(file: str, slots: int) -> ExplicitNetwork:
    try:
        ties = np.loadtxt(file, dtype=np.int64, delimiter=",", ndmin=2)
    except (OSError, ValueError) as error:
        raise ScenarioError(
            f"network.file: '{file}' cannot be read ({error}); it needs two slot numbers a line, such as 0,17"
        ) from error
    if ties.shape[1] != 2:
        raise ScenarioError(
            f"network.file: '{file}' has {ties.shape[1]} columns; it needs two slot numbers a line"
        )
    try:
        return from_edges(slots, ties[:, 0], ties[:, 1])
    except ValueError as error:
        raise ScenarioError(f"network.file: {error} (at most {MOST_TIES} ties of one slot)") from error
