"""From tables to a population: targets, census day, homes, the months, traits, ties.

Prefectures are made side by side, the largest first, each from its tables to its events; what they write
goes straight into the final arrays, which may lie on disk. Only then, when all events are counted, does
everyone's place in the nation's lists stand.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from agents.demography import JAPAN, MONTHS, Demography
from agents.networks.implicit import fill_ties, network_keys
from agents.places import PREFECTURES, Places, places
from agents.population.census import Census, slots_of_municipalities
from agents.population.events import bounds as event_bounds
from agents.population.households import settle
from agents.population.outlook import later, shaped
from agents.population.population import Population
from agents.population.schedule import LISTED_FROM, Schedule
from agents.population.shelf import Shelf, in_memory, threads
from agents.population.targets import targets, total_population
from agents.population.trait_tables import trait_tables
from agents.population.words import fill_events, fill_residents

BLOCK_LEAST = 32
"""Slots that a neighbourhood block has at least, where its prefecture has as many."""

Settle = Callable[[int, np.ndarray], np.ndarray]
"""Residents of a prefecture (0-46) in January 2001, given the first slots of its municipalities."""
Live = Callable[[int, np.ndarray, np.ndarray], np.ndarray]
"""Packed events of a prefecture, given the first slots and the residents, which it may overwrite."""


def synthesise(
    name: str,
    citizens: int,
    seed: int,
    months: int = MONTHS,
    plan: Demography = JAPAN,
    shelf: Shelf = in_memory,
    listed: bool | None = None,
) -> Population:
    """A population of ``citizens`` in October 2020 from the bundled tables.

    months : after fewer months nobody comes or goes any more; for tests
    shelf : gives the room for each array; listed : whether rolls are kept, None from ``LISTED_FROM`` on
    """
    where = places()
    goal = shaped(targets(citizens, where), plan, where)
    start = np.concatenate([[0], np.cumsum(slots_of_municipalities(goal))])
    census = Census(goal, where, seed)
    kept = citizens >= LISTED_FROM if listed is None else listed
    lives = Schedule(goal, where, seed, months, later(goal, plan, where), kept)
    return assemble(
        name,
        citizens,
        seed,
        total_population() / citizens,
        where,
        start,
        lambda p, first: settle(census.residents(p), first, p, seed),
        lives.of_prefecture,
        lives.months,
        plan,
        shelf,
    )


def assemble(
    name: str,
    citizens: int,
    seed: int,
    weight: float,
    where: Places,
    start: np.ndarray,
    residents: Settle,
    live: Live,
    months: int,
    plan: Demography = JAPAN,
    shelf: Shelf = in_memory,
) -> Population:
    """Residents, their lives, traits and ties in one ``Population``; start : (1742,) int64 first slots."""
    slots = int(start[-1])
    tables = trait_tables(seed, plan.pc, plan.phones_ahead)
    birth, who = shelf("birth", slots, np.uint8), shelf("who", slots, np.uint32)
    rows = [where.of_prefecture(p + 1) for p in range(PREFECTURES)]
    firsts = [start[r.start : r.stop + 1] for r in rows]
    sizes = [where.size_class[r] for r in rows]

    def one(p: int) -> np.ndarray:
        words = residents(p, firsts[p])
        here = slice(int(firsts[p][0]), int(firsts[p][-1]))
        with np.errstate(over="ignore"):
            fill_residents(here.start, words, p, sizes[p], slots, tables, birth[here], who[here])
            return live(p, firsts[p], words)

    largest_first = sorted(range(PREFECTURES), key=lambda p: int(firsts[p][0] - firsts[p][-1]))
    with ThreadPoolExecutor(threads()) as pool:
        parts = dict(zip(largest_first, pool.map(one, largest_first), strict=True))
        blocks, keys = neighbourhoods(start, where.prefecture), network_keys(seed)
        fill_ties(who, blocks, keys, slots, pool)
        bounds = np.stack([event_bounds(parts[p], months) for p in range(PREFECTURES)])
        counts = np.diff(bounds, axis=1)
        edges = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
        place = edges[:-1] + np.cumsum(counts, axis=0) - counts
        total = int(edges[-1])
        event_slot, event_birth = shelf("event_slot", total, np.uint32), shelf("event_birth", total, np.uint8)
        event_who, event_cause = shelf("event_who", total, np.uint32), shelf("event_cause", total, np.uint8)
        lists = (event_slot, event_birth, event_who, event_cause)

        def unpack(p: int) -> None:
            with np.errstate(over="ignore"):
                fill_events(parts.pop(p), bounds[p], place[p], firsts[p], p, sizes[p], slots, tables, *lists)

        list(pool.map(unpack, largest_first))
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
        block_start=blocks,
        long_key=keys,
        event_start=edges[::2].astype(np.int64),
        event_slot=event_slot,
        event_birth=event_birth,
        event_who=event_who,
        event_cause=event_cause,
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
