"""The register of firms: who they are, which procedures they have, how often, and who files them.

A few hundred forwarders clear millions of consignments while a million shops file one tax return a
year. So firms are sampled by sector and size, large ones more densely, and each stands for as many firms
of Japan as its weight says; frequencies are heavy-tailed inside a size. The register is like a census
table: it depends on the population's seed, not on the luck of a replicate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit

from agents.draws import FIRM, PERMANENT, PURPOSES, draw
from agents.exact import exp, log
from agents.firms.names import (
    LARGE,
    PROCEDURES,
    PROFESSIONAL,
    PROFESSIONS,
    SECTORS,
    SIZE_OF_PROFESSIONS,
    SIZES,
)
from agents.institutions.chance import normals

ALWAYS = -1200
"""Month of an internet connection that was there before anything could be filed."""

YEAR_2003, YEAR_2010 = 24, 108


class Firms(NamedTuple):
    """Firms, and their pairs of firm and procedure, in the order of procedure, sector and size.

    Inside a cell of these three, firms that decide themselves come before clients of a profession.

    weight : (F,) int64        firms of Japan that each stands for
    sector, size : (F,) int64  positions in ``SECTORS`` and ``SIZES``
    skill : (F,) float64       IT skill, 0-1
    online_from : (F,) int64   month of its internet connection
    firm, via : (P,)           uint32 firm of a pair; int64 pair that decides for it: itself or a profession's
    pair_weight : (P,) int64   weight of its firm
    yearly : (P,) float64      transactions a year that speak for filing online: own, or those of clients
    monthly : (P,) float64     transactions a month of its own; 0 for a profession, which files for clients
    phase : (P,) float64       where in a month's fraction the count of its own transactions begins
    cell_start : (C + 1,) int64    pairs of cell c are [cell_start[c], cell_start[c + 1])
    cell_clients : (C,) int64      the first of them that is a client
    cell_procedure, cell_sector, cell_size : (C,) int64
    """

    weight: np.ndarray
    sector: np.ndarray
    size: np.ndarray
    skill: np.ndarray
    online_from: np.ndarray
    firm: np.ndarray
    via: np.ndarray
    pair_weight: np.ndarray
    yearly: np.ndarray
    monthly: np.ndarray
    phase: np.ndarray
    cell_start: np.ndarray
    cell_clients: np.ndarray
    cell_procedure: np.ndarray
    cell_sector: np.ndarray
    cell_size: np.ndarray


def build(value: Mapping[str, float], seed: int, alike: tuple[float, float] | None = None) -> Firms:
    """The register.

    value : records of ``firms.`` by dotted name
    seed : of the population
    alike : (transactions a year, skill) that every firm gets instead of its own; None leaves them apart
    """
    weight, sector, size = _sampled(value)
    people = np.arange(weight.size)
    skill = np.empty(weight.size)
    normals(_words(seed, "FIRM_SKILL", 0, people), skill)
    level = np.array([value[f"skill.{name}"] for name in SIZES])[size]
    level[sector == PROFESSIONAL] = value["skill.profession"]
    skill = np.clip(level + value["skill.spread"] * skill, 0.0, 1.0)
    first_of_profession = int(np.flatnonzero(sector == PROFESSIONAL)[0])
    parts = []
    for j, procedure in enumerate(PROCEDURES):
        clients = _with_procedure(value, seed, j, sector, size)
        amount = _amounts(value, seed, j, clients, size)
        total = value[f"{procedure.name}.transactions_year"]
        own = total * amount / _sum(weight[clients] * amount)
        office = np.empty(0, np.int64)
        via = np.arange(clients.size)
        yearly = own
        if procedure.profession:
            number = offices(value, procedure.profession)
            before = [offices(value, name) for name in PROFESSIONS]
            start = first_of_profession + sum(before[: PROFESSIONS.index(procedure.profession)])
            office = np.arange(start, start + number)
            chosen = _routes(value, seed, j, clients, size, office)
            via = np.where(chosen >= 0, clients.size + chosen, via)
            brought = np.bincount(
                np.maximum(chosen, 0), (chosen >= 0) * weight[clients] * own, minlength=number
            )
            yearly = np.concatenate([own, brought / weight[office]])
        firm = np.concatenate([clients, office])
        parts.append(
            {
                "firm": firm,
                "procedure": np.full(firm.size, j),
                "via": np.concatenate([via, np.arange(clients.size, firm.size)]),
                "monthly": np.concatenate([own / 12.0, np.zeros(office.size)]),
                "yearly": yearly,
                "phase": (_words(seed, "FIRM_PHASE", j, firm) + 0.5) / 4294967296.0,
            }
        )
    pairs = _in_cells(parts, sector, size)
    if alike is not None:
        frequency, same_skill = alike
        skill = np.full(weight.size, same_skill)
        pairs["yearly"] = np.full(pairs["yearly"].size, frequency)
        pairs["monthly"] = np.where(pairs["monthly"] > 0.0, frequency / 12.0, 0.0)
    return Firms(
        weight=weight,
        sector=sector,
        size=size,
        skill=skill,
        online_from=_connections(value, seed, sector, size),
        pair_weight=weight[pairs["firm"]],
        **{**pairs, "firm": pairs["firm"].astype(np.uint32)},
    )


def _sampled(value: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weight, sector and size of each simulated firm; professions come last, in their order.

    Shares count relative to one another, so that one of them can be changed alone.
    """
    weight, sector, size = list[int](), list[int](), list[int]()
    sectors = sum(value[f"{name}.share"] for name in SECTORS[:PROFESSIONAL])
    sizes = sum(value[f"{name}.share"] for name in SIZES)
    for s, sector_name in enumerate(SECTORS[:PROFESSIONAL]):
        for z, size_name in enumerate(SIZES):
            share = value[f"{sector_name}.share"] / sectors * value[f"{size_name}.share"] / sizes
            firms = round(value["count.firms"] * share)
            sample = round(
                value["count.sampled"] * value[f"{sector_name}.sample"] * value[f"{size_name}.sample"]
            )
            sample = max(1, min(sample, firms))
            weight += [max(1, round(firms / sample))] * sample
            sector += [s] * sample
            size += [z] * sample
    for name in PROFESSIONS:
        number = offices(value, name)
        weight += [max(1, round(value[f"{name}.firms"] / number))] * number
        sector += [PROFESSIONAL] * number
        size += [SIZE_OF_PROFESSIONS] * number
    return np.array(weight, np.int64), np.array(sector, np.int64), np.array(size, np.int64)


