"""What firms are called: sectors, sizes, procedures, and who files for others.

An importer clears a container with the customs, mostly through a broker; a builder bids for a bridge
himself; a bakery leaves its tax return to an accountant. Numbers stand in ``configs/firms``.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.columns import FAMILIES

SIZES = ("micro", "small", "medium", "large")
"""Classes of size; ``large`` are those that the duty of 2020 means."""

LARGE = SIZES.index("large")

SECTORS = ("forwarding", "shipping", "construction", "manufacturing", "commerce", "other", "professions")
"""Sectors; the last are the professions that file for others, all in the size class ``small``."""

PROFESSIONAL = SECTORS.index("professions")
SIZE_OF_PROFESSIONS = SIZES.index("small")


class Procedure(NamedTuple):
    """One row of the catalogue of firms' procedures.

    home : sectors in which it is usual
    profession : who may file it for the firm; empty where firms file themselves
    family : the citizens' service family next to it, whose fees it shares and whose proxies are the
        same people; empty where there is none
    """

    name: str
    home: tuple[str, ...]
    profession: str = ""
    family: str = ""
    relation: str = "G2B"

    @property
    def family_number(self) -> int:
        """Position of the family; -1 where there is none."""
        return FAMILIES.index(self.family) if self.family else -1


PROCEDURES: tuple[Procedure, ...] = (
    Procedure("trade_port", ("forwarding",), "brokers"),
    Procedure("crew_permits", ("shipping",)),
    Procedure("registration", ("construction",), "scriveners", "vehicle_property"),
    Procedure("corporate_tax", SECTORS[:PROFESSIONAL], "accountants", "etax"),
    Procedure("social_labour", SECTORS[:PROFESSIONAL], "consultants", "health_care"),
    Procedure("procurement", ("construction",)),
)
"""Every procedure of firms, in the order of all arrays by procedure."""

PROFESSIONS = tuple(procedure.profession for procedure in PROCEDURES if procedure.profession)
"""Professions in the order of the procedures that they file."""
