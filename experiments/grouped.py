"""Grouped: who gains and who loses, by where they live, how old they are, what they own and what they can.

The same citizen stands in the same group in both scenarios: the group is the one under the reference. So a
class that teaches people does not empty the group of those who knew little, and the groups of one kind
always sum to all citizens.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from agents.columns import AGE_BANDS
from experiments.pairs import VACANT
from simulation.cells import PARTS, part
from simulation.kernels.observe import TERCILE_OF_INCOME, TERCILE_OF_LITERACY
from simulation.record import RunRecord, Watched

OUTCOMES = ("always", "gained", "lost", "never", "not_in_both")
BLOCK = 1 << 20
"""Slots compared at a time; a multiple of 8."""
THIRDS = ("lowest third", "middle third", "highest third")
REGIONS = {
    "Hokkaido": 1, "Tohoku": 2, "Kanto": 8, "Chubu": 15, "Kinki": 24, "Chugoku": 31, "Shikoku": 36,
    "Kyushu and Okinawa": 40,
}  # fmt: skip
"""The eight regions and the first prefecture of each."""
AGES = {"under 18": 0, "18-29": 3, "30-49": 6, "50-64": 10, "65-74": 13, "75 and over": 15}
"""Ages in wide bands and the first five-year band of each; nobody under 18 is in the second."""


class Grouping(NamedTuple):
    """One way to tell citizens apart: its words on a page, and its groups in order."""

    title: str
    groups: tuple[str, ...]


GROUPINGS: dict[str, Grouping] = {
    "age": Grouping("age", tuple(AGES)),
    "age_band": Grouping("five-year age band", AGE_BANDS),
    "literacy": Grouping("digital literacy", THIRDS),
    "devices": Grouping("devices", ("no device", "one kind of device", "PC and phone")),
    "income": Grouping("income", THIRDS),
    "sex": Grouping("sex", ("men", "women")),
    "region": Grouping("region", tuple(REGIONS)),
    "prefecture": Grouping("prefecture", ()),
}
"""Names of prefectures come with the population. Thirds are those of the table of equity: of the scale."""


def groups_of(grouping: str, record: RunRecord) -> tuple[str, ...]:
    """Names of the groups, in the order of their numbers."""
    if grouping == "prefecture":
        names: Any = record.population.places
        return tuple(str(name) for name in names.prefecture_name)
    return GROUPINGS[grouping].groups


def numbers(grouping: str, cells: np.ndarray, prefecture: np.ndarray) -> np.ndarray:
    """(n,) int64 the group of each cell; prefecture : (n,) 1-47."""
    if grouping == "prefecture":
        return prefecture.astype(np.int64) - 1
    if grouping == "region":
        return np.searchsorted(np.array(list(REGIONS.values())), prefecture, side="right") - 1
    if grouping == "age":
        wide = np.searchsorted(np.array(list(AGES.values())), part(cells, "age"), side="right") - 1
        return np.where(part(cells, "adult") == 1, wide, 0)
    if grouping == "age_band":
        return part(cells, "age")
    found = part(cells, grouping)
    thirds = {"literacy": TERCILE_OF_LITERACY, "income": TERCILE_OF_INCOME}
    return np.asarray(thirds[grouping][found] if grouping in thirds else found)


def flips_by_group(
    before: RunRecord, after: RunRecord, month: int, measures: tuple[str, ...]
) -> dict[str, dict[str, np.ndarray]]:
    """measure -> grouping -> (groups, 5) int64 citizens by ``OUTCOMES``; all groupings have the same sums.

    Of adults for kinds of use, of residents of all ages for holding a card.
    """
    ours, theirs = before.watched[month], after.watched[month]
    prefecture = prefectures(before)
    sizes = {name: len(groups_of(name, before)) for name in GROUPINGS}
    found = {m: {name: np.zeros((size, 5), np.int64) for name, size in sizes.items()} for m in measures}
    for start in range(0, ours.generations.size, BLOCK):
        at = slice(start, start + BLOCK)
        occupied, both, cells = _people(ours, theirs, at)
        groups = {name: numbers(name, cells, prefecture[at]) for name in GROUPINGS}
        adults = occupied & (part(cells, "adult") == 1)
        for measure in measures:
            counted = occupied if measure == "possession" else adults
            a, b = (_bits(watched, measure, at) for watched in (ours, theirs))
            outcome = np.where(both, 3 - 3 * (a & b) - 2 * (~a & b) - (a & ~b), 4)
            for name, of in groups.items():
                codes = (5 * of + outcome)[counted]
                found[measure][name] += np.bincount(codes, minlength=5 * sizes[name]).reshape(-1, 5)
    return found


def prefectures(record: RunRecord) -> np.ndarray:
    """(N,) prefecture 1-47 of every slot."""
    people: Any = record.population
    return np.asarray(people.prefecture_of_slot())


def _people(ours: Watched, theirs: Watched, at: slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slots with somebody in either run, with the same person in both, and who it is under the reference.

    Where the reference has nobody, the person of the other run is taken.
    """
    if ours.cells is None or theirs.cells is None:
        raise ValueError("cells were not kept; run with cells=True")
    mine, other = ours.generations[at], theirs.generations[at]
    occupied = (mine != VACANT) | (other != VACANT)
    cells = np.where(mine != VACANT, ours.cells[at], theirs.cells[at])
    return occupied, (mine == other) & (mine != VACANT), cells


