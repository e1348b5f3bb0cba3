"""The keys in addresses: numbers that both databases can hold."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class KeyConverter(IntConverter):
    """A key of a row. A longer number names nothing, and must not overflow the database."""

    regex = "[1-9][0-9]{0,17}"


def register_converters() -> None:
    """Make `<key:...>` known to the addresses of the API."""
    register_converter(KeyConverter, "key")
