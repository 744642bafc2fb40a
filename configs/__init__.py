"""What may be said to Denshi: YAML groups, the reader that checks them, units, months and error text."""
