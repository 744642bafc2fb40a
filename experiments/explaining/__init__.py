"""Explaining: why one citizen decided as they did, who is typical of a group, where a number comes from."""
