"""What the tests stand on: databases, servers and readers of pages."""
