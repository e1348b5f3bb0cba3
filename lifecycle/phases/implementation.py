"""Implementation: what commitments and activities need before they move, and what moving writes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lifecycle.models import (
    STILL_AWAITED,
    ActionPlan,
    Activity,
    Attachment,
    AwaitedParty,
    Commitment,
    CommitmentPorter,
    PeriodRecord,
    make_period_columns,
)
from lifecycle.selectors.activity_facts import ActivityFacts
from lifecycle.selectors.awaiting import TASKS
from lifecycle.selectors.commitment_facts import CommitmentFacts
from lifecycle.vocabulary import (
    AttachmentPurpose,
    CancelReason,
    MembershipBody,
    PeriodRole,
    PlanState,
    Side,
)
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PROJECT_LEAD,
)
from workflow.engine.errands import close_matters
from workflow.machine import Facts, Guard, Move, Moving, writing
from workflow.models import Institution, Subject, SubjectGrant, User
from workflow.periods import Period, PeriodKind, PeriodPrecision
from workflow.permissions import grant, revoke

#: States of a plan in which what is left of its commitments is closed.
ENDED = frozenset({PlanState.ENDED, PlanState.SELF_ASSESSED})

# ---- Guards of a commitment.

activity_begun = Guard[CommitmentFacts](
    gettext_lazy("An activity has begun"),
    check=lambda facts: None if facts.begun_activities else 1,
    fix=gettext_lazy("No activity has begun: start one first."),
    lifted_by=PROJECT_LEAD,
)
no_open_activity = Guard[CommitmentFacts](
    gettext_lazy("No activity is open"),
    check=lambda facts: facts.open_activities,
    fix=ngettext_lazy(
        "%(count)d activity is still open: have it verified or cancelled, or mark it residual.",
        "%(count)d activities are still open: have them verified or cancelled, or mark them "
        "residual.",
        "count",
    ),
    lifted_by=(PROJECT_LEAD, MINISTRY_TEAM),
)
evidence_kept = Guard[CommitmentFacts](
    gettext_lazy("There is evidence"),
    check=lambda facts: None if facts.evidence else 1,
    fix=gettext_lazy("No evidence is kept with the commitment or its activities: add it."),
    lifted_by=(PROJECT_LEAD, FOCAL_POINT),
)
nothing_cancelled = Guard[CommitmentFacts](
    gettext_lazy("No activity was cancelled"),
    check=lambda facts: facts.cancelled_activities,
    fix=ngettext_lazy(
        "%(count)d activity was cancelled: confirm the completion with cancellations.",
        "%(count)d activities were cancelled: confirm the completion with cancellations.",
        "count",
    ),
    lifted_by=MINISTRY_TEAM,
)
something_cancelled = Guard[CommitmentFacts](
    gettext_lazy("An activity was cancelled"),
    check=lambda facts: None if facts.cancelled_activities else 1,
    fix=gettext_lazy("No activity was cancelled: confirm the completion as it is."),
    lifted_by=MINISTRY_TEAM,
)
plan_ended = Guard[CommitmentFacts](
    gettext_lazy("The plan has ended"),
    check=lambda facts: None if facts.plan_state in ENDED else 1,
    fix=gettext_lazy("The plan has not ended: carry the commitment out, withdraw or suspend it."),
    lifted_by=MINISTRY_LEAD,
)
plan_not_archived = Guard[CommitmentFacts](
    gettext_lazy("The plan is not archived"),
    check=lambda facts: 1 if facts.plan_state == PlanState.ARCHIVED else None,
    fix=gettext_lazy("The plan is archived: its commitments are closed for good."),
    lifted_by=MINISTRY_LEAD,
)

# ---- Guards of an activity.

carried_out = Guard[ActivityFacts](
    gettext_lazy("The commitment is being carried out"),
    check=lambda facts: None if facts.is_carried_out else 1,
    fix=gettext_lazy("Its commitment is suspended, declared complete or ended: reopen that first."),
    lifted_by=MINISTRY_LEAD,
)

# ---- What is given with a transition.


def list_commitment_documents(facts: Facts | None) -> QuerySet[Attachment]:
    """Return the files kept with the subject, among which a letter or an opinion is chosen."""
    if facts is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(subject=facts.subject.id)


def list_evidence(facts: Facts | None) -> QuerySet[Attachment]:
    """Return the proofs kept with the subject."""
    return list_commitment_documents(facts).filter(purpose=AttachmentPurpose.EVIDENCE.value)


def list_next_plans(facts: CommitmentFacts | None) -> QuerySet[ActionPlan]:
    """Return the plans being made, to one of which a commitment can be carried over."""
    open_plans = ActionPlan.objects.filter(state=PlanState.CO_CREATION.value)
    if facts is None or facts.plan_id is None:
        return open_plans
    return open_plans.exclude(pk=facts.plan_id)


def list_public_bodies(facts: Facts | None) -> QuerySet[Institution]:
    """Return the institutions that can carry a commitment."""
    return Institution.objects.filter(side=Side.GOVERNMENT.value, dissolved_on__isnull=True)


def list_porter_staff(facts: Facts | None) -> QuerySet[User]:
    """Return the people of the lead porter, one of whom can run the commitment."""
    if facts is None:
        return User.objects.none()
    leads = facts.institutions.get(OWNER.code, frozenset())
    ended = Q(memberships__ends_on__isnull=False, memberships__ends_on__lt=facts.today)
    return (
        User.objects.filter(
            is_active=True,
            memberships__body=MembershipBody.STAFF.value,
            memberships__institution__in=leads,
        )
        .exclude(ended)
        .distinct()
    )


def check_review_date(facts: Facts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with the day by which a suspension is looked at again."""
    if inputs["review_on"] <= facts.today:
        return {"review_on": [_("The review must be on a day to come.")]}
    return {}


