"""Equity: who is left behind under a policy, and whether some group ends worse than without it.

Everything is counted among adults who live in both scenarios, each in the group that they belong to under
the reference. Gaps and indices are worked out run by run, so their differences have paired intervals. The
guardrail says by name which group loses: surely, where the loss survives a correction for having looked at
many groups (Holm 1979), or perhaps, where only the group's own interval lies below 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.effects import POINTS
from experiments.grouped import AXES, GROUPINGS, THIRDS, Tally
from experiments.statistics import LEVEL, Difference, interval, paired
from experiments.wording import brief
from simulation.kernels.observe import TERCILE_OF_INCOME, TERCILE_OF_LITERACY

LEAST = 30
"""Simulated adults that a cell must have, mean over the runs, to be called the worst off."""
CROSSED = ("age", "literacy", "income", "region")
"""Axes of the cells among which the worst off is looked for."""
GUARDED = ("age", "literacy", "income", "devices", "sex", "region")
"""Groupings whose groups the guardrail watches."""
TERCILES = {"literacy": TERCILE_OF_LITERACY, "income": TERCILE_OF_INCOME}
GAPS = {
    "age": ("adults of 18-64 less those of 65 and over", (1, 2, 3), (4, 5)),
    "literacy": ("highest third of digital literacy less lowest", (2,), (0,)),
    "income": ("highest third of income less lowest", (2,), (0,)),
    "devices": ("PC and phone less no device", (2,), (0,)),
}
"""Grouping -> meaning of its gap, groups that are expected ahead, groups behind."""


def marginal(counts: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The counts of a tally by the groups of ``names`` alone, in the order of ``AXES``."""
    found = counts.sum(axis=tuple(k for k, name in enumerate(AXES) if name not in names))
    for axis, name in enumerate(name for name in AXES if name in names):
        if name in TERCILES:
            rows = [found.take(np.flatnonzero(TERCILES[name] == k), axis).sum(axis) for k in range(3)]
            found = np.stack(rows, axis)
    return np.asarray(found)


def rates(users: np.ndarray, adults: np.ndarray) -> np.ndarray:
    """Users of adults; NaN in an empty group."""
    return np.divide(users, adults, out=np.full(adults.shape, np.nan), where=adults > 0)


def gap(users: np.ndarray, adults: np.ndarray, name: str) -> float:
    """Own use of the groups ahead less that of the groups behind."""
    _, ahead, behind = GAPS[name]
    of = [marginal(counts, (name,)).astype(np.float64) for counts in (users, adults)]
    high, low = (
        rates(of[0][list(groups)].sum(keepdims=True), of[1][list(groups)].sum(keepdims=True))[0]
        for groups in (ahead, behind)
    )
    return float(high - low)


def regional_spread(users: np.ndarray, adults: np.ndarray, name: str = "region") -> float:
    """Own use of the region with most less that of the region with least."""
    found = rates(*(marginal(counts, (name,)).astype(np.float64) for counts in (users, adults)))
    return float(np.nanmax(found) - np.nanmin(found))


def concentration(users: np.ndarray, adults: np.ndarray, name: str) -> float:
    """Concentration index of use over ``income`` or ``literacy`` (Wagstaff, Paci and van Doorslaer 1991).

    Twice the covariance of use and rank over mean use: 0 where use does not depend on rank, above 0 where the
    better off use more. Everybody of a class has its middle rank. NaN where nobody uses anything.
    """
    axis = tuple(k for k, other in enumerate(AXES) if other != name)
    people, using = (counts.sum(axis=axis).astype(np.float64) for counts in (adults, users))
    total, mean = people.sum(), using.sum() / max(1.0, people.sum())
    if not mean:
        return float("nan")
    rank = (np.cumsum(people) - people / 2) / total
    return float(2.0 * (using @ rank / total - mean * 0.5) / mean)


