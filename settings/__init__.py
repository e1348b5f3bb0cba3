"""The building's settings stand beside it: they name apps as strings and no app imports them."""

from settings.celery_app import app as celery_app

__all__ = ["celery_app"]
