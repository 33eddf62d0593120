"""Tags for the templates of needs."""
