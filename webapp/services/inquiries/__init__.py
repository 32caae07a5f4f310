"""Inquiries (询价): taken in, completed by sales, put before the preliminary review (B1, B2)."""
