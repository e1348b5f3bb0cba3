import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_message_gathering")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="refusal",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="held",
                to="notifications.refusedaddress",
            ),
        ),
    ]
