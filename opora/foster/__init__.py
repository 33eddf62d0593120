"""Foster care: families, matching, stays, monthly amounts."""