def equity(tallies: Sequence[Tally], arm: str, minus: str, level: float = LEVEL) -> dict[str, Any]:
    """The equity block of one comparison as plain values; differences of gaps in points."""
    gaps = [
        _row(tallies, lambda users, adults, name=name: gap(users, adults, name), level)
        | {"gap": name, "meaning": GAPS[name][0]}
        for name in GAPS
    ]
    gaps.append(
        _row(tallies, regional_spread, level)
        | {"gap": "region", "meaning": "region with most own use less region with least"}
    )
    indices = [
        _row(tallies, lambda users, adults, name=name: concentration(users, adults, name), level, 1.0)
        | {"over": name}
        for name in ("income", "literacy")
    ]
    return {
        "arm": arm,
        "minus": minus,
        "measure": "own_use",
        "gaps": gaps,
        "concentration": indices,
        "worst_off": worst_off(tallies, level),
        "guardrail": guardrail(tallies, level),
    }


def _row(tallies: Sequence[Tally], read: Any, level: float, factor: float = POINTS) -> dict[str, Any]:
    before, after = ([factor * read(users, t.adults) for users, t in pairs] for pairs in _sides(tallies))
    if np.isnan([before, after]).any():
        return {"before": None, "after": None, "estimate": None, "low": None, "high": None}
    found = paired(after, before, level=level)
    ends = {"estimate": found.estimate, "low": found.low, "high": found.high}
    return {"before": float(np.mean(before)), "after": float(np.mean(after)), **ends}


def _sides(tallies: Sequence[Tally]) -> Any:
    return [(t.before, t) for t in tallies], [(t.after, t) for t in tallies]


def worst_off(tallies: Sequence[Tally], level: float = LEVEL) -> dict[str, Any] | None:
    """The cell of age, literacy, income and region with least own use under each scenario.

    None where no cell has ``LEAST`` adults in an average run. The change is that of the cell that is worst
    off under the reference.
    """
    adults = np.array([marginal(t.adults, CROSSED) for t in tallies], np.float64)
    users = {
        side: np.array([marginal(getattr(t, side), CROSSED) for t in tallies], np.float64)
        for side in ("before", "after")
    }
    large = adults.mean(axis=0) >= LEAST
    if not large.any():
        return None
    found: dict[str, Any] = {"cells": int(large.sum()), "least_adults": LEAST}
    for side, counts in users.items():
        mean = np.where(large, rates(counts.sum(axis=0), adults.sum(axis=0)), np.inf)
        at = np.unravel_index(int(mean.argmin()), mean.shape)
        found[side] = {"cell": _cell_words(at), "own_use": POINTS * float(mean[at])}
        if side == "before":
            change = _change(tuple(POINTS * _share(counts, adults, at) for counts in users.values()), level)
            found["change"] = {"estimate": change.estimate, "low": change.low, "high": change.high}
    return found


def _share(counts: np.ndarray, adults: np.ndarray, at: Any) -> np.ndarray:
    """Users of adults of one cell in each run; 0 where nobody is in it."""
    people = adults[(slice(None), *at)]
    return np.asarray(counts[(slice(None), *at)] / np.maximum(people, 1.0))


def _change(pair: tuple[np.ndarray, ...], level: float) -> Difference:
    return paired(pair[1].tolist(), pair[0].tolist(), level=level)


def _cell_words(at: Any) -> dict[str, str]:
    names = [name for name in AXES if name in CROSSED]
    return {name: GROUPINGS[name].groups[int(k)] for name, k in zip(names, at, strict=True)}


def guardrail(tallies: Sequence[Tally], level: float = LEVEL) -> dict[str, Any]:
    """Whether any group has less own use than under the reference, by name.

    ``worse`` : the loss survives Holm's correction for all groups; ``perhaps_worse`` : only the group's own
    interval lies below 0; ``by_chance`` : so many of the latter are expected where no group loses
    """
    rows: list[dict[str, Any]] = []
    for grouping in GUARDED:
        counts = [[marginal(c, (grouping,)).astype(np.float64) for c in t] for t in tallies]
        for k, group in enumerate(GROUPINGS[grouping].groups):
            people = np.array([run[0][k] for run in counts])
            if people.mean() < LEAST:
                continue
            change = [POINTS * (run[2][k] - run[1][k]) / max(1.0, run[0][k]) for run in counts]
            ends = interval(change, level)
            rows.append(
                {
                    "grouping": grouping, "group": group, "estimate": float(np.mean(change)),
                    "low": ends[0] if ends else None, "high": ends[1] if ends else None,
                    "chance": _chance_of_less(change),
                }
            )  # fmt: skip
    tested = [row for row in rows if row["chance"] is not None]
    worse: list[dict[str, Any]] = []
    for place, row in enumerate(sorted(tested, key=lambda row: row["chance"])):
        if row["chance"] > (1.0 - level) / (len(tested) - place):
            break
        worse.append(row)
    perhaps = [row for row in tested if row["high"] < 0.0 and row not in worse]
    return {
        "broken": bool(worse),
        "worse": worse,
        "perhaps_worse": perhaps,
        "groups": len(rows),
        "by_chance": (1.0 - level) / 2 * len(tested),
        "tested": bool(tested),
        "rows": rows,
    }


