"""Papers as PDF: offers, contracts, and whatever else leaves the house on A4."""
