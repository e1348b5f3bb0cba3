import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("workflow", "0002_rounds_on_viewflow"),
        ("workflow", "0003_time_and_delivery"),
        ("workflow", "0004_seat_add_joined_to"),
    ]

    dependencies = [
        ("viewflow", "0015_task_scheduled"),
        ("workflow", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundRun",
            fields=[],
            options={
                "proxy": True,
                "default_permissions": ("manage",),
                "indexes": [],
                "constraints": [],
            },
            bases=("viewflow.process",),
        ),
        migrations.AddField(
            model_name="escalation",
            name="work_item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="escalations",
                to="workflow.workitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("work_item", "generation", "rung"), name="escalation_fires_once"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="run",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="round",
                to="workflow.roundrun",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="proposed_seat",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="workflow.seat",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="workflow.decision",
            ),
        ),
        migrations.AddField(
            model_name="workitem",
            name="task",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_item",
                to="viewflow.task",
            ),
        ),
    ]
