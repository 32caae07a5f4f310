"""Quotations: what the company would ask for what was inquired about, and what it costs it."""
