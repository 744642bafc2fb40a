"""Rows of the catalogue inside a family: a need draws its bundle, the bundle has a row, the row has gates.

"Papers from the town hall" is one family of needs, but a copy of the register from a convenience-store
terminal and a certificate by mail are not equally easy. What citizens know, use and get used to is kept by
family; what a case meets is that of the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agents.columns import FAMILIES as NAMES
from simulation.services import MAY_DIFFER, offered
from simulation.stock import Stock

FAMILIES = 8


class CatalogueRow(NamedTuple):
    """One service of citizens inside a family.

    family : 0-7; share : of the family's needs; local : offered by municipalities
    from_month : month index from which it can be filed online, where its family can (0: always)
    differs : field of ``services.MAY_DIFFER`` -> difference to the family's own value
    on_platform : an outage of the shared platform takes it down, once it has moved there
    """

    name: str
    family: int
    share: float
    local: bool
    from_month: int
    differs: Mapping[str, float]
    on_platform: bool = False


def row_arrays(rows: Sequence[CatalogueRow]) -> dict[str, np.ndarray]:
    """Arrays of ``ServiceArrays``: families, then rows; for the platform a family has its rows' mean."""
    total = FAMILIES + len(rows)
    differs, from_month = np.zeros((total, len(MAY_DIFFER))), np.zeros(total, np.int64)
    on_platform = np.zeros(total)
    family_of = np.array([*range(FAMILIES), *(row.family for row in rows)], np.int64)
    for d, row in enumerate(rows, FAMILIES):
        from_month[d] = row.from_month
        on_platform[d] = row.on_platform
        on_platform[row.family] += row.share * row.on_platform
        for field, difference in row.differs.items():
            differs[d, MAY_DIFFER.index(field)] = difference
    return {
        "family_of": family_of,
        "differs": differs,
        "from_month": from_month,
        "on_platform": np.minimum(on_platform, 1.0),
    }


def member_of(stock: Stock, rows: Sequence[CatalogueRow]) -> np.ndarray:
    """(B,) uint8: the row of each bundle; what no row claims belongs to the family itself.

    Bundles are dealt out in the order of use to the row that is owed most, so that the shares of use come
    out as near as bundles allow. Municipal rows take local bundles where the family has any, and the others
    national ones.
    """
    member = stock.family.astype(np.uint8)
    for f in range(FAMILIES):
        own = [(d, row) for d, row in enumerate(rows, FAMILIES) if row.family == f]
        bundles = np.flatnonzero(stock.family == f)
        for local in (True, False):
            mine = bundles[stock.local[bundles] == local]
            both = 0 < int(stock.local[bundles].sum()) < bundles.size
            claims = [(d, row.share) for d, row in own if not both or row.local == local]
            _deal(mine, stock.weight, claims, f, member)
    return member


def _deal(
    bundles: np.ndarray, weight: np.ndarray, claims: list[tuple[int, float]], rest: int, member: np.ndarray
) -> None:
    total = float(weight[bundles].sum())
    claimed = sum(share for _, share in claims)
    if total <= 0.0 or claimed <= 0.0:
        return
    left = max(0.0, total - claimed)
    names = [d for d, _ in claims] + ([rest] if left > 0.0 else [])
    owed = np.array([share for _, share in claims] + ([left] if left > 0.0 else []))
    owed *= total / owed.sum()
    for bundle in bundles:
        chosen = int(owed.argmax())
        member[bundle] = names[chosen]
        owed[chosen] -= weight[bundle]


def rows_in_families(dated: bool = False) -> tuple[CatalogueRow, ...]:
    """The declared rows of ``simulation.services`` as the kernel takes them.

    dated : rows wait for the month in which Japan launched them, even where a scenario opens them sooner;
        else the launch of the family, a lever, is that of all its rows
    Dated differences count as they stand first.
    """
    return tuple(
        CatalogueRow(
            row.name,
            NAMES.index(row.target),
            row.share,
            row.provider == "municipality",
            (row.launch or 0) if dated else 0,
            {field: row.difference(field, 0) for field in row.differs},
            row.on_platform,
        )
        for row in offered()
        if row.target in NAMES
    )
