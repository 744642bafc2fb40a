"""From tables to a population: targets, census day, homes, the months, traits, ties."""

from __future__ import annotations

import numpy as np

from agents.columns import FIELDS
from agents.demography import JAPAN, MONTHS, Demography
from agents.networks.implicit import fill_ties, network_keys
from agents.places import PREFECTURES, Places, places
from agents.population.census import residents, slots_of_municipalities
from agents.population.households import heads, move_in
from agents.population.outlook import later, shaped
from agents.population.population import Population
from agents.population.schedule import Events, schedule
from agents.population.targets import targets, total_population
from agents.population.trait_tables import trait_tables
from agents.population.words import fill_helpers, fill_words

BLOCK_LEAST = 32
"""Slots that a neighbourhood block has at least, where its prefecture has as many."""


def synthesise(
    name: str, citizens: int, seed: int, months: int = MONTHS, plan: Demography = JAPAN
) -> Population:
    """A population of ``citizens`` in October 2020 from the bundled tables; ``months`` as in ``schedule``."""
    where = places()
    goal = shaped(targets(citizens, where), plan, where)
    start = np.concatenate([[0], np.cumsum(slots_of_municipalities(goal))])
    people = residents(goal, where, seed)
    head = heads(start, where.prefecture, seed)
    birth, sex = move_in(head, start, people.sex, people.age, people.start, seed)
    events = schedule(goal, where, start, head, birth, sex, seed, months, later(goal, plan, where))
    weight = total_population() / citizens
    return assemble(name, citizens, seed, weight, where, start, head, birth, sex, events, plan)


def assemble(
    name: str,
    citizens: int,
    seed: int,
    weight: float,
    where: Places,
    start: np.ndarray,
    head: np.ndarray,
    birth: np.ndarray,
    sex: np.ndarray,
    events: Events,
    plan: Demography = JAPAN,
) -> Population:
    """Traits and ties for residents and newcomers, packed into a ``Population``."""
    slots = int(start[-1])
    tables = trait_tables(seed, plan.pc, plan.phones_ahead)
    place = np.repeat(np.arange(len(where)), np.diff(start))
    helper = np.zeros(slots, np.uint8)
    fill_helpers(start, head, birth, 0, helper)
    who, event_who = np.zeros(slots, np.uint32), np.zeros(events.slot.size, np.uint32)
    nobody = np.zeros(slots, np.uint8)
    now = np.zeros(slots, np.int64)
    local = (where.prefecture, where.size_class, slots, tables)
    with np.errstate(over="ignore"):
        fill_words(np.arange(slots, dtype=np.uint32), birth, sex, helper, nobody, now, place, *local, who)
        fill_words(
            events.slot,
            events.birth,
            events.sex,
            events.helper,
            events.generation,
            events.month,
            place[events.slot],
            *local,
            event_who,
        )
    who |= head.astype(np.uint32) << np.uint32(FIELDS["head"].shift)
    block_start = neighbourhoods(start, where.prefecture)
    keys = network_keys(seed)
    fill_ties(who, block_start, keys, slots)
    return Population(
        name=name,
        citizens=citizens,
        seed=seed,
        weight=weight,
        places=where,
        slots=slots,
        birth=birth,
        who=who,
        municipality_start=start,
        block_start=block_start,
        long_key=keys,
        event_start=events.start,
        event_slot=events.slot,
        event_birth=events.birth,
        event_who=event_who,
        event_cause=events.cause,
        pc=plan.pc,
        phones_ahead=plan.phones_ahead,
    )


def neighbourhoods(municipality_start: np.ndarray, prefecture: np.ndarray) -> np.ndarray:
    """First slots of the blocks, (B + 1,) int64: neighbours of one prefecture, together 32 slots or more."""
    edges = [0]
    for p in range(1, PREFECTURES + 1):
        first, last = np.searchsorted(prefecture, [p, p + 1])
        end = int(municipality_start[last])
        for m in range(first + 1, last):
            edge = int(municipality_start[m])
            if edge - edges[-1] >= BLOCK_LEAST and end - edge >= BLOCK_LEAST:
                edges.append(edge)
        edges.append(end)
    return np.unique(np.array(edges, np.int64))
