"""Market rates: what materials, currencies, rebates and tariffs are worth, day by day (B16)."""
