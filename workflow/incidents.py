"""Incidents: what must not happen and needs a person, logged apart to raise an alarm."""

import logging

logger = logging.getLogger("workflow.incidents")


def report_incident(code: str, message: str) -> None:
    """Log an incident; `code` is stable, so that an alarm can be tied to it."""
    logger.error("%s: %s", code, message)
