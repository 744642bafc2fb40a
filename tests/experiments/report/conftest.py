"""A synthetic answer with everything a report can be asked to show; none of its numbers is a result."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from agents.places import places

REFERENCE = "history"
CHANGES = {
    "history": (0.0, []),
    "smartphone": (9.42, ["consolidation removed", "from 2010-04: services.*.smartphone_ready = 0.9"]),
    "smartphone_and_consolidate": (7.15, ["from 2010-04: services.*.smartphone_ready = 0.9"]),
    "keep_96_only": (1.31, ["consolidation removed"]),
}
TITLES = {
    "history": "Japan as it was",
    "smartphone": "Smartphone-first, nothing pruned",
    "smartphone_and_consolidate": "Smartphone-first, pruned all the same",
    "keep_96_only": "96 % kept online, no phone design",
}
LEVEL = {"own_use": 0.183, "assisted_use": 0.061, "proxy_use": 0.092, "possession": 0.263}
PULL = {"own_use": 1.0, "assisted_use": -0.12, "proxy_use": -0.06, "possession": 0.1}
BANDS = [f"{age}-{age + 4}" for age in range(15, 85, 5)] + ["85+"]
BARRIERS = {
    "not_offered": 0.182,
    "unaware": 0.148,
    "believes_little_online": 0.063,
    "device": 0.121,
    "hours": 0.012,
    "credential": 0.131,
    "unwilling": 0.074,
    "offline_quicker": 0.051,
    "failed": 0.033,
    "assisted": 0.048,
    "proxy": 0.052,
}
CITIES = ("Saitama", "Chiba", "Tokyo", "Kanagawa", "Aichi", "Osaka")


def wobble(*address: int) -> float:
    """A number in [-1, 1) that depends on its address alone."""
    mixed = math.sin(sum((i + 1) * 12.9898 * a for i, a in enumerate(address)) + 78.233)
    return math.modf(abs(mixed) * 43758.5453)[0] * 2 - 1


def _series() -> list[dict[str, Any]]:
    rows = []
    for measure, last in LEVEL.items():
        for a, (arm, (gain, _)) in enumerate(CHANGES.items()):
            for q in range(29, 81):
                grown = (
                    max(0.0, (q - 31) / 49) ** 1.5
                    if measure == "possession"
                    else 1 / (1 + math.exp((40 - q) / 9))
                )
                pulled = gain / 100 * PULL[measure] * max(0.0, min(1.0, (q - 37) / 34))
                mean = max(0.0, last * grown + pulled + 0.001 * wobble(a, q))
                half = 0.004 + 0.002 * (1 + wobble(q, a, 3))
                month = f"{2001 + q // 4}-{3 * (q % 4) + 3:02d}"
                ends = {"low": max(0.0, mean - half), "high": mean + half}
                rows.append({"measure": measure, "arm": arm, "month": month, "mean": mean, **ends})
    return rows


def _funnel() -> list[dict[str, Any]]:
    rows = []
    for arm in CHANGES:
        share = dict(BARRIERS)
        share["device"] -= 0.071 if "smartphone" in arm else 0.0
        share["not_offered"] += 0.021 if arm in ("history", "smartphone_and_consolidate") else 0.0
        share["none"] = 1 - sum(share.values())
        rows += [
            {"arm": arm, "barrier": f"barrier_{barrier}", "share": size} for barrier, size in share.items()
        ]
    return rows


def _ages() -> list[dict[str, Any]]:
    rows = []
    for a, (arm, (gain, _)) in enumerate(CHANGES.items()):
        for i, band in enumerate(BANDS):
            young = math.exp(-((i - 6) ** 2) / 22)
            moved, half = (
                gain * 1.55 * young - (0.25 if band == "85+" else 0.0),
                0.5 + 0.3 * (1 + wobble(i, a)),
            )
            known = {"difference": moved, "low": moved - half, "high": moved + half}
            nothing = dict.fromkeys(known)
            level = 0.03 + 0.24 * young + moved / 100
            rows.append({"age_band": band, "arm": arm, "own_use": level, **(known if a else nothing)})
    return rows


def _prefectures() -> list[dict[str, Any]]:
    rows = []
    for a, (arm, (gain, _)) in enumerate(CHANGES.items()):
        for code, name in enumerate(places().prefecture_name, start=1):
            moved = gain * (1 + 0.3 * wobble(code, a)) + (1.5 if name in CITIES and gain else 0.0)
            level = 0.18 + 0.03 * wobble(code) + moved / 100
            row = {"prefecture_code": code, "name": name, "arm": arm, "own_use": level}
            rows.append({**row, "difference": moved if a else None})
    return rows


def _differences() -> list[dict[str, Any]]:
    listed = (
        ("own_use", "smartphone", 9.42, 0.62, "points", ">0", "holds"),
        ("barrier_device", "smartphone", -7.1, 0.35, "points", "<0", "holds"),
        ("gap_age", "smartphone", 1.1, 1.6, "points", "open", "reported"),
        ("own_use", "smartphone_and_consolidate", 7.15, 0.6, "points", None, None),
        ("own_use", "keep_96_only", 1.31, 0.44, "points", None, None),
        ("assisted_use", "smartphone", -1.13, 0.31, "points", None, None),
        ("yen_per_added_user", "smartphone", 31250.0, 26000.0, "yen", None, None),
    )
    return [
        {
            "measure": measure,
            "arm": arm,
            "minus": REFERENCE,
            "estimate": size,
            "low": size - half,
            "high": size + half,
            "unit": unit,
            "expected": expected,
            "verdict": verdict,
        }
        for measure, arm, size, half, unit, expected, verdict in listed
    ]


def _knockout() -> list[dict[str, Any]]:
    determinants = (
        ("usefulness_ease", -7.9, "built-in"),
        ("civic", -0.3, "built-in"),
        ("channels", -5.2, "emergent"),
        ("trust", -3.4, "built-in"),
        ("socio_demographics", -2.1, "emergent"),
    )
    rows = []
    for name, size, nature in determinants:
        for measure, part in (("own_use", 1.0), ("assisted_use", 0.15), ("proxy_use", -0.2)):
            effect = {"estimate": size * part, "low": size * part - 0.5, "high": size * part + 0.5}
            told = nature if measure == "own_use" else "emergent"
            rows.append({"determinant": name, "measure": measure, **effect, "nature": told})
    return rows


def _devices() -> list[dict[str, Any]]:
    bands = ("6-12", "13-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+")
    rows = []
    for device, peak, start in (("net", 0.97, 1998), ("pc", 0.72, 1999), ("smartphone", 0.95, 2011)):
        for year in (2005, 2010, 2015, 2020):
            for i, band in enumerate(bands):
                late = 1.6 * max(0, i - 4) + (2 if i == 0 else 0)
                table = peak / (1 + math.exp(-(year - start - late) / 2.4))
                simulated = min(1.0, max(0.0, table + 0.012 * wobble(year, i, len(device))))
                row = {"year": year, "age_band": band, "device": device, "table": table}
                rows.append({**row, "simulated": simulated})
    return rows


def _cost() -> list[dict[str, Any]]:
    listed = (
        ("history", "state", "reference", 0.0, 0.0),
        ("smartphone", "state", "redesign", 2.6e10, 2.6e11),
        ("smartphone", "state", "upkeep", 2.9e10, 2.9e11),
        ("smartphone", "municipality", "running", 6e9, 6e10),
        ("smartphone_and_consolidate", "state", "redesign", 1.4e10, 1.4e11),
        ("smartphone_and_consolidate", "citizens", "per_case", -4e9, 1.5e10),
    )
    return [dict(zip(("arm", "payer", "kind", "low", "high"), row, strict=True)) for row in listed]


def _assumptions() -> dict[str, Any]:
    listed = (
        ("beta.trust", 0.8, "logits", 0.2, 1.6, "C", "A published survey", "weight of trust in the choice"),
        ("awareness.forgetting", 0.01, "share", 0.0, 0.03, "E", "Assumed", "unused awareness lost per month"),
    )
    names = ("name", "value", "unit", "low", "high", "grade", "source", "meaning")
    records = [dict(zip(names, row, strict=True)) for row in listed]
    grades = {"A": 12, "B": 21, "C": 34, "D": 29, "E": 47}
    resting = {"results": 11, "on_grade_e": 10, "mostly_grade_e": 9, "without": [], "rows": [], "stages": []}
    return {"count": 143, "by_grade": grades, "resting": resting, "listed": records}


def synthetic_answer() -> dict[str, Any]:
    """An answer to a question in every part; the numbers are made up and agree with each other."""
    headline = {
        "measure": "own_use",
        "arm": "smartphone",
        "minus": REFERENCE,
        "estimate": 9.42,
        "low": 8.8,
        "high": 10.04,
        "unit": "points",
        "replicates": 8,
        "gained": 8123,
        "lost": 171,
        "always": 15204,
        "never": 60982,
        "not_in_both": 214,
        "adults": 84_480,
        "residents": 98_700,
        "text": "printed by denshi ask",
    }
    other = {**headline, "estimate": 8.9, "low": 6.7, "high": 11.1, "replicates": 4}
    reading = {"variant": "consolidation_date"}
    return {
        "question": {
            "ref": "S01",
            "id": "smartphone_first_2010",
            "question": "What if Japan had gone smartphone-first in 2010 instead of cutting the procedures"
            " reachable online from 96 % to 52 %?",
            "why": "Services were built for PCs just as people moved to phones.",
            "note": "Two sources date the cut differently; both readings are run.",
            "seed": ["LES-05"],
        },
        "changes": ["beta.trust=1.9"],
        "notes": ["assumptions.beta.trust: 1.9 lies outside its evidence, [0, 1.2]"],
        "population": "jp_100k",
        "citizens": 100_000,
        "weight": 1261.46,
        "replicates": 8,
        "seed": 1,
        "window": {"from": "2008-04", "to": "2021-03"},
        "measured_month": "2021-03",
        "arms": [
            {"name": arm, "title": TITLES[arm], "changes": changes, "command": f"denshi run scenario={arm}"}
            for arm, (_, changes) in CHANGES.items()
        ],
        "headline": headline,
        "differences": _differences(),
        "series": _series(),
        "funnel": _funnel(),
        "prefectures": _prefectures(),
        "ages": _ages(),
        "cost": _cost(),
        "cost_note": "Cost beyond 'history' over 2008-04 to 2021-03, yen of the year; redesign is assumed.",
        "knockout": _knockout(),
        "variants": [
            {
                **reading,
                "value": "2009-04",
                "population": "jp_100k",
                "label": "default",
                "headline": headline,
            },
            {**reading, "value": "2013-04", "population": "jp_10k", "label": "smaller", "headline": other},
        ],
        "devices": _devices(),
        "assumptions": _assumptions(),
        "not_modelled": ["Why the cut was decided: politics are outside the model.", "Prices of phones."],
        "disputed": [
            {
                "id": "B1",
                "text": "date of the cut",
                "default": "2009-04",
                "alternative": "2013-04",
                "used": "2009-04",
                "ramp_months": 24,
            }
        ],
        "redo": [
            "denshi ask smartphone_first_2010 population=jp_100k replicates=8 seed=1",
            "denshi report last out=report.html",
        ],
        "seconds": 14.2,
        "version": "0.1.0",
        "made_at": "2026-11-25T10:00:00Z",
    }


@pytest.fixture
def answer() -> dict[str, Any]:
    """A fresh synthetic answer that the test may change."""
    return synthetic_answer()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the synthetic answer, written once."""
    from experiments.report.html import write_report

    return write_report(synthetic_answer(), tmp_path_factory.mktemp("report") / "report.html")
