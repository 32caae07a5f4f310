"""Engine 2: panels judge documents in rounds, and single rulings stand above them."""
