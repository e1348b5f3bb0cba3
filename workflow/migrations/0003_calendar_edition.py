from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_tables_on_viewflow")]

    operations = [
        migrations.CreateModel(
            name="CalendarEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.CharField(max_length=32, verbose_name="edition")),
            ],
            options={
                "verbose_name": "edition of the calendar",
                "verbose_name_plural": "editions of the calendar",
            },
        ),
    ]
