"""Application configuration of lifecycle."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from lifecycle.vocabulary.ladders import LADDERS
from lifecycle.vocabulary.roles import ROLES
from workflow.ladders import register_ladders
from workflow.roles import register_roles


class LifecycleConfig(AppConfig):
    """Configure the lifecycle floor."""

    name = "lifecycle"
    verbose_name = "Iltizam"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make roles and ladders known, bind each machine to its model, say who is told what."""
        register_roles(ROLES)
        register_ladders(LADDERS)
        autodiscover_modules("machines")
        autodiscover_modules("topics")
