"""Shorthands of questions: names such as ``digital_agency.from`` and what each of them changes."""
