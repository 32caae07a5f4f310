"""Large cases under supervision."""
