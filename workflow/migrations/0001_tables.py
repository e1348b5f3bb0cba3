import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models

from workflow.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("workflow", "0001_initial"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Subject",
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
                            "kind",
                            models.CharField(editable=False, max_length=40, verbose_name="kind"),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, db_index=True, max_length=40, verbose_name="reference"
                            ),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                editable=False, max_length=40, protected=True, verbose_name="state"
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0, editable=False, verbose_name="version"
                            ),
                        ),
                        ("head_hash", models.CharField(default="", editable=False, max_length=64)),
                        (
                            "entered_at",
                            models.DateTimeField(
                                editable=False, verbose_name="in this state since"
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "subject",
                        "verbose_name_plural": "subjects",
                        "indexes": [
                            models.Index(fields=["kind", "parent", "state"], name="subject_board")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("reference", ""), _negated=True),
                                fields=("kind", "parent", "reference"),
                                name="subject_reference_unique_in_parent",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    models.Q(("reference", ""), _negated=True),
                                ),
                                fields=("kind", "reference"),
                                name="subject_reference_unique_without_parent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(
                                max_length=254, unique=True, verbose_name="e-mail address"
                            ),
                        ),
                        (
                            "display_name",
                            models.CharField(
                                blank=True, max_length=150, verbose_name="name shown to others"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(default="fr", max_length=5, verbose_name="language"),
                        ),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False, verbose_name="technical administrator"
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="joined at"
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                name="user_email_unique_whatever_case",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ladder",
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
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "name_fr",
                            models.CharField(max_length=120, verbose_name="name in French"),
                        ),
                        (
                            "name_ar",
                            models.CharField(max_length=120, verbose_name="name in Arabic"),
                        ),
                        (
                            "name_en",
                            models.CharField(max_length=120, verbose_name="name in English"),
                        ),
                        (
                            "counted_from",
                            models.CharField(
                                default="due", max_length=10, verbose_name="counted from"
                            ),
                        ),
                        (
                            "is_proposed",
                            models.BooleanField(default=False, verbose_name="shown before it goes"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                    ],
                    options={
                        "verbose_name": "ladder",
                        "verbose_name_plural": "ladders",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("counted_from__in", ["due", "opening"])),
                                name="ladder_counted_from_is_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingDay",
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
                        ("day", models.DateField(unique=True, verbose_name="day")),
                        (
                            "ordinal",
                            models.PositiveIntegerField(unique=True, verbose_name="ordinal"),
                        ),
                    ],
                    options={
                        "verbose_name": "working day",
                        "verbose_name_plural": "working days",
                        "ordering": ["day"],
                    },
                ),
                migrations.CreateModel(
                    name="Holiday",
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
                        ("code", models.SlugField(max_length=60, verbose_name="code")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("day", models.DateField(db_index=True, verbose_name="day")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        (
                            "provisional",
                            models.BooleanField(default=False, verbose_name="provisional"),
                        ),
                        (
                            "name_fr",
                            models.CharField(max_length=120, verbose_name="name in French"),
                        ),
                        (
                            "name_ar",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="name in Arabic"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="name in English"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "holiday",
                        "verbose_name_plural": "holidays",
                        "ordering": ["day", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("code", "year"), name="holiday_once_a_year"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["fixed", "religious", "exceptional"])
                                ),
                                name="holiday_kind_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Institution",
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
                        ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                        ("side", models.CharField(blank=True, max_length=30, verbose_name="side")),
                        (
                            "dissolved_on",
                            models.DateField(blank=True, null=True, verbose_name="dissolved on"),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "succeeded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessors",
                                to="workflow.institution",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "institution",
                        "verbose_name_plural": "institutions",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Heartbeat",
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
                        ("duty", models.SlugField(max_length=40, unique=True, verbose_name="duty")),
                        ("beaten_at", models.DateTimeField(verbose_name="last done at")),
                        ("summary", models.TextField(default="{}", verbose_name="what was done")),
                    ],
                    options={
                        "verbose_name": "heartbeat",
                        "verbose_name_plural": "heartbeats",
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
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
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="to")),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=250, verbose_name="reason"),
                        ),
                        (
                            "given_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="given at"
                            ),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                        ),
                        (
                            "delegate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_received",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "principal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_given",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delegation",
                        "verbose_name_plural": "delegations",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="delegation_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("principal", models.F("delegate")), _negated=True
                                ),
                                name="delegation_is_to_somebody_else",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Escalation",
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
                        ("rung", models.CharField(max_length=20)),
                        ("fired_at", models.DateTimeField()),
                        (
                            "sent_via",
                            models.CharField(blank=True, db_default="", default="", max_length=10),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "standing",
                            models.CharField(db_default="spoken", default="spoken", max_length=10),
                        ),
                    ],
                    options={
                        "verbose_name": "escalation",
                        "verbose_name_plural": "escalations",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("standing", "proposed")),
                                fields=["fired_at"],
                                name="escalation_proposed",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("standing__in", ["spoken", "skipped", "proposed", "dropped"])
                                ),
                                name="escalation_standing_is_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
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
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("opened_at", models.DateTimeField(verbose_name="opened at")),
                        ("content_hash", models.CharField(blank=True, max_length=64)),
                        ("proposed_transition", models.CharField(blank=True, max_length=60)),
                        ("proposed_inputs", models.TextField(blank=True)),
                        ("subject_version", models.PositiveIntegerField()),
                        (
                            "outcome",
                            models.CharField(blank=True, max_length=20, verbose_name="outcome"),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
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
                                related_name="rounds",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "round",
                        "verbose_name_plural": "rounds",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "")),
                                fields=("subject", "name"),
                                name="round_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ["", "passed", "returned", "collected", "cancelled"],
                                    )
                                ),
                                name="round_outcome_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["deciding", "collecting", "countersign", "record"],
                                    )
                                ),
                                name="round_kind_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubjectGrant",
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
                            "content_object",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="workflow.subject"
                            ),
                        ),
                        (
                            "permission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "unique_together": {("user", "permission", "content_object")},
                    },
                ),
                migrations.CreateModel(
                    name="HolidayChange",
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
                        ("action", models.CharField(max_length=20)),
                        ("code", models.SlugField(max_length=60, verbose_name="code")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "name_fr",
                            models.CharField(max_length=120, verbose_name="name in French"),
                        ),
                        (
                            "name_ar",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="name in Arabic"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="name in English"
                            ),
                        ),
                        ("before_on", models.DateField(blank=True, null=True)),
                        ("after_on", models.DateField(blank=True, null=True)),
                        (
                            "moved_items",
                            models.PositiveIntegerField(
                                default=0, verbose_name="open tasks with another due day"
                            ),
                        ),
                        (
                            "moved_rungs",
                            models.PositiveIntegerField(
                                default=0, verbose_name="rungs on another day"
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("changed_at", models.DateTimeField(verbose_name="changed at")),
                        (
                            "changed_by",
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
                        "verbose_name": "change of the calendar",
                        "verbose_name_plural": "changes of the calendar",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("action__in", ["decreed", "moved", "confirmed", "removed"])
                                ),
                                name="holiday_action_is_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderRung",
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
                        ("code", models.SlugField(max_length=20, verbose_name="code")),
                        (
                            "offset_working_days",
                            models.SmallIntegerField(verbose_name="working days from the due day"),
                        ),
                        (
                            "ladder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rungs",
                                to="workflow.ladder",
                            ),
                        ),
                        ("roles", models.CharField(max_length=200, verbose_name="addressed to")),
                        (
                            "form",
                            models.CharField(default="digest", max_length=10, verbose_name="form"),
                        ),
                    ],
                    options={
                        "verbose_name": "rung",
                        "verbose_name_plural": "rungs",
                        "ordering": ["ladder_id", "offset_working_days"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ladder", "code"), name="rung_code_unique_in_ladder"
                            ),
                            models.UniqueConstraint(
                                fields=("ladder", "offset_working_days"),
                                name="rung_day_unique_in_ladder",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("form__in", ["digest", "at_once", "work_item", "list"])
                                ),
                                name="rung_form_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("roles", ""), _negated=True),
                                name="rung_is_for_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderChange",
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
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        ("changed_at", models.DateTimeField(verbose_name="changed at")),
                        ("reason", models.TextField(verbose_name="reason")),
                        ("before", models.TextField()),
                        ("after", models.TextField()),
                        (
                            "changed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ladder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="workflow.ladder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of a ladder",
                        "verbose_name_plural": "changes of ladders",
                        "ordering": ["ladder_id", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ladder", "version"), name="ladder_changes_in_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstitutionGrant",
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
                            "content_object",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "permission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "unique_together": {("user", "permission", "content_object")},
                    },
                ),
                migrations.CreateModel(
                    name="InstitutionName",
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
                            "valid_from",
                            models.DateField(blank=True, null=True, verbose_name="valid from"),
                        ),
                        (
                            "name_fr",
                            models.CharField(max_length=250, verbose_name="name in French"),
                        ),
                        (
                            "name_ar",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="name in Arabic"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(
                                blank=True, max_length=250, verbose_name="name in English"
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="names",
                                to="workflow.institution",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "name of an institution",
                        "verbose_name_plural": "names of institutions",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("institution", "valid_from"),
                                name="institution_one_name_a_day",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_from__isnull", True)),
                                fields=("institution",),
                                name="institution_one_first_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RightRecord",
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
                        ("action", models.CharField(max_length=20, verbose_name="what happened")),
                        (
                            "right",
                            models.CharField(blank=True, max_length=60, verbose_name="right"),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=250, verbose_name="reason"),
                        ),
                        ("recorded_on", models.DateField(verbose_name="recorded on")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                        (
                            "given_by",
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
                                related_name="right_records",
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="right_records",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="right_records",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "record of a right",
                        "verbose_name_plural": "records of rights",
                        "ordering": ["-recorded_at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["person", "-recorded_at"], name="right_record_person"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "action__in",
                                        [
                                            "given",
                                            "taken_back",
                                            "joined",
                                            "left",
                                            "closed",
                                            "reopened",
                                        ],
                                    )
                                ),
                                name="right_record_action_is_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
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
                        ("seq", models.PositiveIntegerField(verbose_name="number")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "source",
                            models.CharField(blank=True, max_length=40, verbose_name="from"),
                        ),
                        ("target", models.CharField(blank=True, max_length=40, verbose_name="to")),
                        ("via", models.CharField(max_length=10)),
                        (
                            "occurred_on",
                            models.DateField(null=True, verbose_name="done on paper on"),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                        ("machine_version", models.CharField(max_length=20)),
                        ("hash_version", models.PositiveSmallIntegerField(default=1)),
                        ("body_digest", models.CharField(max_length=64)),
                        ("prev_hash", models.CharField(blank=True, max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consequences",
                                to="workflow.event",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="workflow.round",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "event",
                        "verbose_name_plural": "events",
                        "ordering": ["subject_id", "seq"],
                        "indexes": [
                            models.Index(fields=["-recorded_at", "-id"], name="event_latest")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "seq"), name="event_one_per_sequence_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "birth",
                                            "transition",
                                            "fact",
                                            "decision",
                                            "waiver",
                                            "grant",
                                            "load",
                                            "erasure",
                                        ],
                                    )
                                ),
                                name="event_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seq__gte", 1)),
                                name="event_sequence_starts_at_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
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
                        ("rank", models.PositiveSmallIntegerField(default=1)),
                        ("role", models.CharField(max_length=40, verbose_name="role")),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="workflow.round",
                            ),
                        ),
                        ("asking", models.PositiveSmallIntegerField(default=1)),
                        ("content_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "joined_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joined",
                                to="workflow.seat",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "seat",
                        "verbose_name_plural": "seats",
                        "ordering": ["round_id", "rank", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("round", "person"),
                                name="seat_once_a_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventBody",
                    fields=[
                        (
                            "event",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="body",
                                serialize=False,
                                to="workflow.event",
                            ),
                        ),
                        ("salt", models.CharField(max_length=32)),
                        ("json", models.TextField()),
                    ],
                    options={
                        "verbose_name": "body of an event",
                        "verbose_name_plural": "bodies of events",
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
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
                        ("key", models.CharField(max_length=100, verbose_name="key")),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workflow.event",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "idempotency key",
                        "verbose_name_plural": "idempotency keys",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("actor", "key"), name="idempotency_key_once_an_actor"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Announcement",
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
                        ("topic", models.CharField(max_length=120, verbose_name="topic")),
                        ("delivery_class", models.CharField(default="must_arrive", max_length=20)),
                        ("available_at", models.DateTimeField()),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "escalation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="announcements",
                                to="workflow.escalation",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="announcements",
                                to="workflow.event",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="announcements",
                                to="workflow.subject",
                            ),
                        ),
                        ("relays", models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ],
                    options={
                        "verbose_name": "announcement",
                        "verbose_name_plural": "announcements",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("taken_at__isnull", True)),
                                fields=["available_at", "id"],
                                name="announcement_waiting",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Waiver",
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
                        ("guard", models.CharField(max_length=60, verbose_name="guard")),
                        ("reason", models.TextField(verbose_name="public reason")),
                        ("granted_at", models.DateTimeField(verbose_name="granted at")),
                        (
                            "event",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waiver",
                                to="workflow.event",
                            ),
                        ),
                        (
                            "granted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waivers",
                                to="workflow.subject",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "waiver",
                        "verbose_name_plural": "waivers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "guard"), name="waiver_once_a_guard"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
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
                        ("verdict", models.CharField(max_length=20, verbose_name="verdict")),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        ("content_hash", models.CharField(blank=True, max_length=64)),
                        ("decided_at", models.DateTimeField(verbose_name="decided at")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "event",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="workflow.event",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="workflow.seat",
                            ),
                        ),
                        ("asking", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name": "decision",
                        "verbose_name_plural": "decisions",
                        "ordering": ["decided_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("seat", "asking"), name="decision_one_vote_a_seat"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", False),
                                    ("verdict", "lapse"),
                                    _connector="OR",
                                ),
                                name="decision_is_somebodys_unless_it_lapsed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verdict__in", ["approve", "object", "abstain", "lapse"])
                                ),
                                name="decision_verdict_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkItem",
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
                        ("kind", models.CharField(max_length=60, verbose_name="kind")),
                        ("role", models.CharField(max_length=40, verbose_name="role")),
                        ("desk", models.CharField(max_length=80, verbose_name="desk")),
                        ("ends_with_state", models.BooleanField(default=True)),
                        ("opened_at", models.DateTimeField(verbose_name="opened at")),
                        ("anchor_on", models.DateField(verbose_name="counted from")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        ("generation", models.PositiveIntegerField(default=1)),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("next_rung", models.CharField(blank=True, max_length=20)),
                        ("next_rung_on", models.DateField(blank=True, null=True)),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closed_items",
                                to="workflow.event",
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="workflow.institution",
                            ),
                        ),
                        (
                            "ladder",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="workflow.ladder",
                                to_field="code",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_items",
                                to="workflow.event",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_items",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_items",
                                to="workflow.round",
                            ),
                        ),
                        (
                            "seat",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_item",
                                to="workflow.seat",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_items",
                                to="workflow.subject",
                            ),
                        ),
                        (
                            "escalation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_items",
                                to="workflow.escalation",
                            ),
                        ),
                        ("is_extended", models.BooleanField(default=False)),
                        (
                            "matter",
                            models.CharField(blank=True, db_default="", default="", max_length=40),
                        ),
                        ("pause_reason", models.CharField(blank=True, max_length=300)),
                        ("renewed_on", models.DateField(blank=True, null=True)),
                        ("snoozed_until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "work item",
                        "verbose_name_plural": "work items",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["desk", "due_on", "id"],
                                name="work_item_inbox",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["due_on"],
                                name="work_item_due",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["subject"],
                                name="work_item_open",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    ("ladder__isnull", False),
                                    ("next_rung", ""),
                                ),
                                fields=["id"],
                                name="work_item_uncounted",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    ("next_rung_on__isnull", False),
                                    ("paused_at__isnull", True),
                                ),
                                fields=["next_rung_on"],
                                name="work_item_sweep",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("closed_at__isnull", True), ("escalation__isnull", False)
                                ),
                                fields=["escalation"],
                                name="work_item_opened_by_rung",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("desk", ""), _negated=True),
                                name="work_item_is_on_a_desk",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True), ("seat__isnull", True)
                                ),
                                fields=("subject", "kind", "desk", "matter"),
                                name="work_item_open_once",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
