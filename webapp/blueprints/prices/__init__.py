"""Prices: what is asked of whom, why, and since when."""
