"""The cursor of a prepared statement."""

from typing import Any, cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def open_cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Return a cursor whose statements PostgreSQL plans once per connection; close it.

    Django's own cursor writes the values into the statement, so that the server reads and plans
    another one each time. Transactions and errors are Django's with both; `prepare_threshold` in
    the settings of the connection says how often first. SQLite keeps its statements by itself.
    """
    # While queries are logged, Django's own: nobody could read what was prepared in the log.
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    # Psycopg, which a site on SQLite need not load.
    driver = cast("Any", connection).Database
    return connection.make_cursor(driver.Cursor(connection.connection))
