"""The run store: finished runs by what was asked, so that nothing is computed twice and nothing is lost."""
