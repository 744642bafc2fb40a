"""Sweeping: from the words of a command to many runs, on whatever computes them."""