def check_period(facts: Facts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with the new period of a commitment."""
    if inputs["latest"] < inputs["earliest"]:
        message = _("The period ends on %(latest)s, before it starts on %(earliest)s.")
        days = {each: date_format(inputs[each], "DATE_FORMAT") for each in ("latest", "earliest")}
        return {"latest": [message % days]}
    return {}


def check_done_on(facts: Facts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with the day something was done: it is not to come."""
    if inputs["done_on"] > facts.today:
        day = date_format(inputs["done_on"], "DATE_FORMAT")
        return {"done_on": [_("%(day)s is still to come.") % {"day": day}]}
    return {}


def check_other_body(facts: Facts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is missing when another body did it: its name."""
    if inputs["code"] == CancelReason.DONE_BY_OTHER_BODY and not inputs["done_by"].strip():
        return {"done_by": [_("Name the body that did it.")]}
    return {}


# ---- Effects on a commitment.


@writing(Commitment)
def keep_review_date(moving: Moving) -> Mapping[str, Any]:
    """Keep the day by which the suspension is looked at again."""
    return {"review_on": moving.inputs["review_on"]}


@writing(Commitment)
def forget_review_date(moving: Moving) -> Mapping[str, Any]:
    """Forget the day of review of a suspension that is over."""
    return {"review_on": None}


@writing(Commitment)
def declare_complete(moving: Moving) -> Mapping[str, Any]:
    """Write that its owner says it is complete."""
    return {"declared_complete": True}


@writing(Commitment)
def undo_declaration(moving: Moving) -> Mapping[str, Any]:
    """Write that it is not complete after all."""
    return {"declared_complete": False}


def replace_porter(move: Move) -> None:
    """Let another institution lead; the one that led goes, unless it stays as a partner."""
    rows = CommitmentPorter.objects.filter(commitment=move.subject_id)
    rows.filter(leads=True).delete()
    CommitmentPorter.objects.update_or_create(
        commitment_id=move.subject_id,
        institution=move.inputs["institution"],
        defaults={"leads": True},
    )


def replace_lead(move: Move) -> None:
    """Give the commitment to another project lead, and take it back from those who had it."""
    subject = Subject.objects.get(pk=move.subject_id)
    codename = f"role_{PROJECT_LEAD.code}"
    held = SubjectGrant.objects.filter(content_object=subject, permission__codename=codename)
    for person in User.objects.filter(pk__in=held.values("user")):
        revoke(PROJECT_LEAD, person, on=subject)
    grant(PROJECT_LEAD, move.inputs["person"], on=subject)


def set_new_baseline(move: Move) -> None:
    """Promise a new period: the old promise is kept, and nothing is measured by it any more."""
    PeriodRecord.objects.filter(
        subject=move.subject_id, role__in=[PeriodRole.BASELINE.value, PeriodRole.CURRENT.value]
    ).update(role=PeriodRole.SUPERSEDED.value)
    period = Period(
        words=move.inputs["words"],
        kind=PeriodKind.RANGE,
        precision=PeriodPrecision.DAY,
        earliest=move.inputs["earliest"],
        latest=move.inputs["latest"],
    )
    for role in (PeriodRole.BASELINE, PeriodRole.CURRENT):
        PeriodRecord.objects.create(
            subject_id=move.subject_id,
            role=role.value,
            reason=move.inputs["difference"],
            recorded_by=move.actor,
            recorded_on=move.today,
            **make_period_columns(period),
        )


# ---- Effects on both.


def stop_awaiting(move: Move) -> None:
    """Wait for nobody any more: it is over, and no answer changes anything."""
    awaited = AwaitedParty.objects.filter(STILL_AWAITED, subject=move.subject_id)
    matters = [str(key) for key in awaited.values_list("pk", flat=True)]
    if matters:
        awaited.update(withdrawn_on=move.today)
        close_matters(move.event, TASKS, matters)


# ---- Effects on an activity.


@writing(Activity)
def keep_done_day(moving: Moving) -> Mapping[str, Any]:
    """Write the day on which it was done, as reported."""
    return {"done_on": moving.inputs["done_on"]}


@writing(Activity)
def forget_done_day(moving: Moving) -> Mapping[str, Any]:
    """Forget the day reported: it is not done."""
    return {"done_on": None, "cancel_reason": ""}


@writing(Activity)
def count_as_done(moving: Moving) -> Mapping[str, Any]:
    """Count it whole."""
    return {"progress": 100}


def keep_cancel_reason(move: Move) -> None:
    """Write why it will not be done, and who did it when another body has."""
    values: dict[str, Any] = {"cancel_reason": move.inputs["code"]}
    if move.inputs["done_by"]:
        values["done_by_fr"] = move.inputs["done_by"]
    Activity.objects.filter(pk=move.subject_id).update(**values)
