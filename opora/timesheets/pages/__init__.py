"""Pages of the month."""