def offices(value: Mapping[str, float], profession: str) -> int:
    """How many offices of a profession are simulated; one at least."""
    return max(1, int(value[f"{profession}.sampled"]))


def _with_procedure(
    value: Mapping[str, float], seed: int, j: int, sector: np.ndarray, size: np.ndarray
) -> np.ndarray:
    """Numbers of the firms that have procedure ``j``; a larger firm has more occasions to have it."""
    procedure = PROCEDURES[j]
    at_home = np.isin(sector, [SECTORS.index(name) for name in procedure.home])
    share = np.where(
        at_home, value[f"{procedure.name}.home_share"], value[f"{procedure.name}.elsewhere_share"]
    )
    occasions = np.array([int(value[f"{name}.occasions"]) for name in SIZES])[size]
    left = np.ones(share.size)
    for k in range(int(occasions.max())):
        left = np.where(k < occasions, left * (1.0 - share), left)
    words = _words(seed, "FIRM_OCCASION", j, np.arange(sector.size))
    return np.flatnonzero((sector != PROFESSIONAL) & ((words + 0.5) / 4294967296.0 < 1.0 - left))


def _amounts(
    value: Mapping[str, float], seed: int, j: int, clients: np.ndarray, size: np.ndarray
) -> np.ndarray:
    """Transactions of each firm with procedure ``j``, relative to one another."""
    name = PROCEDURES[j].name
    luck, out = np.empty(clients.size), np.empty(clients.size)
    normals(_words(seed, "FIRM_FREQUENCY", j, clients), luck)
    volume = np.array([value[f"{size_name}.volume"] for size_name in SIZES])[size[clients]]
    _heavy_tailed(volume, value[f"{name}.volume_elasticity"], luck, value[f"{name}.spread"], out)
    return out


