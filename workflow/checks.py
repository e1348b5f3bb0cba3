"""System checks of the engine: what must be true before the first request."""

from workflow.timezone_checks import register_time_checks

register_time_checks()
