"""Pages of foster care, under /o/<organization>/foster/."""