def _routes(
    value: Mapping[str, float], seed: int, j: int, clients: np.ndarray, size: np.ndarray, office: np.ndarray
) -> np.ndarray:
    """Position in ``office`` of the professional that each firm leaves procedure ``j`` to; -1 where none."""
    procedure = PROCEDURES[j]
    others, large = (
        value[f"{procedure.name}.{field}"] for field in ("through_others", "through_others_large")
    )
    share = np.where(size[clients] == LARGE, large, others)
    leaves = (_words(seed, "FIRM_ROUTE", j, clients) + 0.5) / 4294967296.0 < share
    luck, clientele = np.empty(office.size), np.empty(office.size)
    normals(_words(seed, "FIRM_FREQUENCY", j, office), luck)
    _heavy_tailed(np.ones(office.size), 0.0, luck, value[f"{procedure.profession}.spread"], clientele)
    edges = np.cumsum(clientele)
    words = (_words(seed, "FIRM_PROFESSION", j, clients) + 0.5) / 4294967296.0
    chosen = np.minimum(np.searchsorted(edges, words * edges[-1], side="right"), office.size - 1)
    return np.where(leaves, chosen, -1)


def _connections(value: Mapping[str, float], seed: int, sector: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Month of each firm's internet connection: even shares of every cell, so that totals come out."""
    words = _words(seed, "FIRM_ACCESS", 0, np.arange(sector.size))
    rank = np.empty(sector.size)
    for cell in np.unique(sector * len(SIZES) + size):
        rows = np.flatnonzero(sector * len(SIZES) + size == cell)
        order = np.empty(rows.size, np.int64)
        order[np.argsort(words[rows], kind="stable")] = np.arange(rows.size)
        rank[rows] = (order + 0.5) / rows.size
    early, soon = value["access.online_2001"], max(value["access.online_2003"], value["access.online_2001"])
    to_2003 = YEAR_2003 * (rank - early) / max(soon - early, 1e-9)
    to_2010 = YEAR_2003 + (YEAR_2010 - YEAR_2003) * (rank - soon) / max(1.0 - soon, 1e-9)
    month = np.where(rank < early, ALWAYS, np.where(rank < soon, to_2003, to_2010))
    return np.where(sector == PROFESSIONAL, ALWAYS, np.floor(month)).astype(np.int64)


def _in_cells(
    parts: list[dict[str, np.ndarray]], sector: np.ndarray, size: np.ndarray
) -> dict[str, np.ndarray]:
    """Pairs of all procedures, sorted into cells of procedure, sector and size."""
    starts = np.cumsum([0, *(part["firm"].size for part in parts)])
    for start, part in zip(starts, parts, strict=False):
        part["via"] = part["via"] + start
    together = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    firm = together["firm"]
    cell = (together["procedure"] * len(SECTORS) + sector[firm]) * len(SIZES) + size[firm]
    client = together["via"] != np.arange(firm.size)
    order = np.lexsort((firm, client, cell))
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    together = {name: np.ascontiguousarray(values[order]) for name, values in together.items()}
    together["via"] = place[together["via"]]
    del together["procedure"]
    known, start = np.unique(cell[order], return_index=True)
    cells = np.searchsorted(known, cell)
    return together | {
        "cell_start": np.append(start, order.size).astype(np.int64),
        "cell_clients": start + np.bincount(cells, ~client, minlength=known.size).astype(np.int64),
        "cell_procedure": known // (len(SECTORS) * len(SIZES)),
        "cell_sector": known // len(SIZES) % len(SECTORS),
        "cell_size": known % len(SIZES),
    }


def _words(seed: int, purpose: str, service: int, numbers: np.ndarray) -> np.ndarray:
    return draw(seed, 0, FIRM, PERMANENT, PURPOSES[purpose], service, numbers)


def _sum(values: np.ndarray) -> float:
    """Sum in the order of the array, so that it has the same bits everywhere."""
    return float(np.cumsum(values)[-1])


@njit(cache=True)
def _heavy_tailed(
    volume: np.ndarray, elasticity: float, luck: np.ndarray, spread: float, out: np.ndarray
) -> None:
    """Log-normal amounts that rise with volume. All (n,) float64; out is written."""
    for i in range(out.size):
        out[i] = exp(elasticity * log(volume[i]) + spread * luck[i])
