"""One function for every verb of the analyses and the indicators, one file for every thing."""
