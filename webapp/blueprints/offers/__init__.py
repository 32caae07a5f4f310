"""What customers were offered, at the desk: as they read it, as PDF, and their answers on paper."""
