"""The charts of the report: one file each, with what it draws, what it finds and the table behind it."""
