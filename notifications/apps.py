"""Application configuration of notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Configure the notifications floor."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
