"""Market rates: values by day, history, the morning's grid."""
