"""Pages of assistants and agreements."""
