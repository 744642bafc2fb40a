"""One innovation on a small world: the smallest society of Denshi, to teach with, to check and to time.

A town of people with random trust, literacy, civic-mindedness, age and channel; one in a hundred files
taxes online. The others hear of it from them or by chance, need it now and then, try, succeed or fail, and
remember. Same draws, same kind of stages and same push to the neighbours as the society of Japan, but one
service and six bytes a person. ``scenario=single_innovation`` runs it; docs/diffusion.md describes it.
"""

from __future__ import annotations

from typing import Any


def diffuse(scenario: Any, threads: int | None = None) -> Any:
    """Run one ``Innovation``; see ``simulation.diffusion.society.diffuse``."""
    from simulation.diffusion.society import diffuse as run

    return run(scenario, threads)


__all__ = ["diffuse"]
