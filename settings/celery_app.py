"""The Celery application: time and delivery, never decisions."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.development")

app = Celery("iltizam")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
