"""Exceptions from the terms of payment: what is owed, and who admits a case in spite of it (C3)."""
