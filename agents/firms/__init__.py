"""Firms: businesses that deal with government, and the professions that do it for them."""

from agents.firms.names import PROCEDURES, PROFESSIONS, SECTORS, SIZES, Procedure
from agents.firms.registry import Firms, build

__all__ = ["PROCEDURES", "PROFESSIONS", "SECTORS", "SIZES", "Firms", "Procedure", "build"]
