"""What Celery may ask for. Each task means "look at the table"."""

from celery import shared_task

from notifications.dispatch import dispatch


@shared_task(name="notifications.relay")
def relay() -> None:
    """Relay and send what waits."""
    dispatch()
