"""The acts on the National Map, its amendments and the annual plans, one function per verb."""
