"""Criteria of planning as dated data, and the model that computes with them."""
