"""What explain says of a case is what the engine did: hundreds of citizens, three rules of choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from policies.levers import POSITION
from simulation.model import DenshiModel
from simulation.run import digest_of
from simulation.scenario import load
from simulation.tracing import Anatomy, Halt, Lived, dissect, flips, halts
from simulation.tracing.anatomy import at_choice

YEARS = ("scenario=jp_history", "population=jp_10k", "record=summary", "calendar.start=2012-01")
FEBRUARY_2021 = 241


def model(*words: str, end: str = "2021-02") -> DenshiModel:
    return DenshiModel(load([*YEARS, f"calendar.end={end}", *words]), agents=False)


@cache
def stopped(*words: str) -> Halt:
    """The tax month of 2021, before its citizens act."""
    return next(halts(model(*words), FEBRUARY_2021, FEBRUARY_2021))


def cases(halt: Halt, every: int = 17) -> Iterator[tuple[Lived, Anatomy]]:
    for slot in range(0, halt.model.citizenry.slots, every):
        lived = halt.live(slot)
        if lived.case is not None:
            yield lived, dissect(halt, lived, lived.case.family)


@pytest.mark.parametrize("rule", ["additive", "gated", "soft"])
def test_the_barrier_that_is_explained_is_the_one_that_the_engine_counted(rule: str) -> None:
    seen = set()
    told = 0
    for lived, found in cases(stopped(f"choice.rule={rule}"), 11 if rule == "additive" else 31):
        case = lived.case
        assert case is not None
        told += 1
        at_the_office = case.way == "assisted" and not (case.attempted and not case.failed)
        if not at_the_office:
            # A staffed terminal hides what kept the citizen from filing alone; all else is counted as it is.
            assert found.alone == case.barrier, (lived.slot, case)
        seen.add(found.alone)
        assert (found.alone in ("none", "assisted", "failed")) == case.attempted
        assert abs(sum(found.terms.values()) - found.choice.value) < 1e-9
        assert abs(sum(found.skills.values()) - found.ability) < 1e-9
    assert told > (150 if rule == "additive" else 50)
    assert {"none", "not_offered", "unaware", "device", "credential", "proxy", "unwilling"} <= seen


def test_slots_lived_one_by_one_are_the_month_of_the_run() -> None:
    """Every adult of the country, alone, adds up to the counts of the run, and ends in the same columns."""
    for halt in halts(model(end="2012-03"), 134, 134):
        flows = sum(halt.live(slot).flows for slot in range(halt.model.citizenry.slots))
        before = halt
    # The generator has compared every column with the run's; here are the sums of what it counted.
    counted = before.model._counts.flows.sum(axis=(0, 1))
    assert np.array_equal(flows, counted)
    assert counted.sum() > 1000


def test_a_run_that_is_looked_into_is_the_run_that_nobody_looks_into() -> None:
    plain, watched = model(end="2012-06"), model(end="2012-06")
    while plain.running:
        plain.step()
    for halt in halts(watched, 135, 137):
        for lived, found in cases(halt, 900):
            flips(halt, lived, found.faced)
    assert digest_of(watched.citizens) == digest_of(plain.citizens)


def test_a_month_lived_otherwise_than_the_run_is_reported() -> None:
    world = model(end="2012-03")
    months = halts(world, 134, 134)
    halt = next(months)
    slot = next(slot for slot in range(300) if halt.live(slot).outcome == "counter")
    world.citizens.skill[slot] = 255 - world.citizens.skill[slot]
    with pytest.raises(RuntimeError, match=f"slot {slot} in month 134: .* differs from the run in skill"):
        next(months)


def test_terms_move_with_what_they_are_named_after() -> None:
    halt = stopped("choice.rule=additive")
    lived, found = next(pair for pair in cases(halt) if pair[0].start["usefulness"] not in (127, 128))
    w = halt.weights
    assert found.terms["usefulness"] == pytest.approx(w.usefulness * (lived.start["usefulness"] / 255 - 0.5))
    assert found.terms["literacy"] == pytest.approx(
        w.literacy * ((lived.ready["skill"] & 15) / 15 - 0.5), abs=1e-12
    )
    assert found.terms["service"] == pytest.approx(halt.model.services.intercept[found.family], abs=1e-9)


def test_the_smallest_flip_flips_in_a_run_of_its_own_and_moves_nobody_else() -> None:
    """A personal override: the same history once more, with this one thing changed in that month."""
    halt = stopped("choice.rule=additive")
    lived, flip = next(
        (lived, flip)
        for lived, found in cases(halt, 17)
        if found.alone in ("unwilling", "offline_quicker", "none")
        for flip in flips(halt, lived, found.faced)
        if len(flip.steps) == 1 and flip.steps[0].change.name in ("usefulness", "trust", "ease")
    )
    assert lived.case is not None
    after = {}
    for override in (False, True):
        world = model("choice.rule=additive")
        for again in halts(world, FEBRUARY_2021, FEBRUARY_2021):
            column = flip.steps[0].change.name
            assert again.row(lived.slot)[column] == lived.start[column]
            if override:
                getattr(world.citizens, column)[lived.slot] = flip.otherwise.start[column]
        after[override] = world.citizens
    family = lived.case.family
    ways = {override: (int(after[override].how[lived.slot]) >> 2 * family) & 3 for override in after}
    assert (ways[False] == 1) != (ways[True] == 1)
    others = np.arange(len(after[True])) != lived.slot
    assert np.array_equal(after[True].how[others], after[False].how[others])


def test_a_lever_that_flips_a_case_flips_it_in_a_run_in_which_it_stands_so_for_a_month() -> None:
    halt = stopped("choice.rule=additive")
    months = (halt.live(slot) for slot in range(halt.model.citizenry.slots))
    undecided = (lived for lived in months if lived.case is not None and lived.case.barrier == "unwilling")
    lived, row, flip = next(
        (lived, found.faced.row, flip)
        for lived in undecided
        for found in [dissect(halt, lived, lived.case.family)]
        for flip in flips(halt, lived, found.faced)
        if len(flip.steps) == 1 and flip.steps[0].change.name == "services.incentive_yen"
    )
    assert lived.case is not None
    family, step = lived.case.family, flip.steps[0]
    world = model("choice.rule=additive")
    panel = world.timeline.panel.copy()
    zone, kind = divmod(row, panel.shape[2])
    panel[FEBRUARY_2021 - world.first, zone, kind, POSITION[step.change.name], family] = step.level
    world.timeline = replace(world.timeline, panel=panel)
    while world.running:
        world.step()
    way = (int(world.citizens.how[lived.slot]) >> 2 * family) & 3
    assert (way == 1) == (flip.after == "own") != (lived.case.way == "own")


def test_the_least_step_of_a_flip_fails_one_step_before() -> None:
    halt = stopped("choice.rule=additive")
    tried = 0
    for lived, found in cases(halt, 97):
        for flip in flips(halt, lived, found.faced):
            step = flip.steps[-1]
            sign = 1 if step.level > step.change.now else -1
            moved = round(abs(step.level - step.change.now) / step.change.grain)
            assert (flip.after == "own") != (flip.before == "own")
            if len(flip.steps) > 1 or moved < 2:
                continue
            from simulation.tracing.changes import Otherwise

            less = step.change.put(Otherwise(lived.start), step.change.level(sign, moved - 1))
            then = less.live(halt, lived.slot, found.faced.row, found.family)
            assert then.case is None or (then.case.way == "own") == (flip.before == "own")
            tried += 1
    assert tried > 5


@pytest.mark.parametrize("kind", ["cell", "explicit"])
def test_other_networks_are_lived_slot_by_slot_as_well(kind: str) -> None:
    world = DenshiModel(
        load([*YEARS, f"network.kind={kind}", "calendar.start=2012-01", "calendar.end=2012-03"]), agents=False
    )
    told = 0
    for halt in halts(world, 133, 134):
        for lived, found in cases(halt, 61):
            told += lived.case is not None and found.alone == lived.case.barrier
    assert told > 10


def test_who_hears_on_the_way_to_a_case_is_asked_as_one_who_knows() -> None:
    halt = stopped("choice.rule=additive")
    months = (halt.live(slot) for slot in range(0, halt.model.citizenry.slots, 2))
    heard = [
        lived for lived in months
        if lived.case is not None and any(family == lived.case.family for family, _ in lived.news())
    ]  # fmt: skip
    assert heard
    for lived in heard[:10]:
        assert lived.case is not None
        assert at_choice(lived)["aware"] & (1 << lived.case.family)
        assert dissect(halt, lived, lived.case.family).gates["known"]
