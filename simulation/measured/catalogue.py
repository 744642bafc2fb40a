"""The catalogue of outputs of one run; adding one is a row in its file."""

from __future__ import annotations

from simulation.measured import backstage, government, minds, money, relations, time, use, waiting
from simulation.measured.output import Output

OUTPUTS: dict[str, Output] = {
    output.name: output
    for rows in (
        use.ROWS,
        time.ROWS,
        waiting.ROWS,
        money.ROWS,
        government.ROWS,
        backstage.ROWS,
        minds.ROWS,
        relations.ROWS,
    )
    for output in rows
}
"""Every output of one run by the name that questions use."""

STANDARD_BLOCK = (
    "minutes_per_procedure",
    "cost_per_procedure",
    "p_task_failed",
    "gap_age",
    "trust",
    "own_use",
    "assisted_use",
    "proxy_use",
    "possession",
    "possession_without_use",
)
"""What every question reports beside its own outputs: effort, tasks, gap, trust, use by kind."""
