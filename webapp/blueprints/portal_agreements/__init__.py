"""Ordering from contracts and quotations, for the customer himself."""
