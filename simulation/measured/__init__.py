"""Outputs: every number that a question can name of one run, read off its record.

``OUTPUTS["saved_yen"].read(View(record, start, month))`` is a number, or ``NoValueError`` says why there
is none. What compares two runs (users gained for each yen, say) lives on the floor above, in ``experiments``.
"""

from simulation.measured.catalogue import OUTPUTS
from simulation.measured.output import NoValueError, Output, View

__all__ = ["OUTPUTS", "NoValueError", "Output", "View"]
