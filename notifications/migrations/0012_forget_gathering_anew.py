"""Going back: what only the code since knows is said in the words that the code before knows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    message = apps.get_model("notifications", "Message")
    attempt = apps.get_model("notifications", "DeliveryAttempt")
    # It has no lines any more: nothing of it is lost.
    message.objects.filter(state="dissolved").update(state="dropped")
    attempt.objects.filter(outcome="unreached").update(outcome="route_down")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0011_gather_anew")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
