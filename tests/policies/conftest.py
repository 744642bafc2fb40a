"""A small Japan and one example of every kind of policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import yaml

from agents.columns import FAMILIES
from policies.base import Policy
from policies.catalogue import build_policy
from policies.law import history
from policies.levers import LEVERS

EXAMPLES: dict[str, dict[str, object]] = {
    "offering": {
        "launched": 0.9,
        "online_share": 0.5,
        "credential_required": 0.4,
        "substitute_accepted": 1,
        "smartphone_ready": 0.3,
        "proxy_online": 0.2,
        "hours": -0.1,
    },
    "simplification": {
        "complexity": -0.1,
        "documents": -1,
        "firm_documents": -0.5,
        "hand_processing": -0.2,
        "time_lost_offline": 0.1,
        "linked": 0.1,
        "generation": 1,
        "identifiers": 1,
        "connectivity": 0.1,
    },
    "promotion": {"mass_media": 0.3, "online_media": 0.2, "counter": 0.1, "personal_frame": -0.1},
    "incentive": {"incentive_yen": 5000, "fee_advantage_yen": 300},
    "identity_card": {
        "issuing": 1,
        "need": 0.1,
        "photo_id": 1.2,
        "push": 0.2,
        "mixed_message": 0.5,
        "capacity": 0.5,
        "on_phone": 0.4,
        "notice_accepted": 0.5,
        "linked": 0.1,
        "generation": 2,
    },
    "card_points": {
        "incentive_yen": 5000,
        "linked_act_yen": 7500,
        "apply_by": "2010-11",
        "deadline": 1.5,
        "campaign": 0.6,
    },
    "device_readiness": {"smartphone_ready": 0.9, "browser_fail": -0.02, "complexity": -0.05},
    "browser_ageing": {"fail_per_year": 0.01},
    "assistance": {
        "terminal": 0.4,
        "support": 0.2,
        "proxy": 1.5,
        "proxy_online": 0.3,
        "print_and_post": 0.1,
        "classes": 0.05,
        "intermediary_setup": 0.5,
    },
    "data_protection": {"protection": 0.1, "reuse_concern": 0.05, "linked": 0.03},
    "announcement": {"attention": 0.2, "attention_months": 4},
    "coordination": {
        "announcements": 1,
        "national_local": 0.1,
        "national": 0.1,
        "help": 0.1,
        "training": 0.1,
        "user_centred": 0.1,
        "agency_resistance": 0.2,
        "cost_weight": 0.1,
    },
    "platform": {
        "share_moved": 0.2,
        "retired": 0.1,
        "migration": 0.3,
        "migration_months": 5,
        "vendor_heterogeneity": 0.9,
    },
    "municipal_standard": {
        "available": 1,
        "mandatory": 1,
        "subsidy": 0.3,
        "help": 0.1,
        "vendor_heterogeneity": 0.9,
    },
    "mandate": {"municipalities": 1, "large_firms": 1},
    "municipal_resources": {"subsidy": -0.1, "staff": 0.8, "offline_capacity": 0.9},
    "seal_abolition": {"seals_left": 0.1},
    "fax_abolition": {"fax_left": 0.2},
    "relief": {
        "surge": 10,
        "fade": 0.5,
        "launched": 0.9,
        "still_open": 0.8,
        "credential_required": 1,
        "hand_processing": 0.05,
    },
    "consolidation": {"share_left": 0.52, "below": 1000.0},
    "lever_change": {
        "levers": {
            "services.smartphone_ready": 0.9,
            "services.documents": "*0.5",
            "privacy.protection": "+0.2",
        }
    },
    "pandemic": {
        "time_lost_offline": 0.6,
        "fade": 0.9,
        "surge": 1,
        "offline_capacity": 0.8,
        "national_local": -0.1,
    },
    "disaster": {"coverage": 0.8, "offline_capacity": 0.7, "surge": 4, "national_local": -0.2},
    "budget_cut": {"subsidy": -0.1, "staff": 0.9, "offline_capacity": 0.9, "cost_weight": 0.2},
    "incident": {"news": 0.6, "fade": 0.5, "months": 3, "reuse_concern": 0.1},
    "outage": {"probability_month": 0.5, "hours": [4, 72]},
    "technology": {"smartphone": 0.5, "fail_per_year": 0.01, "feasible": 1},
}
"""Fields that make a policy of each kind move every lever it declares."""


@dataclass(frozen=True)
class SmallJapan:
    """Two municipalities in each prefecture."""

    code: list[str]
    prefecture: np.ndarray


@pytest.fixture(scope="session")
def places() -> SmallJapan:
    code = [f"{prefecture:02d}{number}" for prefecture in range(1, 48) for number in ("101", "202")]
    return SmallJapan(code, np.array([int(text[:2]) for text in code]))


@pytest.fixture(scope="session")
def example():
    """A policy of a kind, in force January 2010 to June 2011; keywords change fields."""

    def build(kind: str, **fields: object) -> Policy:
        mapping = {"kind": kind, "start": "2010-01", "end": "2011-07", **EXAMPLES[kind], **fields}
        return build_policy(f"{kind}_example", mapping)

    return build


@pytest.fixture(scope="session")
def record() -> tuple[dict[str, Policy], dict[str, Policy]]:
    """Policies and shocks of the dated history."""
    return history("policies"), history("shocks")


@pytest.fixture(scope="session")
def service_bases() -> dict[str, list[float]]:
    """Family levers as the services of January 2001 give them."""
    from importlib import resources

    text = resources.files("configs").joinpath("services", "default.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)
    fields = [name for name, lever in LEVERS.items() if lever.family and name.startswith("services.")]
    short = {name: name.removeprefix("services.") for name in fields if name != "services.proxy"}
    return {
        name: [float(services[family][field]) for family in FAMILIES]
        for name, field in short.items()
        if all(field in services[family] for family in FAMILIES)
    }
