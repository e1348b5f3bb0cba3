"""How a log line looks."""

import logging
import time


class UtcFormatter(logging.Formatter):
    """Write instants in UTC: the system's idea of the local time may be an hour off."""

    @staticmethod
    def converter(timestamp: float | None) -> time.struct_time:
        """Return the instant in UTC."""
        return time.gmtime(timestamp)
