"""The National Map, its changes and comparisons; the annual plans of municipalities."""
