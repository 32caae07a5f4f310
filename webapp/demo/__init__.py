"""Demonstration data: an invented hardware group, its people, customers and products."""
