"""What the tests of conventions share."""

from tests.conventions import signing

__all__ = ["signing"]
