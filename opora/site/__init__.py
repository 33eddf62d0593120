"""The whole: settings, start and stop, the live stream, and what follows from what.

The only package that knows all others.
"""
