"""Contracts: their register, their versions, who holds their papers."""
