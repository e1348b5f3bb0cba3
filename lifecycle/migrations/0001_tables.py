import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lifecycle.models.attachment
import lifecycle.models.consultation
import lifecycle.models.proposal
from workflow.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("lifecycle", "0001_initial"),
        ("lifecycle", "0002_the_road"),
        ("lifecycle", "0003_time_and_delivery"),
    ]

    dependencies = [
        ("workflow", "0002_tables_on_viewflow"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="SetupToken",
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
                            "used_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="used at"),
                        ),
                    ],
                    options={
                        "verbose_name": "word of the set-up",
                        "verbose_name_plural": "words of the set-up",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                            "file",
                            models.FileField(
                                max_length=120,
                                upload_to=lifecycle.models.attachment.make_stored_name,
                                verbose_name="file",
                            ),
                        ),
                        (
                            "original_name",
                            models.CharField(max_length=200, verbose_name="name of the file"),
                        ),
                        ("media_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size_bytes", models.PositiveIntegerField(verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        (
                            "purpose",
                            models.CharField(
                                default="support", max_length=20, verbose_name="purpose"
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(verbose_name="added at")),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attachment",
                        "verbose_name_plural": "attachments",
                        "ordering": ["subject_id", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size_bytes__gt", 0)),
                                name="attachment_is_not_empty",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "purpose__in",
                                        [
                                            "support",
                                            "receipt",
                                            "minutes",
                                            "paper_act",
                                            "evidence",
                                            "source",
                                            "council_file",
                                            "agenda",
                                            "council_decision",
                                        ],
                                    )
                                ),
                                name="attachment_purpose_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AwaitedParty",
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
                            "who_fr",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="who, in French"
                            ),
                        ),
                        (
                            "who_ar",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="who, in Arabic"
                            ),
                        ),
                        (
                            "who_en",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="who, in English"
                            ),
                        ),
                        (
                            "what_fr",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in French"
                            ),
                        ),
                        (
                            "what_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in Arabic"
                            ),
                        ),
                        (
                            "what_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in English"
                            ),
                        ),
                        (
                            "count",
                            models.PositiveSmallIntegerField(default=1, verbose_name="how many"),
                        ),
                        ("named", models.BooleanField(default=False, verbose_name="named")),
                        (
                            "outside_committee",
                            models.BooleanField(
                                default=False, verbose_name="outside the committee"
                            ),
                        ),
                        ("since", models.DateField(verbose_name="since")),
                        (
                            "answered_on",
                            models.DateField(blank=True, null=True, verbose_name="answered on"),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="awaited_parties",
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "withdrawn_because",
                            models.TextField(blank=True, verbose_name="no longer awaited because"),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="no longer awaited since"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "awaited party",
                        "verbose_name_plural": "awaited parties",
                        "ordering": ["subject_id", "since", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("count__gte", 1)),
                                name="awaited_is_at_least_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_on__isnull", True),
                                    ("answered_on__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="awaited_answers_after_it_is_asked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_on__isnull", True),
                                    ("withdrawn_on__isnull", True),
                                    _connector="OR",
                                ),
                                name="awaited_answers_or_is_withdrawn",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("answered_on__isnull", True),
                                    ("withdrawn_on__isnull", True),
                                    ("institution__isnull", False),
                                ),
                                fields=("subject", "institution"),
                                name="awaited_institution_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
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
                            "language",
                            models.CharField(default="fr", max_length=5, verbose_name="language"),
                        ),
                        ("text", models.TextField(max_length=5000, verbose_name="comment")),
                        ("written_at", models.DateTimeField(verbose_name="written at")),
                        (
                            "hidden_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="hidden at"),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "hidden_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "comment",
                        "verbose_name_plural": "comments",
                        "ordering": ["subject_id", "written_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ["fr", "ar", "en"])),
                                name="comment_language_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="comment_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                            "email",
                            models.EmailField(
                                db_index=True, max_length=254, verbose_name="e-mail address"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "language",
                            models.CharField(default="fr", max_length=5, verbose_name="language"),
                        ),
                        ("body", models.CharField(blank=True, max_length=20, verbose_name="body")),
                        ("token_digest", models.CharField(max_length=64, unique=True)),
                        ("invited_at", models.DateTimeField(verbose_name="invited at")),
                        ("expires_at", models.DateTimeField(verbose_name="expires at")),
                        (
                            "accepted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="accepted at"),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="taken back at"
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "ordering": ["-invited_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("body__in", ["", "committee", "assessors", "staff"])
                                ),
                                name="invitation_body_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                                name="invitation_lasts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_at__isnull", True),
                                    ("revoked_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="invitation_is_accepted_or_taken_back",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("accepted_at__isnull", True), ("accepted_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="invitation_is_accepted_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
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
                        ("body", models.CharField(max_length=20, verbose_name="body")),
                        ("side", models.CharField(blank=True, max_length=20, verbose_name="side")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="to")),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "ordering": ["body", "person_id", "starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("body__in", ["committee", "assessors", "staff"])
                                ),
                                name="membership_body_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["", "government", "civil_society", "partner"])
                                ),
                                name="membership_side_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="membership_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("body", "staff"), _negated=True),
                                    ("institution__isnull", False),
                                    _connector="OR",
                                ),
                                name="membership_of_staff_names_the_institution",
                            ),
                            models.UniqueConstraint(
                                fields=("person", "body", "institution", "starts_on"),
                                name="membership_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("institution__isnull", True)),
                                fields=("person", "body", "starts_on"),
                                name="membership_once_without_institution",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeriodRecord",
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
                            "words",
                            models.CharField(blank=True, max_length=300, verbose_name="in words"),
                        ),
                        ("kind", models.CharField(max_length=30, verbose_name="kind")),
                        (
                            "precision",
                            models.CharField(blank=True, max_length=20, verbose_name="precision"),
                        ),
                        (
                            "earliest",
                            models.DateField(blank=True, null=True, verbose_name="first day"),
                        ),
                        (
                            "latest",
                            models.DateField(blank=True, null=True, verbose_name="last day"),
                        ),
                        (
                            "awaited",
                            models.CharField(blank=True, max_length=250, verbose_name="depends on"),
                        ),
                        ("at", models.TimeField(blank=True, null=True, verbose_name="hour")),
                        ("rate_count", models.PositiveIntegerField(blank=True, null=True)),
                        ("rate_unit", models.CharField(blank=True, max_length=60)),
                        ("rate_per", models.CharField(blank=True, max_length=20)),
                        (
                            "ambiguous",
                            models.BooleanField(
                                default=False, verbose_name="reads more than one way"
                            ),
                        ),
                        ("readings", models.TextField(blank=True)),
                        ("role", models.CharField(max_length=20, verbose_name="role")),
                        (
                            "cause",
                            models.CharField(blank=True, max_length=20, verbose_name="cause"),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("recorded_on", models.DateField(verbose_name="recorded on")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="periods",
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "words_language",
                            models.CharField(
                                blank=True, max_length=2, verbose_name="language of the words"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "period",
                        "verbose_name_plural": "periods",
                        "ordering": ["subject_id", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "day",
                                            "range",
                                            "month",
                                            "month_range",
                                            "part_of_month",
                                            "week_of_month",
                                            "open_start",
                                            "recurring",
                                            "external_dependency",
                                            "awaiting_return",
                                            "not_communicated",
                                            "no_visibility",
                                            "cancelled",
                                            "all_done",
                                        ],
                                    )
                                ),
                                name="period_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("earliest__isnull", True),
                                    ("latest__isnull", True),
                                    ("latest__gte", models.F("earliest")),
                                    _connector="OR",
                                ),
                                name="period_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("role__in", ["baseline", "current", "superseded"])
                                ),
                                name="period_role_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "cause__in",
                                        [
                                            "",
                                            "pandemic",
                                            "awaited_party",
                                            "procurement",
                                            "budget",
                                            "staff",
                                            "dependency",
                                            "legal",
                                            "scope",
                                            "settled",
                                            "other",
                                        ],
                                    )
                                ),
                                name="period_cause_is_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "baseline")),
                                fields=("subject",),
                                name="period_one_baseline",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "current")),
                                fields=("subject",),
                                name="period_one_current",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SiteIdentity",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "name_fr",
                            models.CharField(
                                max_length=250, verbose_name="name of the ministry in French"
                            ),
                        ),
                        (
                            "name_ar",
                            models.CharField(
                                max_length=250, verbose_name="name of the ministry in Arabic"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(
                                blank=True,
                                max_length=250,
                                verbose_name="name of the ministry in English",
                            ),
                        ),
                        (
                            "logo",
                            models.FileField(blank=True, upload_to="identity", verbose_name="logo"),
                        ),
                        ("logo_media_type", models.CharField(blank=True, max_length=100)),
                    ],
                    options={
                        "verbose_name": "identity of the site",
                        "verbose_name_plural": "identity of the site",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="identity_is_one_row"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follower",
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
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="e-mail address"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(default="fr", max_length=5, verbose_name="language"),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked at")),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="confirmed at"
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="ended at"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followers",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "follower",
                        "verbose_name_plural": "followers",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("email", ""), ("person__isnull", False)),
                                    models.Q(
                                        ("person__isnull", True),
                                        models.Q(("email", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="follower_is_one_reader",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("person__isnull", False)
                                ),
                                fields=("subject", "person"),
                                name="follower_person_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("person__isnull", True)
                                ),
                                fields=("subject", "email"),
                                name="follower_address_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailAnswer",
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
                        ("generation", models.PositiveIntegerField()),
                        ("answered_at", models.DateTimeField(verbose_name="answered at")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "work_item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mail_answers",
                                to="workflow.workitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer by a message",
                        "verbose_name_plural": "answers by messages",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "work_item", "generation"),
                                name="mail_answer_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionPlan",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                        (
                            "title_fr",
                            models.CharField(max_length=300, verbose_name="title in French"),
                        ),
                        (
                            "title_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in Arabic"
                            ),
                        ),
                        (
                            "title_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in English"
                            ),
                        ),
                        (
                            "zone",
                            models.CharField(
                                default="Africa/Casablanca", max_length=60, verbose_name="time zone"
                            ),
                        ),
                        (
                            "starts_on",
                            models.DateField(blank=True, null=True, verbose_name="starts on"),
                        ),
                        (
                            "baseline_ends_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="planned end at first"
                            ),
                        ),
                        (
                            "ends_on",
                            models.DateField(blank=True, null=True, verbose_name="ends on"),
                        ),
                        ("last_reference", models.PositiveIntegerField(default=0)),
                        (
                            "accepts_attachments",
                            models.BooleanField(
                                default=True, verbose_name="authors may attach files"
                            ),
                        ),
                        (
                            "as_of",
                            models.DateField(blank=True, null=True, verbose_name="situation on"),
                        ),
                        (
                            "source_document",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="source document"
                            ),
                        ),
                        ("note_fr", models.TextField(blank=True, verbose_name="note in French")),
                        ("note_ar", models.TextField(blank=True, verbose_name="note in Arabic")),
                        ("note_en", models.TextField(blank=True, verbose_name="note in English")),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successors",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "end_moved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.attachment",
                            ),
                        ),
                        ("last_number", models.PositiveSmallIntegerField(default=0)),
                        (
                            "noted_adopts",
                            models.BooleanField(
                                default=True, verbose_name="taking note adopts the plan"
                            ),
                        ),
                        (
                            "progress_policy",
                            models.CharField(
                                choices=[
                                    (
                                        "without_cancelled",
                                        "By the activities, without the cancelled ones",
                                    ),
                                    (
                                        "cancelled_not_done",
                                        "By the activities, the cancelled ones counted as not done",
                                    ),
                                    ("declared", "As declared by the porter alone"),
                                ],
                                default="without_cancelled",
                                max_length=30,
                                verbose_name="how progress is told",
                            ),
                        ),
                        (
                            "progress_reason",
                            models.TextField(blank=True, verbose_name="why it is told so"),
                        ),
                    ],
                    options={
                        "verbose_name": "action plan",
                        "verbose_name_plural": "action plans",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__isnull", True),
                                    ("ends_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="plan_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "progress_policy__in",
                                        ["without_cancelled", "cancelled_not_done", "declared"],
                                    )
                                ),
                                name="plan_progress_policy_is_known",
                            ),
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="InvitedRole",
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
                        ("role", models.CharField(max_length=40, verbose_name="role")),
                        (
                            "invitation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="roles",
                                to="lifecycle.invitation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "role of an invitation",
                        "verbose_name_plural": "roles of invitations",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("invitation", "role"), name="invited_role_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Theme",
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
                        ("code", models.SlugField(verbose_name="code")),
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "name_fr",
                            models.CharField(max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_ar",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="name in Arabic"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="name in English"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="themes",
                                to="lifecycle.actionplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "theme",
                        "verbose_name_plural": "themes",
                        "ordering": ["plan_id", "rank", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "code"), name="theme_code_unique_in_plan"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
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
                        ("code", models.SlugField(verbose_name="code")),
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "name_fr",
                            models.CharField(max_length=200, verbose_name="name in French"),
                        ),
                        (
                            "name_ar",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="name in Arabic"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="name in English"
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(default=1, verbose_name="weight"),
                        ),
                        (
                            "max_points",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="highest score"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "description_ar",
                            models.TextField(blank=True, verbose_name="description in Arabic"),
                        ),
                        (
                            "description_en",
                            models.TextField(blank=True, verbose_name="description in English"),
                        ),
                        (
                            "description_fr",
                            models.TextField(blank=True, verbose_name="description in French"),
                        ),
                    ],
                    options={
                        "verbose_name": "criterion",
                        "verbose_name_plural": "criteria",
                        "ordering": ["plan_id", "rank", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "code"), name="criterion_code_unique_in_plan"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("max_points__gte", 1), ("weight__gte", 1)),
                                name="criterion_counts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NextStep",
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
                            "words",
                            models.CharField(blank=True, max_length=300, verbose_name="in words"),
                        ),
                        ("kind", models.CharField(max_length=30, verbose_name="kind")),
                        (
                            "precision",
                            models.CharField(blank=True, max_length=20, verbose_name="precision"),
                        ),
                        (
                            "earliest",
                            models.DateField(blank=True, null=True, verbose_name="first day"),
                        ),
                        (
                            "latest",
                            models.DateField(blank=True, null=True, verbose_name="last day"),
                        ),
                        (
                            "awaited",
                            models.CharField(blank=True, max_length=250, verbose_name="depends on"),
                        ),
                        ("at", models.TimeField(blank=True, null=True, verbose_name="hour")),
                        ("rate_count", models.PositiveIntegerField(blank=True, null=True)),
                        ("rate_unit", models.CharField(blank=True, max_length=60)),
                        ("rate_per", models.CharField(blank=True, max_length=20)),
                        (
                            "ambiguous",
                            models.BooleanField(
                                default=False, verbose_name="reads more than one way"
                            ),
                        ),
                        ("readings", models.TextField(blank=True)),
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "what_fr",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in French"
                            ),
                        ),
                        (
                            "what_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in Arabic"
                            ),
                        ),
                        (
                            "what_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in English"
                            ),
                        ),
                        (
                            "done_on",
                            models.DateField(blank=True, null=True, verbose_name="done on"),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="next_steps",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "words_language",
                            models.CharField(
                                blank=True, max_length=2, verbose_name="language of the words"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "next step",
                        "verbose_name_plural": "next steps",
                        "ordering": ["plan_id", "rank"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "day",
                                            "range",
                                            "month",
                                            "month_range",
                                            "part_of_month",
                                            "week_of_month",
                                            "open_start",
                                            "recurring",
                                            "external_dependency",
                                            "awaiting_return",
                                            "not_communicated",
                                            "no_visibility",
                                            "cancelled",
                                            "all_done",
                                        ],
                                    )
                                ),
                                name="next_step_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("earliest__isnull", True),
                                    ("latest__isnull", True),
                                    ("latest__gte", models.F("earliest")),
                                    _connector="OR",
                                ),
                                name="next_step_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanLabel",
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
                        ("label", models.CharField(max_length=40, verbose_name="label")),
                        ("since", models.DateField(verbose_name="since")),
                        (
                            "because_fr",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="because, in French"
                            ),
                        ),
                        (
                            "because_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="because, in Arabic"
                            ),
                        ),
                        (
                            "because_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="because, in English"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="labels",
                                to="lifecycle.actionplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "label of a plan",
                        "verbose_name_plural": "labels of plans",
                        "ordering": ["plan_id", "since"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "since"), name="plan_label_one_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanStage",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="stage")),
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "window_words",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="window in words"
                            ),
                        ),
                        (
                            "opens_on",
                            models.DateField(blank=True, null=True, verbose_name="opens on"),
                        ),
                        (
                            "closes_on",
                            models.DateField(blank=True, null=True, verbose_name="closes on"),
                        ),
                        (
                            "baseline_words",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="window at first, in words"
                            ),
                        ),
                        (
                            "baseline_opens_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="planned opening at first"
                            ),
                        ),
                        (
                            "baseline_closes_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="planned closing at first"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stages",
                                to="lifecycle.actionplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan stage",
                        "verbose_name_plural": "plan stages",
                        "ordering": ["plan_id", "rank", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "code"), name="stage_once_a_plan"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "code__in",
                                        [
                                            "preparation",
                                            "collection",
                                            "prioritization",
                                            "drafting",
                                            "consultation",
                                            "finalization",
                                            "signature",
                                            "council",
                                            "transmission",
                                            "publication",
                                        ],
                                    )
                                ),
                                name="stage_code_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_on__isnull", True),
                                    ("closes_on__isnull", True),
                                    ("closes_on__gte", models.F("opens_on")),
                                    _connector="OR",
                                ),
                                name="stage_closes_after_it_opens",
                            ),
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="PlanVersion",
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
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        (
                            "title_fr",
                            models.CharField(max_length=300, verbose_name="title in French"),
                        ),
                        (
                            "title_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in Arabic"
                            ),
                        ),
                        (
                            "title_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in English"
                            ),
                        ),
                        ("text_fr", models.TextField(blank=True, verbose_name="text in French")),
                        ("text_ar", models.TextField(blank=True, verbose_name="text in Arabic")),
                        ("created_at", models.DateTimeField(verbose_name="created at")),
                        (
                            "frozen_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="frozen at"),
                        ),
                        ("root_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="lifecycle.actionplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "version of a plan",
                        "verbose_name_plural": "versions of plans",
                        "ordering": ["plan_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "number"), name="plan_version_numbered_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("frozen_at__isnull", True),
                                    models.Q(("root_hash", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="plan_version_frozen_with_its_hash",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Convention",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "title_fr",
                            models.CharField(max_length=300, verbose_name="title in French"),
                        ),
                        (
                            "title_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in Arabic"
                            ),
                        ),
                        ("body_fr", models.TextField(blank=True, verbose_name="text in French")),
                        ("body_ar", models.TextField(blank=True, verbose_name="text in Arabic")),
                        (
                            "policy",
                            models.CharField(
                                default="own_sheets",
                                max_length=20,
                                verbose_name="what a signature binds",
                            ),
                        ),
                        (
                            "allows_partial",
                            models.BooleanField(
                                default=False, verbose_name="may be signed in part"
                            ),
                        ),
                        (
                            "in_force_on",
                            models.DateField(blank=True, null=True, verbose_name="in force since"),
                        ),
                        ("former_body_fr", models.TextField(blank=True)),
                        ("former_body_ar", models.TextField(blank=True)),
                        (
                            "last_edited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conventions",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "former_edited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "convention",
                        "verbose_name_plural": "conventions",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("policy__in", ["own_sheets", "whole"])),
                                name="convention_policy_is_known",
                            )
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(default="web", max_length=20, verbose_name="channel"),
                        ),
                        (
                            "channel_reference",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="event or letter"
                            ),
                        ),
                        (
                            "received_on",
                            models.DateField(blank=True, null=True, verbose_name="received on"),
                        ),
                        (
                            "language",
                            models.CharField(default="fr", max_length=5, verbose_name="language"),
                        ),
                        (
                            "title",
                            models.CharField(blank=True, max_length=300, verbose_name="title"),
                        ),
                        (
                            "problem",
                            models.TextField(blank=True, max_length=20000, verbose_name="problem"),
                        ),
                        (
                            "solution",
                            models.TextField(blank=True, max_length=20000, verbose_name="solution"),
                        ),
                        (
                            "association_name",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="association"
                            ),
                        ),
                        (
                            "visibility",
                            models.CharField(
                                default="anonymous", max_length=20, verbose_name="shown as author"
                            ),
                        ),
                        (
                            "receipt_token",
                            models.CharField(
                                default=lifecycle.models.proposal.make_receipt_token,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="published at"
                            ),
                        ),
                        ("question", models.TextField(blank=True, verbose_name="question")),
                        ("questions_asked", models.PositiveSmallIntegerField(default=0)),
                        (
                            "details",
                            models.TextField(
                                blank=True, max_length=20000, verbose_name="details given"
                            ),
                        ),
                        (
                            "refusal_code",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="code of refusal"
                            ),
                        ),
                        (
                            "decided_reason",
                            models.TextField(blank=True, verbose_name="published reason"),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="decided on"),
                        ),
                        (
                            "objection",
                            models.TextField(blank=True, verbose_name="objection to the merge"),
                        ),
                        (
                            "redirected_to",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="receiving body"
                            ),
                        ),
                        (
                            "redirect_reference",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="reference there"
                            ),
                        ),
                        ("left_phase", models.CharField(blank=True, max_length=30)),
                        ("source_key", models.CharField(blank=True, max_length=100)),
                        ("source_digest", models.CharField(blank=True, max_length=64)),
                        (
                            "association",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "decided_by_minutes",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.attachment",
                            ),
                        ),
                        (
                            "merge_target",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merge_candidates",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submitted_proposals",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="lifecycle.theme",
                            ),
                        ),
                        (
                            "plan_number",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="number in the plan"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposal",
                        "verbose_name_plural": "proposals",
                        "indexes": [
                            models.Index(
                                fields=["plan", "-published_at"], name="proposal_published"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["web", "event", "letter", "email"])
                                ),
                                name="proposal_channel_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ["fr", "ar", "en"])),
                                name="proposal_language_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("visibility__in", ["name", "association", "anonymous"])
                                ),
                                name="proposal_visibility_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "refusal_code__in",
                                        [
                                            "",
                                            "out_of_scope",
                                            "not_actionable",
                                            "individual_case",
                                            "already_done",
                                            "unlawful",
                                            "late",
                                            "unanswered",
                                        ],
                                    )
                                ),
                                name="proposal_refusal_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "left_phase__in",
                                        [
                                            "",
                                            "submission",
                                            "prioritization",
                                            "porter_identification",
                                            "sheet_drafting",
                                            "consultation",
                                            "convention_signature",
                                            "government_adoption",
                                            "implementation",
                                        ],
                                    )
                                ),
                                name="proposal_left_phase_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("questions_asked__lte", 2)),
                                name="proposal_asked_at_most_twice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("refusal_code", ""),
                                    models.Q(("decided_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="proposal_refusal_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merge_target__isnull", True),
                                    models.Q(
                                        ("merge_target", models.F("subject_ptr")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="proposal_not_merged_into_itself",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("plan", "source_key"),
                                name="proposal_loaded_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("plan_number__isnull", False)),
                                fields=("plan", "plan_number"),
                                name="proposal_numbered_once_in_the_plan",
                            ),
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="StageWork",
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
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "what_fr",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in French"
                            ),
                        ),
                        (
                            "what_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in Arabic"
                            ),
                        ),
                        (
                            "what_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what, in English"
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="work",
                                to="lifecycle.planstage",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "work of a stage",
                        "verbose_name_plural": "work of stages",
                        "ordering": ["stage_id", "rank"],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "title_fr",
                            models.CharField(max_length=300, verbose_name="title in French"),
                        ),
                        (
                            "title_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in Arabic"
                            ),
                        ),
                        (
                            "title_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in English"
                            ),
                        ),
                        (
                            "notice_fr",
                            models.TextField(blank=True, verbose_name="notice in French"),
                        ),
                        (
                            "notice_ar",
                            models.TextField(blank=True, verbose_name="notice in Arabic"),
                        ),
                        (
                            "notice_en",
                            models.TextField(blank=True, verbose_name="notice in English"),
                        ),
                        (
                            "opens_on",
                            models.DateField(blank=True, null=True, verbose_name="opens on"),
                        ),
                        (
                            "closes_on",
                            models.DateField(blank=True, null=True, verbose_name="closes on"),
                        ),
                        (
                            "notice_published_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="announced at"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consultations",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "plan_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consultations",
                                to="lifecycle.planversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consultation",
                        "verbose_name_plural": "consultations",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_on__isnull", True),
                                    ("closes_on__isnull", True),
                                    ("closes_on__gte", models.F("opens_on")),
                                    _connector="OR",
                                ),
                                name="consultation_closes_after_it_opens",
                            )
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="Council",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        ("file_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "frozen_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="file frozen at"
                            ),
                        ),
                        (
                            "meets_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="council meets on"
                            ),
                        ),
                        (
                            "agenda_document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.attachment",
                            ),
                        ),
                        (
                            "decision_document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.attachment",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="councils",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "plan_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="councils",
                                to="lifecycle.planversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "council file",
                        "verbose_name_plural": "council files",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("frozen_at__isnull", True),
                                    models.Q(("file_hash", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="council_file_frozen_with_its_hash",
                            )
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="ConventionParty",
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
                            "capacity",
                            models.CharField(blank=True, max_length=200, verbose_name="capacity"),
                        ),
                        (
                            "convention",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parties",
                                to="lifecycle.convention",
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.institution",
                            ),
                        ),
                        ("joins_by_amendment", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "party of a convention",
                        "verbose_name_plural": "parties of conventions",
                        "ordering": ["convention_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("convention", "institution"), name="convention_party_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConventionTextVersion",
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
                        ("content", models.TextField()),
                        ("asked_at", models.DateTimeField(verbose_name="signatures asked for at")),
                        (
                            "convention",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="text_versions",
                                to="lifecycle.convention",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "text of a convention",
                        "verbose_name_plural": "texts of conventions",
                        "ordering": ["convention_id", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Lineage",
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
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                        (
                            "child_proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lineage_up",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "parent_proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lineage_down",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lineage",
                        "verbose_name_plural": "lineages",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["merge", "split", "carry"])),
                                name="lineage_kind_is_known",
                            ),
                            models.UniqueConstraint(
                                fields=("parent_proposal", "child_proposal", "kind"),
                                name="lineage_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("parent_proposal", models.F("child_proposal")), _negated=True
                                ),
                                name="lineage_between_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateSuspicion",
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
                        ("suspected_at", models.DateTimeField(verbose_name="suspected at")),
                        (
                            "verdict",
                            models.CharField(blank=True, max_length=20, verbose_name="verdict"),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "resolved_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="resolved at"),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "suspected_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="suspicions_as_other",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="suspicions",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "suspected duplicate",
                        "verbose_name_plural": "suspected duplicates",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["", "same", "different"])),
                                name="suspicion_verdict_is_known",
                            ),
                            models.UniqueConstraint(
                                fields=("proposal", "other"), name="suspicion_once_a_pair"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proposal__gt", models.F("other"))),
                                name="suspicion_names_the_later_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolved_by__isnull", True), ("verdict", "")),
                                    models.Q(
                                        models.Q(("verdict", ""), _negated=True),
                                        ("resolved_at__isnull", False),
                                        ("resolved_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="suspicion_verdict_has_a_judge",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConflictOfInterest",
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
                        ("origin", models.CharField(max_length=20, verbose_name="known because")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conflicts_of_interest",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflicts",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "conflict of interest",
                        "verbose_name_plural": "conflicts of interest",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("origin__in", ["declared", "computed"])),
                                name="conflict_origin_is_known",
                            ),
                            models.UniqueConstraint(
                                fields=("proposal", "person"), name="conflict_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CandidatePorter",
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
                        ("rank", models.PositiveSmallIntegerField(verbose_name="rank")),
                        (
                            "reason",
                            models.TextField(blank=True, verbose_name="why this institution"),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="candidates",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "candidate porter",
                        "verbose_name_plural": "candidate porters",
                        "ordering": ["proposal_id", "rank"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "institution"), name="candidate_once_a_proposal"
                            ),
                            models.UniqueConstraint(
                                fields=("proposal", "rank"), name="candidate_one_a_rank"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rank__gte", 1)),
                                name="candidate_rank_starts_at_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                        ("remark", models.TextField(blank=True, verbose_name="remark")),
                        ("scored_at", models.DateTimeField(verbose_name="scored at")),
                        (
                            "assessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seat",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessment",
                                to="workflow.seat",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assessment",
                        "verbose_name_plural": "assessments",
                    },
                ),
                migrations.CreateModel(
                    name="ProposalAuthor",
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
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="e-mail address"
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="confirmed at"
                            ),
                        ),
                        (
                            "name_removed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="name removed at"
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authored_proposals",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="authors",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "author",
                        "verbose_name_plural": "authors",
                        "ordering": ["proposal_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("proposal", "person"),
                                name="author_once_a_proposal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person__isnull", False),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("email", ""), _negated=True),
                                    ("name_removed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="author_is_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("name_removed_at__isnull", True),
                                    models.Q(("email", ""), ("name", "")),
                                    _connector="OR",
                                ),
                                name="author_removed_name_is_gone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Uptake",
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
                        ("extent", models.CharField(max_length=20, verbose_name="extent")),
                        ("kept", models.TextField(blank=True, verbose_name="what is kept")),
                        (
                            "left_out",
                            models.TextField(blank=True, verbose_name="what is left out, and why"),
                        ),
                        ("recorded_on", models.DateField(verbose_name="recorded on")),
                        (
                            "released_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="released at"),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sources",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uptakes",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "uptake",
                        "verbose_name_plural": "uptakes",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("extent__in", ["whole", "part", "inspired"])),
                                name="uptake_extent_is_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("released_at__isnull", True)),
                                fields=("source", "dossier"),
                                name="uptake_once_while_it_lasts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source", models.F("dossier")), _negated=True),
                                name="uptake_between_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("extent", "part"), _negated=True),
                                    models.Q(("left_out", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="uptake_of_a_part_says_what_is_left_out",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConventionAnnex",
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
                        ("rank", models.PositiveSmallIntegerField(verbose_name="order")),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "left_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="left unsigned on"
                            ),
                        ),
                        ("left_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "convention",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="annexes",
                                to="lifecycle.convention",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="annexes",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "annex of a convention",
                        "verbose_name_plural": "annexes of conventions",
                        "ordering": ["convention_id", "rank"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("left_on__isnull", True), ("removed_at__isnull", True)
                                ),
                                fields=("proposal",),
                                name="annex_of_one_convention",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_on__isnull", True),
                                    models.Q(("left_hash", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="annex_left_with_its_hash",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetVersion",
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
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("content", models.TextField()),
                        ("content_hash", models.CharField(db_index=True, max_length=64)),
                        ("sources", models.TextField(default="{}")),
                        ("set_aside", models.BooleanField(default=False, verbose_name="set aside")),
                        (
                            "comment",
                            models.CharField(blank=True, max_length=300, verbose_name="comment"),
                        ),
                        ("edited_at", models.DateTimeField(verbose_name="edited at")),
                        (
                            "base",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.sheetversion",
                            ),
                        ),
                        (
                            "edited_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheet_versions",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "version of a sheet",
                        "verbose_name_plural": "versions of sheets",
                        "ordering": ["proposal_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "number"), name="sheet_version_numbered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalPorter",
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
                        ("leads", models.BooleanField(default=False, verbose_name="leads")),
                        (
                            "letter",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="letter of acceptance"
                            ),
                        ),
                        ("started_on", models.DateField(verbose_name="carries it since")),
                        (
                            "ended_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="carried it until"
                            ),
                        ),
                        (
                            "end_letter",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="letter of withdrawal"
                            ),
                        ),
                        (
                            "end_reason",
                            models.TextField(blank=True, verbose_name="why it carries it no more"),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="porters",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "porter of a dossier",
                        "verbose_name_plural": "porters of dossiers",
                        "ordering": ["proposal_id", "-leads", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("proposal", "institution"),
                                name="dossier_porter_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True), ("leads", True)),
                                fields=("proposal",),
                                name="dossier_porter_one_leads",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    ("ended_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="dossier_porter_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
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
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                        ),
                        (
                            "shows_name",
                            models.BooleanField(default=False, verbose_name="show my name"),
                        ),
                        (
                            "language",
                            models.CharField(default="fr", max_length=5, verbose_name="language"),
                        ),
                        ("text", models.TextField(max_length=10000, verbose_name="contribution")),
                        (
                            "receipt_token",
                            models.CharField(
                                default=lifecycle.models.consultation.make_receipt_token,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="received at")),
                        (
                            "moderation",
                            models.CharField(
                                default="waiting", max_length=20, verbose_name="moderation"
                            ),
                        ),
                        (
                            "withheld_because",
                            models.TextField(blank=True, verbose_name="withheld because"),
                        ),
                        (
                            "moderated_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="moderated at"
                            ),
                        ),
                        (
                            "effect",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="what became of it"
                            ),
                        ),
                        ("answer", models.TextField(blank=True, verbose_name="answer")),
                        (
                            "answered_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                        ),
                        (
                            "proposed_effect",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="proposed effect"
                            ),
                        ),
                        (
                            "proposed_answer",
                            models.TextField(blank=True, verbose_name="proposed answer"),
                        ),
                        (
                            "proposed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="proposed at"),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="lifecycle.consultation",
                            ),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group",
                                to="lifecycle.contribution",
                            ),
                        ),
                        (
                            "moderated_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "contribution",
                        "verbose_name_plural": "contributions",
                        "ordering": ["consultation_id", "received_at", "id"],
                        "indexes": [
                            models.Index(
                                fields=["consultation", "moderation", "proposal"],
                                name="contribution_published",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ["fr", "ar", "en"])),
                                name="contribution_language_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("moderation__in", ["waiting", "published", "withheld"])
                                ),
                                name="contribution_moderation_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "effect__in",
                                        [
                                            "",
                                            "accepted",
                                            "partly",
                                            "not_accepted",
                                            "off_topic",
                                            "already_covered",
                                        ],
                                    )
                                ),
                                name="contribution_effect_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "proposed_effect__in",
                                        [
                                            "",
                                            "accepted",
                                            "partly",
                                            "not_accepted",
                                            "off_topic",
                                            "already_covered",
                                        ],
                                    )
                                ),
                                name="contribution_proposed_effect_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effect", ""),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="contribution_answer_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("moderation", "withheld"), _negated=True),
                                    models.Q(("withheld_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="contribution_withheld_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeftOutLine",
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
                        ("reason", models.TextField(verbose_name="public reason")),
                        ("left_out_at", models.DateTimeField(verbose_name="left out at")),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="left_out",
                                to="lifecycle.consultation",
                            ),
                        ),
                        (
                            "left_out_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line left out of a consultation",
                        "verbose_name_plural": "lines left out of consultations",
                        "ordering": ["consultation_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("consultation", "proposal"),
                                name="consultation_line_left_out_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="consultation_line_left_out_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CouncilLine",
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
                            "left_out_because",
                            models.TextField(blank=True, verbose_name="left out because"),
                        ),
                        (
                            "outcome",
                            models.CharField(blank=True, max_length=20, verbose_name="outcome"),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="lifecycle.council",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="council_lines",
                                to="lifecycle.proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a council file",
                        "verbose_name_plural": "lines of council files",
                        "ordering": ["council_id", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome__in", ["", "adopted", "returned", "removed"])
                                ),
                                name="council_outcome_is_known",
                            ),
                            models.UniqueConstraint(
                                fields=("council", "proposal"), name="council_line_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome__in", ["", "adopted"]),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="council_outcome_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_out_because", ""), ("outcome", ""), _connector="OR"
                                ),
                                name="council_line_left_out_has_no_outcome",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Score",
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
                        ("points", models.PositiveSmallIntegerField(verbose_name="points")),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="lifecycle.assessment",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="lifecycle.criterion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "score",
                        "verbose_name_plural": "scores",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "criterion"), name="score_once_a_criterion"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                parent_link=True,
                                primary_key=True,
                                related_name="as_commitment",
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "ogp_number",
                            models.CharField(blank=True, max_length=20, verbose_name="OGP number"),
                        ),
                        (
                            "title_fr",
                            models.CharField(max_length=300, verbose_name="title in French"),
                        ),
                        (
                            "title_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in Arabic"
                            ),
                        ),
                        (
                            "title_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in English"
                            ),
                        ),
                        (
                            "declared_progress",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="declared progress"
                            ),
                        ),
                        (
                            "declared_complete",
                            models.BooleanField(
                                blank=True, null=True, verbose_name="declared complete"
                            ),
                        ),
                        ("no_progress_since_last_meeting", models.BooleanField(default=False)),
                        (
                            "review_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="suspension reviewed on"
                            ),
                        ),
                        (
                            "unit_fr",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="unit in French"
                            ),
                        ),
                        (
                            "unit_ar",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="unit in Arabic"
                            ),
                        ),
                        (
                            "unit_en",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="unit in English"
                            ),
                        ),
                        (
                            "units_planned",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="units planned"
                            ),
                        ),
                        (
                            "units_delivered",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="units delivered"
                            ),
                        ),
                        ("note_fr", models.TextField(blank=True, verbose_name="note in French")),
                        ("note_ar", models.TextField(blank=True, verbose_name="note in Arabic")),
                        ("note_en", models.TextField(blank=True, verbose_name="note in English")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="lifecycle.actionplan",
                            ),
                        ),
                        (
                            "waits_for_plans",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="lifecycle.actionplan"
                            ),
                        ),
                        (
                            "born_of",
                            models.ManyToManyField(
                                blank=True, related_name="commitments", to="lifecycle.proposal"
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="lifecycle.theme",
                            ),
                        ),
                        (
                            "sheet_version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="lifecycle.sheetversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commitment",
                        "verbose_name_plural": "commitments",
                        "ordering": ["plan_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "number"), name="commitment_number_in_plan"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ogp_number", ""), _negated=True),
                                fields=("ogp_number",),
                                name="commitment_ogp_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("declared_progress__lte", 100)),
                                name="commitment_progress_is_a_percentage",
                            ),
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="PlanVersionLine",
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
                        ("rank", models.PositiveSmallIntegerField(verbose_name="order")),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_lines",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="lifecycle.planversion",
                            ),
                        ),
                        (
                            "sheet_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.sheetversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a plan version",
                        "verbose_name_plural": "lines of plan versions",
                        "ordering": ["version_id", "rank"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "proposal"), name="plan_line_once"
                            ),
                            models.UniqueConstraint(
                                fields=("version", "rank"), name="plan_line_one_a_rank"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                        ("prefill_checked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "returns",
                            models.PositiveSmallIntegerField(default=0, verbose_name="returns"),
                        ),
                        (
                            "returned_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="returned at"),
                        ),
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheet",
                                to="lifecycle.proposal",
                            ),
                        ),
                        (
                            "current",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.sheetversion",
                            ),
                        ),
                        (
                            "difference_published",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.sheetversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sheet",
                        "verbose_name_plural": "sheets",
                    },
                ),
                migrations.CreateModel(
                    name="Activity",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=50)),
                        (
                            "label",
                            models.CharField(blank=True, max_length=20, verbose_name="label"),
                        ),
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "title_fr",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in French"
                            ),
                        ),
                        (
                            "title_ar",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in Arabic"
                            ),
                        ),
                        (
                            "title_en",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="title in English"
                            ),
                        ),
                        (
                            "site_fr",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="site in French"
                            ),
                        ),
                        (
                            "site_ar",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="site in Arabic"
                            ),
                        ),
                        (
                            "site_en",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="site in English"
                            ),
                        ),
                        (
                            "progress",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="progress"
                            ),
                        ),
                        (
                            "residual_after_completion",
                            models.BooleanField(
                                default=False, verbose_name="remains after completion"
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(
                                blank=True, max_length=30, verbose_name="cancelled because"
                            ),
                        ),
                        (
                            "done_by_fr",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="done by, in French"
                            ),
                        ),
                        (
                            "done_by_ar",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="done by, in Arabic"
                            ),
                        ),
                        (
                            "done_by_en",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="done by, in English"
                            ),
                        ),
                        (
                            "done_from",
                            models.DateField(blank=True, null=True, verbose_name="done from"),
                        ),
                        (
                            "done_on",
                            models.DateField(blank=True, null=True, verbose_name="done on"),
                        ),
                        (
                            "unit_fr",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="unit in French"
                            ),
                        ),
                        (
                            "unit_ar",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="unit in Arabic"
                            ),
                        ),
                        (
                            "unit_en",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="unit in English"
                            ),
                        ),
                        (
                            "units_planned",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="units planned"
                            ),
                        ),
                        (
                            "units_delivered",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="units delivered"
                            ),
                        ),
                        ("note_fr", models.TextField(blank=True, verbose_name="note in French")),
                        ("note_ar", models.TextField(blank=True, verbose_name="note in Arabic")),
                        ("note_en", models.TextField(blank=True, verbose_name="note in English")),
                        (
                            "after",
                            models.ManyToManyField(
                                blank=True, related_name="before", to="lifecycle.activity"
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="lifecycle.commitment",
                            ),
                        ),
                        (
                            "deliverable_ar",
                            models.TextField(blank=True, verbose_name="deliverable in Arabic"),
                        ),
                        (
                            "deliverable_en",
                            models.TextField(blank=True, verbose_name="deliverable in English"),
                        ),
                        (
                            "deliverable_fr",
                            models.TextField(blank=True, verbose_name="deliverable in French"),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(default=1, verbose_name="weight"),
                        ),
                    ],
                    options={
                        "verbose_name": "activity",
                        "verbose_name_plural": "activities",
                        "ordering": ["commitment_id", "rank", "subject_ptr_id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "cancel_reason__in",
                                        [
                                            "",
                                            "window_missed",
                                            "done_by_other_body",
                                            "no_longer_relevant",
                                            "merged",
                                            "no_means",
                                            "other",
                                        ],
                                    )
                                ),
                                name="activity_cancel_reason_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("progress__isnull", True),
                                    ("progress__lte", 100),
                                    _connector="OR",
                                ),
                                name="activity_progress_is_a_percentage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_from__isnull", True),
                                    ("done_on__isnull", True),
                                    ("done_on__gte", models.F("done_from")),
                                    _connector="OR",
                                ),
                                name="activity_is_done_after_it_began",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("commitment", "key"),
                                name="activity_key_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gte", 1)),
                                name="activity_weighs_something",
                            ),
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="CommitmentPorter",
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
                        ("leads", models.BooleanField(default=False, verbose_name="leads")),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="porter_rows",
                                to="lifecycle.commitment",
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="porter_rows",
                                to="workflow.institution",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "porter",
                        "verbose_name_plural": "porters",
                        "ordering": ["commitment_id", "-leads", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "institution"),
                                name="porter_once_a_commitment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("leads", True)),
                                fields=("commitment",),
                                name="porter_one_leads",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Replanning",
                    fields=[
                        (
                            "subject_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="workflow.subject",
                            ),
                        ),
                        ("cause", models.CharField(max_length=20, verbose_name="cause")),
                        ("reason", models.TextField(verbose_name="reason")),
                        (
                            "reason_language",
                            models.CharField(
                                blank=True, max_length=2, verbose_name="language of the reason"
                            ),
                        ),
                        ("batch", models.UUIDField(blank=True, null=True)),
                        ("asked_on", models.DateField(verbose_name="asked for on")),
                        (
                            "forwarded_in_silence",
                            models.BooleanField(
                                default=False, verbose_name="sent on without an answer"
                            ),
                        ),
                        ("is_open", models.BooleanField(default=True)),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="decided on"),
                        ),
                        (
                            "slip_days",
                            models.IntegerField(blank=True, null=True, verbose_name="slip in days"),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.commitment",
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="lifecycle.periodrecord",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replannings",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "replanning",
                        "verbose_name_plural": "replannings",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("batch__isnull", False)),
                                fields=["batch"],
                                name="replanning_batch",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "cause__in",
                                        [
                                            "pandemic",
                                            "awaited_party",
                                            "procurement",
                                            "budget",
                                            "staff",
                                            "dependency",
                                            "legal",
                                            "scope",
                                            "settled",
                                            "other",
                                        ],
                                    )
                                ),
                                name="replanning_cause_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="replanning_says_why",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_open", True)),
                                fields=("target",),
                                name="replanning_open_once",
                            ),
                        ],
                    },
                    bases=("workflow.subject",),
                ),
                migrations.CreateModel(
                    name="Indicator",
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
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("name_fr", models.TextField(verbose_name="name in French")),
                        ("name_ar", models.TextField(blank=True, verbose_name="name in Arabic")),
                        ("name_en", models.TextField(blank=True, verbose_name="name in English")),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="lifecycle.commitment",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="lifecycle.activity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indicator",
                        "verbose_name_plural": "indicators",
                        "ordering": ["commitment_id", "rank"],
                    },
                ),
                migrations.CreateModel(
                    name="IndicatorReading",
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
                            "value",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, verbose_name="value"
                            ),
                        ),
                        ("read_on", models.DateField(verbose_name="read on")),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readings",
                                to="lifecycle.indicator",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading of an indicator",
                        "verbose_name_plural": "readings of indicators",
                        "ordering": ["indicator_id", "read_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "read_on"), name="reading_once_a_day"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="commitment",
            name="porters",
            field=models.ManyToManyField(
                related_name="commitments",
                through="lifecycle.CommitmentPorter",
                to="workflow.institution",
            ),
        ),
    ]
