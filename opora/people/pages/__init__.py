"""Pages about people, under /o/<organization>/people/."""
