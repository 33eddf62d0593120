"""The office of the tests of assistance."""

from tests.assisting import office

__all__ = ["office"]
