"""Application configuration of the toy; installed by the settings of the test suite alone."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from tests.workflow.toy.roles import ROLES
from workflow.roles import register_roles


class ToyConfig(AppConfig):
    """Configure the toy."""

    name = "tests.workflow.toy"
    label = "toy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the roles known and bind the machines, as a real application does."""
        register_roles(ROLES)
        autodiscover_modules("machines", "treaties")
