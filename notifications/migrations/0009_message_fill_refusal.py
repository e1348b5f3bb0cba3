"""What is held already is known by its refusal, whichever key of the address it was told under."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    message = apps.get_model("notifications", "Message")
    standing = apps.get_model("notifications", "RefusedAddress").objects.filter(cleared_at=None)
    held = message.objects.filter(state="refused", daily=None, channel="email")
    for refusal in standing.exclude(recipient=None):
        held.filter(recipient=refusal.recipient_id).update(refusal=refusal)
    for refusal in standing.filter(recipient=None):
        known = message.objects.filter(outsider=refusal.outsider)
        keys = list(known.exclude(address_key="").values_list("address_key", flat=True).distinct())
        held.filter(address_key__in=keys).update(refusal=refusal)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_message_refusal")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
