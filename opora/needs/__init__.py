"""Indicators, live sums, and the analysis of needs of a municipality."""
