"""Pages of the documentation that are made from code, configuration and docstrings."""
