"""One citizen under the magnifying glass: a month lived again, taken apart, and lived otherwise.

Nothing is stored for this while a run runs. The scenario is run again, halted before its citizens act, and
the engine's own stages are called for the one slot in question: as it stands, to see what happened, and with
one thing changed, to see what would have happened. Nobody meets anybody within a month, so one slot can be
lived by itself, and the result is the one of the run.
"""

from simulation.tracing.anatomy import Anatomy, dissect
from simulation.tracing.changes import Change, changes_for
from simulation.tracing.flips import Flip, flips
from simulation.tracing.halt import Halt, halts
from simulation.tracing.lived import Case, Lived, Row, with_field

__all__ = [
    "Anatomy",
    "Case",
    "Change",
    "Flip",
    "Halt",
    "Lived",
    "Row",
    "changes_for",
    "dissect",
    "flips",
    "halts",
    "with_field",
]
