from django.db import migrations, models
from django.db.models import Q

MESSAGE_STATES = [
    "waiting",
    "gathering",
    "dissolved",
    "bundled",
    "pending",
    "sending",
    "sent",
    "withheld",
    "in_doubt",
    "refused",
    "dead",
    "dropped",
]
OUTCOMES = [
    "",
    "sent",
    "withheld",
    "failed",
    "route_down",
    "unreached",
    "refused",
    "in_doubt",
    "died",
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0010_delivery_pause_ends_once")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="message_state_is_known"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(state__in=MESSAGE_STATES), name="message_state_is_known"
            ),
        ),
        migrations.RemoveConstraint(model_name="deliveryattempt", name="attempt_outcome_is_known"),
        migrations.AddConstraint(
            model_name="deliveryattempt",
            constraint=models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES), name="attempt_outcome_is_known"
            ),
        ),
    ]
