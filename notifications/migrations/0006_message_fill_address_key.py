"""What waits already is known by the key of its outsider: one letter for each, as it was."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    message = apps.get_model("notifications", "Message")
    message.objects.exclude(outsider="").update(address_key=F("outsider"))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_message_address_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
