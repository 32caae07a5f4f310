"""Large cases under supervision from start to end (L2)."""
