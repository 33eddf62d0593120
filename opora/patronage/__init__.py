"""Home social patronage: meals and help brought home, by routes."""
