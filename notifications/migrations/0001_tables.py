import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_initial"),
        ("notifications", "0003_time_and_delivery"),
        ("notifications", "0004_delivery_pause"),
        ("notifications", "0005_message_address_key"),
        ("notifications", "0006_message_fill_address_key"),
        ("notifications", "0007_message_gathering"),
        ("notifications", "0008_message_refusal"),
        ("notifications", "0009_message_fill_refusal"),
    ]

    dependencies = [
        ("workflow", "0002_tables_on_viewflow"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="MailboxMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kept_at", models.DateTimeField()),
                        ("sender", models.CharField(max_length=320)),
                        ("recipients", models.TextField()),
                        ("subject", models.CharField(max_length=255)),
                        ("body", models.TextField()),
                    ],
                    options={
                        "verbose_name": "message of the mailbox",
                        "verbose_name_plural": "messages of the mailbox",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="RefusedAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("outsider", models.CharField(blank=True, max_length=60)),
                        ("digest", models.CharField(max_length=64)),
                        ("refused_at", models.DateTimeField(verbose_name="refused at")),
                        ("error", models.TextField(verbose_name="what the server said")),
                        ("cleared_at", models.DateTimeField(null=True, verbose_name="cleared at")),
                        (
                            "cleared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "refused address",
                        "verbose_name_plural": "refused addresses",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cleared_at__isnull", True)),
                                fields=("digest",),
                                name="refused_address_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEndpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("url", models.CharField(max_length=500, verbose_name="address")),
                        ("secret", models.CharField(max_length=80)),
                        (
                            "groups",
                            models.CharField(blank=True, max_length=200, verbose_name="told of"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "description",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="what listens there"
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created at")),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        ("stop_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook endpoint",
                        "verbose_name_plural": "webhook endpoints",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(verbose_name="made at")),
                        (
                            "revoked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calendar_feeds",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calendar feed",
                        "verbose_name_plural": "calendar feeds",
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at__isnull", True)),
                                fields=("person",),
                                name="calendar_feed_one_a_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChannelBreaker",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "route",
                            models.CharField(max_length=40, unique=True, verbose_name="route"),
                        ),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("message_id", models.BigIntegerField(null=True)),
                        ("opened_at", models.DateTimeField(null=True, verbose_name="open since")),
                        (
                            "retry_at",
                            models.DateTimeField(null=True, verbose_name="tried again at"),
                        ),
                        (
                            "succeeded_at",
                            models.DateTimeField(null=True, verbose_name="last success"),
                        ),
                        ("last_error", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "breaker of a channel",
                        "verbose_name_plural": "breakers of channels",
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("group", models.CharField(max_length=40)),
                        ("channel", models.CharField(max_length=20)),
                        ("choice", models.CharField(max_length=10)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notification_preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notification preference",
                        "verbose_name_plural": "notification preferences",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "group", "channel"), name="preference_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("channel", "email"),
                                        ("choice__in", ["at_once", "digest", "off"]),
                                    ),
                                    models.Q(
                                        ("channel", "in_app"), ("choice__in", ["at_once", "off"])
                                    ),
                                    _connector="OR",
                                ),
                                name="preference_choice_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Schedule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "digest_hour",
                            models.PositiveSmallIntegerField(
                                default=8, verbose_name="hour of the daily letter"
                            ),
                        ),
                        (
                            "quiet_from",
                            models.DateField(blank=True, null=True, verbose_name="no letter from"),
                        ),
                        (
                            "quiet_until",
                            models.DateField(blank=True, null=True, verbose_name="no letter until"),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notification_schedule",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "schedule of letters",
                        "verbose_name_plural": "schedules of letters",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("digest_hour__lte", 23)),
                                name="schedule_hour_is_of_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("quiet_from__isnull", True), ("quiet_until__isnull", True)
                                    ),
                                    ("quiet_from__lte", models.F("quiet_until")),
                                    _connector="OR",
                                ),
                                name="schedule_quiet_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeliveryPause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="reason")),
                        ("is_on", models.BooleanField(default=True)),
                        ("paused_at", models.DateTimeField(verbose_name="paused at")),
                        ("resumed_at", models.DateTimeField(null=True, verbose_name="resumed at")),
                        (
                            "resumed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pause of delivery",
                        "verbose_name_plural": "pauses of delivery",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_on", True)),
                                fields=("is_on",),
                                name="delivery_pause_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("is_on", True),
                                        ("resumed_at__isnull", True),
                                        ("resumed_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("is_on", False),
                                        ("resumed_at__isnull", False),
                                        ("resumed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="delivery_pause_ends_with_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("outsider", models.CharField(blank=True, max_length=60)),
                        (
                            "channel",
                            models.CharField(
                                default="email", max_length=20, verbose_name="channel"
                            ),
                        ),
                        ("dedupe_key", models.CharField(max_length=120, unique=True)),
                        ("delivery_class", models.CharField(default="must_arrive", max_length=20)),
                        (
                            "state",
                            models.CharField(
                                default="pending", max_length=20, verbose_name="state"
                            ),
                        ),
                        ("language", models.CharField(blank=True, max_length=5)),
                        (
                            "subject",
                            models.CharField(blank=True, max_length=255, verbose_name="subject"),
                        ),
                        ("body", models.TextField(blank=True)),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
                        ),
                        ("available_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("lease_owner", models.CharField(blank=True, max_length=32)),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                        ("last_error", models.TextField(blank=True)),
                        (
                            "announcement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="workflow.announcement",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "daily",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="notifications.message",
                            ),
                        ),
                        ("group", models.CharField(blank=True, max_length=40)),
                        ("is_urgent", models.BooleanField(default=True)),
                        ("link", models.CharField(blank=True, max_length=500)),
                        ("read_at", models.DateTimeField(null=True)),
                        ("route", models.CharField(default="email", max_length=40)),
                        ("strikes", models.PositiveSmallIntegerField(default=0)),
                        (
                            "endpoint",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="notifications.webhookendpoint",
                            ),
                        ),
                        ("address_key", models.CharField(blank=True, max_length=60)),
                        (
                            "refusal",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held",
                                to="notifications.refusedaddress",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["available_at", "id"],
                                name="message_pending",
                            ),
                            models.Index(
                                condition=models.Q(("state", "sending")),
                                fields=["leased_until"],
                                name="message_sending",
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["available_at"],
                                name="message_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("channel", "in_app")),
                                fields=["recipient", "-id"],
                                name="message_in_app",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("channel", "in_app"), ("read_at__isnull", True)
                                ),
                                fields=["recipient"],
                                name="message_unread",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["dead", "in_doubt", "refused"])),
                                fields=["state", "-id"],
                                name="message_stuck",
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["address_key"],
                                name="message_waiting_address",
                            ),
                            models.Index(
                                condition=models.Q(("state", "gathering")),
                                fields=["available_at"],
                                name="message_gathering",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sent"), _negated=True),
                                    ("sent_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="message_sent_has_an_instant",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["email", "in_app", "webhook"])),
                                name="message_channel_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("endpoint__isnull", True),
                                        ("outsider", ""),
                                        ("recipient__isnull", False),
                                    ),
                                    models.Q(
                                        ("endpoint__isnull", True),
                                        ("recipient__isnull", True),
                                        models.Q(("outsider", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("endpoint__isnull", False),
                                        ("outsider", ""),
                                        ("recipient__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="message_is_to_one_reader",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("announcement__isnull", False),
                                    ("channel", "email"),
                                    _connector="OR",
                                ),
                                name="message_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "waiting",
                                            "gathering",
                                            "bundled",
                                            "pending",
                                            "sending",
                                            "sent",
                                            "withheld",
                                            "in_doubt",
                                            "refused",
                                            "dead",
                                            "dropped",
                                        ],
                                    )
                                ),
                                name="message_state_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("uid", models.CharField(max_length=120)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "feed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="notifications.calendarfeed",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry of a calendar feed",
                        "verbose_name_plural": "entries of calendar feeds",
                        "constraints": [
                            models.UniqueConstraint(fields=("feed", "uid"), name="feed_entry_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeliveryAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="started at")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                        (
                            "outcome",
                            models.CharField(blank=True, max_length=20, verbose_name="outcome"),
                        ),
                        ("error", models.TextField(blank=True, verbose_name="error")),
                        ("lease_owner", models.CharField(max_length=32)),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tries",
                                to="notifications.message",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery attempt",
                        "verbose_name_plural": "delivery attempts",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "",
                                            "sent",
                                            "withheld",
                                            "failed",
                                            "route_down",
                                            "refused",
                                            "in_doubt",
                                            "died",
                                        ],
                                    )
                                ),
                                name="attempt_outcome_is_known",
                            ),
                            models.UniqueConstraint(
                                fields=("lease_owner",), name="attempt_once_a_lease"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Intervention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("deed", models.CharField(max_length=10, verbose_name="what was done")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("state_before", models.CharField(blank=True, max_length=20)),
                        ("done_at", models.DateTimeField(verbose_name="done at")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "announcement",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.announcement",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interventions",
                                to="notifications.message",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "intervention",
                        "verbose_name_plural": "interventions",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deed__in", ["retry", "drop", "replay", "clear"])
                                ),
                                name="intervention_deed_is_known",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
