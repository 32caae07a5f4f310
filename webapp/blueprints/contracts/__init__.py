"""The company's side of contracts."""
