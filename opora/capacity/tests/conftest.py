"""The register's cast, on which these stories stand too."""

from opora.register.tests.conftest import NOW, TODAY, Cast, cast, make

__all__ = ["NOW", "TODAY", "Cast", "cast", "make"]
