from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import ExpressionWrapper, Q


def end_what_was_resumed(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Going back: the column comes back saying of each pause that it is on."""
    pauses = apps.get_model("notifications", "DeliveryPause").objects
    pauses.filter(resumed_at__isnull=False).update(is_on=False)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="deliverypause", name="delivery_pause_once"),
        migrations.RemoveConstraint(
            model_name="deliverypause", name="delivery_pause_ends_with_somebody"
        ),
        migrations.RunPython(migrations.RunPython.noop, end_what_was_resumed),
        migrations.RemoveField(model_name="deliverypause", name="is_on"),
        migrations.AddConstraint(
            model_name="deliverypause",
            constraint=models.UniqueConstraint(
                ExpressionWrapper(Q(resumed_at__isnull=True), output_field=models.BooleanField()),
                condition=Q(resumed_at__isnull=True),
                name="delivery_pause_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliverypause",
            constraint=models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_by__isnull=True)
                | Q(resumed_at__isnull=False, resumed_by__isnull=False),
                name="delivery_pause_ends_with_somebody",
            ),
        ),
    ]
