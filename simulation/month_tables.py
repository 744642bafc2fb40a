"""The tables of a month and their size; ``simulation.prepare`` fills them from levers and assumptions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.kernels import tables as t


class MonthTables(NamedTuple):
    """The arrays of ``kernels.tables.Month`` that this file writes; shapes as there."""

    need_bound: np.ndarray
    hear_bound: np.ndarray
    prompt_bound: np.ndarray
    need: np.ndarray
    hear: np.ndarray
    online: np.ndarray
    word: np.ndarray
    proxy: np.ndarray
    terms: np.ndarray
    cuts: np.ndarray
    card: np.ndarray
    card_risk: np.ndarray
    card_offers: np.ndarray
    card_linked: np.ndarray
    card_factor: np.ndarray
    card_photo: np.ndarray
    card_bound: np.ndarray
    card_mandate: np.ndarray
    repair: np.ndarray
    reader: np.ndarray
    on_phone: np.ndarray
    news: np.ndarray
    news_of: np.ndarray
    classes: np.ndarray
    heterogeneity: np.ndarray


def empty_tables(zones: int, kinds: int, catalogue: int = 8) -> MonthTables:
    """Tables for Z zones, K kinds and D rows of the catalogue, to be filled each month."""
    rows = zones * kinds
    return MonthTables(
        need_bound=np.zeros((8, 18), np.uint32),
        hear_bound=np.zeros((8, 2), np.uint32),
        prompt_bound=np.zeros(8, np.uint32),
        need=np.zeros((rows, 8, 18, 8), np.int64),
        hear=np.zeros((8, rows, 8)),
        online=np.zeros((8, rows, 8)),
        word=np.zeros(8),
        proxy=np.zeros((8, rows, 8), np.int64),
        terms=np.zeros((catalogue, rows, t.TERMS)),
        cuts=np.zeros((catalogue, rows, t.CUTS), np.int64),
        card=np.zeros((rows, 8)),
        card_risk=np.zeros(rows),
        card_offers=np.zeros(rows),
        card_linked=np.zeros(rows),
        card_factor=np.zeros(rows),
        card_photo=np.zeros(rows),
        card_bound=np.zeros(1, np.uint32),
        card_mandate=np.zeros(rows),
        repair=np.zeros(rows),
        reader=np.zeros(rows),
        on_phone=np.zeros(rows),
        news=np.zeros(rows),
        news_of=np.zeros((8, rows)),
        classes=np.zeros(rows),
        heterogeneity=np.zeros(rows),
    )
