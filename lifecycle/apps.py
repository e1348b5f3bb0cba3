"""Application configuration of lifecycle."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251  # see ready()
from django.utils.module_loading import autodiscover_modules

from lifecycle.vocabulary.ladders import LADDERS
from lifecycle.vocabulary.roles import ROLES
from workflow.domain_rules import register_rule
from workflow.ladders import register_ladders
from workflow.roles import register_roles


class LifecycleConfig(AppConfig):
    """Configure the lifecycle floor."""

    name = "lifecycle"
    verbose_name = "Iltizam"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make roles and ladders known, bind each machine to its model, say who is told what.

        `post_migrate` is Django's own signal and the one exception to ADR 0004.
        """
        register_roles(ROLES)
        register_ladders(LADDERS)
        autodiscover_modules("machines")
        autodiscover_modules("topics")
        # By name: their packages need the models, which are loaded only now.
        awaiting = import_module("lifecycle.selectors.awaiting")
        register_rule("awaited", awaiting.find_party_faults)
        for name in ("frozen", "kept"):
            triggers = import_module(f"lifecycle.models.{name}")
            post_migrate.connect(triggers.install, sender=self, dispatch_uid=f"lifecycle.{name}")
