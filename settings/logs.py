"""How a log line looks."""

import logging
import time


class UtcFormatter(logging.Formatter):
    """Write instants in UTC: the system's idea of the local time may be an hour off."""

    converter = time.gmtime
