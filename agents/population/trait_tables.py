"""The tables behind the traits, turned into whole-number thresholds.

Internet and device shares by age band and year are read as published and spread over single ages so
that each band keeps its share while nobody loses the internet on a birthday just because a band ends.
The rest, income, need profiles, channels, civic-mindedness, has little data behind it: its rows stand
in ``data/traits`` with range, source and grade, and are read here, never written into code.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from agents.columns import PROFILES
from agents.data import read_rows
from agents.draws import PERMANENT, SYNTHESIS, purpose, stream_key
from agents.places import SIZE_CLASSES
from agents.population.education import education_at_least
from agents.population.population import AGES

DEVICE_YEARS = 26
"""Octobers 2000-2025, as published."""
CARRIED_YEARS = 10
"""Octobers 2026-2035, carried on from the last that was published; later months keep the last."""
CARRIED_FROM_AGE = 30
"""From this age people keep what they have as they grow older; below, shares stay. Assumed, grade E."""
DEVICES = ("net", "pc", "phone")
ONE = 1 << 32
TEN_BITS = 1024
STREAMS = (
    ("EDUCATION", 0),
    ("INCOME", 0),
    ("INCOME_OWN", 0),
    ("CIVIC", 0),
    ("CIVIC_OWN", 0),
    ("NET", 0),
    ("NET_OWN", 0),
    ("PC", 0),
    ("PC_OWN", 0),
    ("PHONE", 0),
    ("PHONE_OWN", 0),
    ("PROFILE", 0),
    ("PROFILE", 1),
    ("PROFILE", 2),
    ("CHANNEL", 0),
    ("FOREIGN", 0),
    ("PUBLIC_SERVANT", 0),
    ("LITERACY", 0),
)
"""Purpose and service of every stream of the traits; kernels use the position. The services of PROFILE
are the stages of life: until 22, 23-64, from 65."""
_FERTILITY_YEARS = (2000, 2005, 2010, 2015, 2020)
_SMALL_CHILD = 7
_FATHER_OLDER = 2


class TraitTables(NamedTuple):
    """What the trait kernels read; thresholds are 0 .. 2**32 as int64 unless another unit is named.

    keys : (18, 2) uint32 stream keys in the order of ``STREAMS``
    education : (47, 146, 3) chance of at least level 1, 2, 3
    device : (3, 36, 111) share of persons by device (``DEVICES``), October, age
    income : (111, 5, 7) cumulative shares of classes 0 .. 6 by age and size class
    civic : (111, 7) cumulative shares of octiles 0 .. 6 by age
    profile : (26, 2, 111, 7) cumulative shares of profiles 0 .. 6 by October, sex, age
    channel : (111, 3) in 1/1024: hears from mass media, online if connected, word of mouth
    copula : (5,) income, civic, net, pc, phone: chance of sharing the rank
    permanent : (4,) foreign in 2001, foreign at birth, foreign arriving, servant among employees
    turning : (111,) 1 at ages at which ``income`` or ``civic`` differ from the age before
    """

    keys: np.ndarray
    education: np.ndarray
    device: np.ndarray
    income: np.ndarray
    civic: np.ndarray
    profile: np.ndarray
    channel: np.ndarray
    copula: np.ndarray
    permanent: np.ndarray
    turning: np.ndarray


def trait_tables(seed: int, pc: float = 1.0, phones_ahead: int = 0) -> TraitTables:
    """The tables with the streams of a population seed; PCs scaled, smartphones some years sooner."""
    keys = [
        stream_key(seed, 0, SYNTHESIS, PERMANENT, purpose(name), service)[:2] for name, service in STREAMS
    ]
    return TraitTables(np.array(keys, np.uint32), *_tables(pc, phones_ahead))


@cache
def _tables(pc: float, phones_ahead: int) -> tuple[np.ndarray, ...]:
    share = {r["name"]: float(r["value"]) for r in read_rows("traits/shares.csv")}
    copula = [share[f"copula_{name}"] for name in ("income", "civic", "net", "pc", "phone")]
    permanent = [
        share[name] for name in ("foreign_start", "foreign_born", "foreign_arriving", "servant_share")
    ]
    income = _thresholds(_income(share["income_size_class"]))
    civic = _thresholds(_civic(share["civic_turnout_weight"]))
    turning = np.ones(AGES, np.int64)
    turning[1:] = (np.diff(income, axis=0) != 0).any(axis=(1, 2)) | (np.diff(civic, axis=0) != 0).any(axis=1)
    tables = (
        _thresholds(_later_births(education_at_least())),
        _thresholds(_elsewhere(carried_on(device_shares()), pc, phones_ahead)),
        income,
        civic,
        _thresholds(_profiles(share)),
        np.round(_by_age("channels_by_age", ("mass", "online_if_connected", "word")) * TEN_BITS).astype(
            np.int64
        ),
        _thresholds(np.array(copula)),
        _thresholds(np.array(permanent)),
        turning,
    )
    for table in tables:
        table.setflags(write=False)
    return tables


def _thresholds(shares: np.ndarray) -> np.ndarray:
    """Shares as thresholds of 32-bit draws; rounded first, so that a last place does not matter."""
    return np.asarray(np.round(np.round(shares, 7) * ONE).astype(np.int64))


def _logit(p: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(p / (1 - p)))


def _logistic(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


def _by_age(table: str, columns: tuple[str, ...], sex: str | None = None) -> np.ndarray:
    """Columns of a ``data/traits`` table with ``age_from`` rows, for every age: (111, columns)."""
    rows = [r for r in read_rows(f"traits/{table}.csv") if sex is None or r["sex"] == sex]
    starts = [int(r["age_from"]) for r in rows]
    values = np.array([[float(r[c]) for c in columns] for r in rows])
    return np.asarray(values[np.searchsorted(starts, np.arange(AGES), side="right") - 1])


def published_devices() -> tuple[list[str], np.ndarray]:
    """Age bands and published shares of persons: (3, 26, bands) by device, year, band."""
    internet = read_rows("digital/internet_use_by_age_year.csv")
    devices = read_rows("digital/devices_by_age_year.csv")
    bands = list(dict.fromkeys(r["age_band"] for r in internet))
    out = np.zeros((len(DEVICES), DEVICE_YEARS, len(bands)))
    for r in internet:
        out[0, int(r["year"]) - 2000, bands.index(r["age_band"])] = float(r["share"])
    for r in devices:
        device = 1 if r["device"] == "pc" else 2
        out[device, int(r["year"]) - 2000, bands.index(r["age_band"])] = float(r["share"])
    return bands, out


def band_edges(bands: list[str]) -> np.ndarray:
    """First age of every band, and one past the oldest age."""
    return np.array([int(b.rstrip("+").split("-")[0]) for b in bands] + [AGES])


@cache
def device_shares() -> np.ndarray:
    """Shares by single age that keep the share of every published band: (3, 26, 111).

    Straight lines between the middles of the bands, their ends moved until the mean over the people of
    each band is the published share; 0 below the first band.
    """
    bands, published = published_devices()
    edges = band_edges(bands)
    age = np.arange(edges[0], AGES)
    out = np.zeros((*published.shape[:2], AGES))
    for k, weights in enumerate(_age_weights()):
        mean = np.zeros((len(bands), AGES))
        for band, (first, after) in enumerate(pairwise(edges)):
            mean[band, first:after] = weights[first:after] / weights[first:after].sum()
        centres = mean @ np.arange(AGES)
        right = np.clip(np.searchsorted(centres, age), 1, len(bands) - 1)
        w = np.clip((age - centres[right - 1]) / (centres[right] - centres[right - 1]), 0.0, 1.0)
        nodes = published[:, k].copy()
        for _ in range(60):
            out[:, k, edges[0] :] = np.clip((1 - w) * nodes[:, right - 1] + w * nodes[:, right], 0.0, 1.0)
            nodes += published[:, k] - out[:, k] @ mean.T
    return out


def carried_on(shares: np.ndarray) -> np.ndarray:
    """Shares of devices with ten more Octobers, (3, 36, 111): an outlook, grade E.

    The first keeps the last published shares, so that nothing before it changes. From then on a cohort of 30
    or older keeps its share where that is more than its new age had; younger ages stay as they were.
    """
    out = np.concatenate([shares, np.repeat(shares[:, -1:], CARRIED_YEARS, axis=1)], axis=1)
    for k in range(shares.shape[1] + 1, out.shape[1]):
        older = slice(CARRIED_FROM_AGE, AGES)
        cohort = out[:, k - 1, CARRIED_FROM_AGE - 1 : AGES - 1]
        out[:, k, older] = np.maximum(out[:, k - 1, older], cohort)
    return out


def _elsewhere(shares: np.ndarray, pc: float, phones_ahead: int) -> np.ndarray:
    """Shares of devices where PCs are ``pc`` times as common and smartphones come years sooner."""
    out = shares.copy()
    out[1] = np.minimum(shares[1] * pc, 1.0)
    last = shares.shape[1] - 1
    out[2] = shares[2, np.minimum(np.arange(last + 1) + phones_ahead, last)]
    return out


def _later_births(education: np.ndarray) -> np.ndarray:
    """Chances by birth year with those of the last year for the ten years after it."""
    return np.concatenate([education, np.repeat(education[:, -1:], CARRIED_YEARS, axis=1)], axis=1)


def _age_weights() -> np.ndarray:
    """National persons by single age in the census nearest to each October: (26, 111)."""
    out = np.zeros((5, AGES))
    for r in read_rows("demography/national_population_census_single_age.csv"):
        if int(r["year"]) >= 2000:
            out[(int(r["year"]) - 2000) // 5, int(r["age"].rstrip("+"))] += float(r["population"])
    return np.asarray(out[np.minimum((np.arange(DEVICE_YEARS) + 2) // 5, 4)])


def _income(by_size: float) -> np.ndarray:
    """Cumulative shares of household income classes: national octiles moved by age and size of the place."""
    shift = _by_age("income_by_age", ("shift",)) + by_size * (np.arange(SIZE_CLASSES) - 2)[None]
    return np.asarray(_logistic(_logit(np.arange(1, 8) / 8)[None, None] - shift[:, :, None]))


def _civic(weight: float) -> np.ndarray:
    """Cumulative shares of civic octiles: octiles moved by the turnout of the age in 2017."""
    rows = [
        r
        for r in read_rows("digital/civic.csv")
        if r["indicator"] == "turnout_lower_house" and r["year"] == "2017"
    ]
    turnout = {r["age_band"]: float(r["value"]) for r in rows if r["region"] == "japan"}
    local = {r["age_band"]: float(r["value"]) for r in rows if r["region"] == "gunma"}
    used = ("18-19", "20-24", "25-29", "30-39", "40-49", "50-59", "60-64", "65-69", "70-74", "75-79")
    starts = [int(b[:2]) for b in used] + [80]
    values = np.array([turnout[b] for b in used] + [local["80+"]])
    by_age = values[np.maximum(np.searchsorted(starts, np.arange(AGES), side="right") - 1, 0)]
    shift = weight * (_logit(by_age) - _logit(np.array(turnout["all"])))
    return np.asarray(_logistic(_logit(np.arange(1, 8) / 8)[None] - shift[:, None]))


def _profiles(share: dict[str, float]) -> np.ndarray:
    """Cumulative shares of need profiles: parents from births of seven years, the others share the rest."""
    fertility = np.zeros((len(_FERTILITY_YEARS), AGES))
    for r in read_rows("demography/fertility.csv"):
        if int(r["year"]) in _FERTILITY_YEARS:
            fertility[_FERTILITY_YEARS.index(int(r["year"])), int(r["mother_age"])] = float(
                r["births_per_woman"]
            )
    recent = np.stack([np.convolve(row, np.ones(_SMALL_CHILD))[:AGES] for row in fertility])
    mothers = np.minimum(recent / share["parent_births_per_mother"], 1.0)
    fathers = share["parent_father_share"] * np.roll(mothers, _FATHER_OLDER, axis=1)
    out = np.zeros((DEVICE_YEARS, 2, AGES, len(PROFILES)))
    others = tuple(name for name in PROFILES if name != "parent")
    columns = [PROFILES.index(name) for name in others]
    for s, (sex, parents) in enumerate((("male", fathers), ("female", mothers))):
        rest = _by_age("profiles_by_age", others, sex)
        for k in range(DEVICE_YEARS):
            year = min(2000 + k, 2020)
            i = min((year - 2000) // 5, 3)
            w = (year - 2000 - 5 * i) / 5
            parent = (1 - w) * parents[i] + w * parents[i + 1]
            out[k, s][:, columns] = rest * (1 - parent)[:, None]
            out[k, s, :, PROFILES.index("parent")] = parent
    return np.asarray(np.cumsum(out, axis=3)[..., :7])
