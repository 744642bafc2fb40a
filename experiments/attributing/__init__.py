"""Attributing: which part of a package's effect belongs to which lever, year or group of causes."""