def _bits(watched: Watched, measure: str, at: slice) -> np.ndarray:
    stop = min(at.stop, watched.generations.size)
    packed = watched.bits[measure][at.start // 8 : -(-stop // 8)]
    return np.unpackbits(packed, count=stop - at.start).astype(bool)


AXES = ("age", "literacy", "income", "devices", "sex", "region")
"""Axes of a tally: wide age bands, literacy in sixteenths, income classes, devices, sex, regions."""


@cache
def axis_sizes() -> tuple[int, ...]:
    """Length of each axis of a tally."""
    return tuple(
        PARTS[name].size if name in ("literacy", "income") else len(GROUPINGS[name].groups) for name in AXES
    )


class Tally(NamedTuple):
    """Adults who live in both runs, by who they are under the reference; arrays as ``axis_sizes``."""

    adults: np.ndarray
    before: np.ndarray
    after: np.ndarray


def tally(before: RunRecord, after: RunRecord, month: int, measure: str = "own_use") -> Tally:
    """Count adults and users of both runs in every cell."""
    ours, theirs = before.watched[month], after.watched[month]
    prefecture, sizes = prefectures(before), axis_sizes()
    found = np.zeros((3, int(np.prod(sizes))), np.int64)
    for start in range(0, ours.generations.size, BLOCK):
        at = slice(start, start + BLOCK)
        _, both, cells = _people(ours, theirs, at)
        counted = both & (part(cells, "adult") == 1)
        axes = tuple(
            part(cells, name) if name in ("literacy", "income") else numbers(name, cells, prefecture[at])
            for name in AXES
        )
        codes = np.ravel_multi_index(axes, sizes)
        users = (_bits(watched, measure, at) for watched in (ours, theirs))
        for k, of in enumerate((counted, *(counted & using for using in users))):
            found[k] += np.bincount(codes[of], minlength=found.shape[1])
    return Tally(*(counts.reshape(sizes) for counts in found))


def group_rows(
    counted: Mapping[str, Mapping[str, np.ndarray]], record: RunRecord, arm: str, minus: str, runs: int
) -> list[dict[str, Any]]:
    """Citizens of all runs together by measure, grouping and group, as plain values."""
    return [
        {
            "measure": measure, "arm": arm, "minus": minus, "grouping": grouping, "group": group,
            **dict(zip(OUTCOMES, map(int, row), strict=True)), "runs": runs,
        }
        for measure, by_grouping in counted.items()
        for grouping, table in by_grouping.items()
        for group, row in zip(groups_of(grouping, record), table, strict=True)
    ]  # fmt: skip


SHOWN = ("age", "literacy", "devices")
"""Groupings that the screen shows; the answer and the report have all."""


def lines(rows: list[dict[str, Any]], measure: str) -> list[str]:
    """A table for the screen: citizens by what happens to them, of an average run."""
    body = [row for row in rows if row["measure"] == measure and row["grouping"] in SHOWN]
    if not body:
        return []
    total = [row for row in rows if row["measure"] == measure and row["grouping"] == "prefecture"]
    whole = {name: sum(row[name] for row in total) for name in OUTCOMES} | {"runs": total[0]["runs"]}
    heads = [*(name.replace("_", " ") for name in OUTCOMES), "net of 100"]
    shown = [("all", whole)]
    shown += [
        (row["group"] if row["grouping"] != "literacy" else f"literacy, {row['group']}", row)
        for row in body
        if any(row[name] for name in OUTCOMES)
    ]
    width = max(len(name) for name, _ in shown)
    said = [f"  {'':{width}}" + "".join(f"{head:>13}" for head in heads)]
    for name, row in shown:
        counts = "".join(f"{row[outcome] / row['runs']:13,.0f}" for outcome in OUTCOMES)
        said.append(f"  {name:{width}}{counts}{net(row):+13.1f}")
    gain, loss = (sum(1 for row in total if way * (row["gained"] - row["lost"]) > 0) for way in (1, -1))
    said.append(f"  More gain than lose in {gain} prefectures, more lose than gain in {loss}.")
    return said


def net(row: Mapping[str, Any]) -> float:
    """Gained less lost of a hundred who live in both; 0 in an empty group."""
    people = sum(row[name] for name in OUTCOMES[:4])
    return 100.0 * (row["gained"] - row["lost"]) / people if people else 0.0


def short_line(rows: list[dict[str, Any]], measure: str) -> str:
    """Net gain of a hundred in each group that the screen shows, on one line."""
    said = []
    for grouping in SHOWN:
        body = [row for row in rows if row["measure"] == measure and row["grouping"] == grouping]
        said += [
            f"{'literacy ' if grouping == 'literacy' else ''}{row['group']} {net(row):+.1f}"
            for row in body
            if any(row[name] for name in OUTCOMES)
        ]
    return f"  Net gain of a hundred: {', '.join(said)}"
