"""What the month hands to the institutions: levers as plain numbers, and the local bundles."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class LocalBundles(NamedTuple):
    """The bundles of procedures that each municipality decides on itself, most used first.

    bundle : (L,) int64      number of the bundle in the stock, 0-255
    family : (L,) int64      service family 0-7
    weight : (L,) float64    share of the family's needs that fall on the bundle
    kinds : (L,) int64       kinds of procedure in it
    """

    bundle: np.ndarray
    family: np.ndarray
    weight: np.ndarray
    kinds: np.ndarray


class Levers(NamedTuple):
    """The levers that institutions read this month, each (M,) float64, one value per municipality."""

    coordination: np.ndarray
    standard: np.ndarray
    mandatory: np.ndarray
    platform: np.ndarray
    migration: np.ndarray
    subsidy: np.ndarray
    mandate: np.ndarray
    help: np.ndarray
    staff: np.ndarray
    user_centred: np.ndarray
    heterogeneity: np.ndarray
    announcements: np.ndarray
    training: np.ndarray
    resistance: np.ndarray
    cost_weight: np.ndarray
    quality: np.ndarray
    transparency: np.ndarray


LEVER_OF: dict[str, tuple[str, float]] = {
    "coordination": ("coordination.national_local", 0.5),
    "standard": ("standard.available", 0.0),
    "mandatory": ("standard.mandatory", 0.0),
    "platform": ("platform.share_moved", 0.0),
    "migration": ("platform.migration", 0.0),
    "subsidy": ("municipal.subsidy", 0.0),
    "mandate": ("municipal.mandate", 0.0),
    "help": ("municipal.help", 0.0),
    "staff": ("municipal.staff", 1.0),
    "user_centred": ("design.user_centred", 0.0),
    "heterogeneity": ("design.vendor_heterogeneity", 1.0),
    "announcements": ("churn.announcements", 0.0),
    "training": ("staff.training", 0.0),
    "resistance": ("institutions.agency_resistance", 0.0),
    "cost_weight": ("government.cost_weight", 0.3),
    "quality": ("measurement.quality", 1.0),
    "transparency": ("contract.transparency", 0.5),
}
"""Field of ``Levers`` -> (name in the catalogue of levers, value with no policy in force)."""


def levers(count: int, **values: Any) -> Levers:
    """Levers of ``count`` municipalities: numbers or (M,) arrays by field name, the rest at its base."""
    unknown = sorted(set(values) - set(LEVER_OF))
    if unknown:
        raise ValueError(f"no such lever of institutions: {', '.join(unknown)}; known: {', '.join(LEVER_OF)}")
    given = (values.get(name, base) for name, (_, base) in LEVER_OF.items())
    return Levers(*(np.ascontiguousarray(np.broadcast_to(np.asarray(v, np.float64), count)) for v in given))
