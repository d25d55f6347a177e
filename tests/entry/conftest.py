"""The cast of the web's tests, with passwords that work."""

from tests.web.conftest import as_, cast

__all__ = ["as_", "cast"]
