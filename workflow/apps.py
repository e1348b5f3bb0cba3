"""Application configuration of the engine."""

from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate  # noqa: TID251  # see ready()


class WorkflowConfig(AppConfig):
    """Configure the workflow floor."""

    name = "workflow"
    verbose_name = "Workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, and what must stand in the database after each migration.

        `post_migrate` and `connection_created` are Django's own signals and the exceptions to ADR
        0004: nothing else runs after a migration by whatever command, or with a new connection.
        """
        # By name: these modules need the models, which are loaded only now.
        import_module("workflow.checks")
        triggers = import_module("workflow.triggers.installation")
        granting = import_module("workflow.permissions.granting")
        ladders = import_module("workflow.ladder_rows")
        holidays = import_module("workflow.holidays")
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="workflow.triggers")
        post_migrate.connect(granting.ensure_roles, sender=self, dispatch_uid="workflow.roles")
        post_migrate.connect(
            holidays.ensure_calendar, sender=self, dispatch_uid="workflow.calendar"
        )
        post_migrate.connect(ladders.ensure_ladders, sender=self, dispatch_uid="workflow.ladders")
        plans = import_module("workflow.prepared.plans")
        connection_created.connect(plans.keep_plans, dispatch_uid="workflow.plans")
