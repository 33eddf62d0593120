"""Template tags and filters: the components of every page."""
