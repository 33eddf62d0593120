"""District maps: coordination, alternatives, the indicative and the final map."""
