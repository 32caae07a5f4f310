"""The customer's contracts: reading them, and taking them along as PDF."""
