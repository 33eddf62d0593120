"""Opora: the integrated information system of Bulgarian social services."""
