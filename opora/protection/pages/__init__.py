"""The pages of protection, one file for every thing."""
