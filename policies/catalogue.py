"""The catalogue: every kind of policy and shock by the name that YAML uses, and the door it enters by.

A new kind is one class in one file, one line here, and one entry in a YAML file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from configs.errors import ScenarioError, unknown
from policies.assistance import Assistance
from policies.base import Policy
from policies.card import CardPoints, IdentityCard
from policies.consolidation import Consolidation
from policies.devices import BrowserAgeing, DeviceReadiness
from policies.faults import fault_lines
from policies.incentive import Incentive
from policies.legacy import FaxAbolition, SealAbolition
from policies.lever_change import LeverChange
from policies.municipal import Mandate, MunicipalResources, MunicipalStandard
from policies.offering import Offering, Simplification
from policies.organisation import Announcement, Coordination, Platform
from policies.privacy import DataProtection
from policies.promotion import Promotion
from policies.relief import Relief
from policies.shocks import BudgetCut, Disaster, Incident, Outage, Pandemic, Technology

CATALOGUE: dict[str, type[Policy]] = {
    "offering": Offering,
    "simplification": Simplification,
    "promotion": Promotion,
    "incentive": Incentive,
    "identity_card": IdentityCard,
    "card_points": CardPoints,
    "device_readiness": DeviceReadiness,
    "browser_ageing": BrowserAgeing,
    "assistance": Assistance,
    "data_protection": DataProtection,
    "announcement": Announcement,
    "coordination": Coordination,
    "platform": Platform,
    "municipal_standard": MunicipalStandard,
    "mandate": Mandate,
    "municipal_resources": MunicipalResources,
    "seal_abolition": SealAbolition,
    "fax_abolition": FaxAbolition,
    "relief": Relief,
    "consolidation": Consolidation,
    "lever_change": LeverChange,
    "pandemic": Pandemic,
    "disaster": Disaster,
    "budget_cut": BudgetCut,
    "incident": Incident,
    "outage": Outage,
    "technology": Technology,
}
"""Every kind by name; those from ``pandemic`` on are shocks."""


def build_policy(name: str, mapping: Mapping[str, Any], path: str = "") -> Policy:
    """The policy that ``mapping`` describes.

    name : the entry's name, such as ``tax_credit_2007``
    mapping : ``kind`` and fields, as they stand in YAML
    path : where it stands, such as ``policies.tax_credit_2007``; the default is ``policies.<name>``
    Raises ScenarioError with one line per fault: path, what is wrong, what would be right.
    """
    path = path or f"policies.{name}"
    if not isinstance(mapping, Mapping):
        raise ScenarioError(
            f"{path}: must be a mapping with a kind, got {mapping!r}; write 'kind: announcement'"
        )
    kind = mapping.get("kind")
    if kind is None:
        raise ScenarioError(f"{path}.kind: is required; known kinds: {', '.join(CATALOGUE)}")
    if kind not in CATALOGUE:
        raise unknown(f"{path}.kind", str(kind), CATALOGUE, what=f"kind of policy as '{kind}'")
    try:
        return CATALOGUE[kind].model_validate({**mapping, "name": name})
    except ValidationError as error:
        raise ScenarioError(*fault_lines(error, CATALOGUE[kind], path)) from None
