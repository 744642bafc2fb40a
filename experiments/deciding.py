"""Deciding: replicates are doubled, up to sixteen, while an expectation could still be told apart.

Eight paired runs are enough for most signs. Where an interval still holds 0, eight more are added once; what
is not decided then stays undetermined. Each look uses the plain 95 % interval.
"""

from __future__ import annotations

from experiments.inquiry import Findings, Inquiry, more_replicates
from experiments.judging import MOST, judge, undecided
from experiments.reported import once, readings_of


def decided(inquiry: Inquiry, findings: Findings, quiet: bool = False) -> tuple[Inquiry, Findings]:
    """The inquiry and its findings after as many further replicates as it takes, sixteen at most."""
    while inquiry.replicates < MOST and _open(inquiry, findings):
        count = min(2 * inquiry.replicates, MOST)
        inquiry, findings = more_replicates(inquiry, findings, count, quiet)
    return inquiry, findings


def _open(inquiry: Inquiry, findings: Findings) -> bool:
    readings = readings_of(inquiry, findings.main)
    return undecided(judge(inquiry, readings, once(inquiry, findings)))
