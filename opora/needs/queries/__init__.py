"""What may be read of the analyses and the indicators, one file for every thing."""
