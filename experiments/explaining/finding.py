"""Finding: somebody who fits a description and had such a case in the months asked about.

The scenario is run once. In every month asked about, the month of everybody whom the description fits is
lived one by one; of those who had such a case the one in the middle is told about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.columns import VACANT
from configs.errors import ScenarioError
from configs.months import month_text
from experiments.explaining.people import by_typicality, fitting
from experiments.explaining.request import Request
from simulation.model import DenshiModel
from simulation.tracing import Halt, halts
from simulation.tracing.lived import field_of

MOST = 2000
"""People looked at in one month at most; in a larger country every k-th of those who fit."""


@dataclass(frozen=True)
class Found:
    """Whom the story is about.

    slot, generation : of the person; month : of the case that fitted, the last month asked about without one
    fitting : people who fit the description, each counted once; looked_at : all of them were looked at
    """

    slot: int
    generation: int
    month: int
    fitting: int
    looked_at: bool


def find(model: DenshiModel, request: Request) -> Found:
    """The citizen that is named, or the most typical of those described. Raises ScenarioError for nobody."""
    if request.citizen is not None:
        return _named(model, request)
    first_case: dict[tuple[int, int], int] = {}
    complete = True
    last: Halt | None = None
    for halt in halts(model, request.first, request.last):
        slots = fitting(halt, request.wanted)
        complete &= slots.size <= MOST
        for slot in slots[:: max(1, -(-slots.size // MOST))]:
            person = (int(slot), field_of(halt.row(int(slot)), "generation"))
            if person not in first_case and _fits(halt, int(slot), request):
                first_case[person] = halt.t
        last = halt
    assert last is not None, "a range of months holds at least one"
    if not first_case:
        raise ScenarioError(
            f"nobody fits in {month_text(request.first)} to {month_text(request.last)}; loosen the "
            f"description, ask about more months, or take a larger population="
        )
    # The same person must still be there to stand beside the others.
    citizens = model.citizens
    staying = {
        slot: (generation, month)
        for (slot, generation), month in first_case.items()
        if citizens[slot].generation == generation and citizens[slot].birth_year is not None
    }
    slots = by_typicality(citizens, np.array(sorted(staying), np.int64), request.last)
    if request.pick > slots.size:
        raise ScenarioError(f"pick: {slots.size} people fit, got {request.pick}")
    slot = int(slots[request.pick - 1])
    return Found(slot, staying[slot][0], staying[slot][1], len(first_case), complete)


def _fits(halt: Halt, slot: int, request: Request) -> bool:
    """Whether the citizen has a case this month that ends as asked."""
    case, wanted = halt.live(slot).case, request.wanted
    return (
        case is not None
        and (request.service is None or case.family == request.service)
        and (wanted.outcome is None or case.way == wanted.outcome)
        and (wanted.barrier is None or case.barrier == wanted.barrier)
    )


def _named(model: DenshiModel, request: Request) -> Found:
    slots, asked = model.citizenry.slots, int(request.citizen or 0)
    slot, generation = asked % slots, asked // slots
    there = None
    for halt in halts(model, request.first, request.last):
        row = halt.row(slot)
        now = field_of(row, "generation")
        if row["birth"] != VACANT and (asked < slots or now == generation):
            there = (now, halt.t)
    if there is None:
        who = f"citizen {asked}" if asked < slots else f"person {asked} (slot {slot})"
        raise ScenarioError(
            f"citizen: nobody of that number lives in {month_text(request.first)} to "
            f"{month_text(request.last)} ({who}; slots run from 0 to {slots - 1:,})"
        )
    return Found(slot, there[0], there[1], 1, True)
