"""Application configuration of lifecycle."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """Configure the lifecycle floor."""

    name = "lifecycle"
    default_auto_field = "django.db.models.BigAutoField"
