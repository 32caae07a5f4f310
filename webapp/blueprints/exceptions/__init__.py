"""Exceptions from payment: applying, following, and giving an order back to sales."""
