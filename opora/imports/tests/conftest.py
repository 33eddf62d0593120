"""The register's cast, on which these stories stand too."""

from opora.register.tests.conftest import EIK, NOW, PROTECTED, TODAY, Cast, cast, make

__all__ = ["EIK", "NOW", "PROTECTED", "TODAY", "Cast", "cast", "make"]