def _chance_of_less(change: Sequence[float]) -> float | None:
    """One-sided p-value against 'the group does not lose'; None with one run."""
    if len(change) < 2:
        return None
    mean, spread = float(np.mean(change)), float(np.std(change, ddof=1))
    if not spread:
        return 0.0 if mean < 0.0 else 1.0
    from scipy.special import stdtr

    return float(stdtr(len(change) - 1, mean / (spread / np.sqrt(len(change)))))


def group_words(row: dict[str, Any]) -> str:
    """``digital literacy, lowest third``, ``65-74``, ``no device``."""
    if row["group"] in THIRDS:
        return f"{GROUPINGS[row['grouping']].title}, {row['group']}"
    return str(row["group"])


def lines(found: dict[str, Any], runs: int) -> list[str]:
    """The block for the screen."""
    said = []
    for row in found["gaps"]:
        if row["estimate"] is not None:
            said.append(f"  {row['meaning']}: {row['before']:.1f} points, {_brief(row, runs)}")
    for row in found["concentration"]:
        if row["estimate"] is not None:
            said.append(
                f"  concentration index over {row['over']} (0 is equal): {row['before']:+.3f}, then "
                f"{row['after']:+.3f}"
            )
    worst = found["worst_off"]
    if worst:
        cell = ", ".join(cell_words(worst["before"]["cell"]))
        change = _brief(worst["change"], runs)
        said.append(
            f"  worst off of {worst['cells']} cells: {cell}, {worst['before']['own_use']:.1f} %, {change}"
        )
    return [*said, *guardrail_lines(found["guardrail"], runs)]


def short_lines(found: dict[str, Any], runs: int) -> list[str]:
    """Gaps that moved for certain, and the guardrail."""
    moved = [
        f"{row['gap']} {_brief(row, runs)}"
        for row in found["gaps"]
        if row["low"] is not None and (row["low"] > 0.0 or row["high"] < 0.0)
    ]
    gaps = f"  Gaps in own use that change: {', '.join(moved)}" if moved else "  No gap changes detectably"
    return [gaps, *guardrail_lines(found["guardrail"], runs)]


def cell_words(cell: dict[str, str]) -> list[str]:
    """The traits of a cell, thirds with the name of what they are thirds of."""
    return [f"{GROUPINGS[name].title}: {group}" if group in THIRDS else group for name, group in cell.items()]


def guardrail_lines(found: dict[str, Any], runs: int) -> list[str]:
    """The guardrail in words; a warning where it is broken."""
    if not found["tested"]:
        return ["  guardrail: one run has no interval, so it cannot be said whether a group loses"]
    said = []
    for word, rows in (("WARNING, worse off", found["worse"]), ("perhaps worse off", found["perhaps_worse"])):
        if rows:
            named = "; ".join(f"{group_words(row)} {_brief(row, runs)}" for row in rows)
            said.append(f"  guardrail: {word} than under the reference: {named}")
    if found["perhaps_worse"]:
        said.append(
            f"  ({found['by_chance']:.1f} of {found['groups']} groups are expected to look worse by chance)"
        )
    return said or [f"  guardrail holds: none of {found['groups']} groups is detectably worse off"]


def _brief(row: dict[str, Any], runs: int) -> str:
    return brief(Difference(row["estimate"], row["low"], row["high"], (row["estimate"],) * runs))
