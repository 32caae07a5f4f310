"""Quotations at the desk: list, page, editor, comparison, offering."""
