"""Money: standards by year, indexation, state transfers, sources; what a row and a map cost."""
