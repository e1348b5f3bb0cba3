"""What Celery may ask of the engine. Each task means "look at the table"."""

from celery import shared_task

from workflow.tick import tick


@shared_task(name="workflow.tick")
def tick_now() -> None:
    """Do what the clock owes."""
    tick()
