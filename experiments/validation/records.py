"""The published records that validation compares with, read from the files beside this one."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np


@cache
def targets() -> dict[str, Any]:
    """``published.yaml`` as it stands."""
    return _read()


def _read() -> dict[str, Any]:
    """The file, parsed."""
    import yaml

    text = files(__package__).joinpath("published.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def printed_share(series: str, year: int) -> float:
    """The share that was printed of a series for a fiscal year, among checks or beside them."""
    rows = [*targets()["series"], *targets()["beside"]]
    return next(float(row["value"]) for row in rows if (row["series"], row["fiscal_year"]) == (series, year))


@cache
def card_rows() -> tuple[dict[str, str], ...]:
    """Shares of cards issued by date, prefecture, age and sex."""
    text = files(__package__).joinpath("cards.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def national_cards() -> dict[str, float]:
    """Date -> share of cards issued in Japan."""
    return {
        row["date"]: float(row["issued_share"])
        for row in card_rows()
        if (row["region_code"], row["age_band"], row["sex"]) == ("0", "all", "all")
    }


def prefecture_cards(date: str) -> np.ndarray:
    """(47,) shares of cards issued by prefecture."""
    found = {
        int(row["region_code"]): float(row["issued_share"])
        for row in card_rows()
        if row["date"] == date and row["region_code"] not in ("", "0")
    }
    return np.array([found[code] for code in range(1, 48)])


def age_cards(sex: str) -> dict[str, float]:
    """Five-year band -> share of cards issued in July 2019; sex is male, female or all."""
    return {
        row["age_band"]: float(row["issued_share"])
        for row in card_rows()
        if row["age_band"] != "all" and row["sex"] == sex
    }


def month_before(date: str) -> int:
    """Month whose end a table of ``date`` shows: of the first half of a month, that of the month before."""
    year, month, day = (int(part) for part in date.split("-"))
    return 12 * (year - 2001) + month - 1 - (1 if day < 16 else 0)
