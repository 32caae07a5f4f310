"""Ordering from contracts and quotations, for staff."""
