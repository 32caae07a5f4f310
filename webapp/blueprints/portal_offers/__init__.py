"""The customer's offers: reading, answering, taking along as PDF."""
