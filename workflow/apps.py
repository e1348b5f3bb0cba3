"""Application configuration of workflow."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Configure the workflow floor."""

    name = "workflow"
    default_auto_field = "django.db.models.BigAutoField"
