"""How progress is told: the policy of a plan, and what each activity weighs. Each is a fact."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Activity, Commitment
from lifecycle.services.access import access
from lifecycle.services.people import require_lead
from lifecycle.services.plan_setup import record_on_plan
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ProgressPolicy
from workflow.engine import record_fact
from workflow.exceptions import InputError
from workflow.models import Event, User, Via

REASON_MAX_LENGTH = 2_000
WEIGHT_MAX = 1_000
#: The fact that is written when the weights of a commitment change.
WEIGHED = "progress.weighed"


def set_policy(
    plan: ActionPlan,
    *,
    policy: str,
    reason: str = "",
    actor: User,
    expect: int,
    via: Via = Via.CODE,
) -> Event:
    """Let the progress of the commitments of a plan be told by this policy from now on.

    What porters declare is always shown; to tell that alone takes a reason everybody can read.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: there is no such policy, or its reason is missing (422).
        StaleSubjectError: somebody changed the plan since it was read (409).
        TransitionRefusedError: the plan is over (409).
    """
    if policy not in ProgressPolicy.values:
        raise InputError({"policy": [_("Choose one of the ways offered.")]})
    because = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    if policy == ProgressPolicy.DECLARED and not because:
        raise InputError({"reason": [_("Say why the declared progress alone is told.")]})

    def write() -> None:
        plan.progress_policy, plan.progress_reason = policy, because
        plan.save(update_fields=["progress_policy", "progress_reason"])

    require_lead(actor)
    with transaction.atomic():
        # What counts before is read under the lock: `plan` may have been read long ago.
        access(plan.pk, actor=actor, expect=expect)
        before = ActionPlan.objects.values_list("progress_policy", flat=True).get(pk=plan.pk)
        content = {"policy": policy, "reason": because, "before": before}
        return record_on_plan(
            plan, "progress_set", actor=actor, write=write, expect=expect, content=content, via=via
        )


def set_weights(
    commitment: Commitment,
    *,
    weights: Mapping[int, int],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say how much each of these activities counts in the progress of their commitment.

    `weights` maps the ids of activities to whole numbers; those left out weigh what they did.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        SubjectNotFoundError: they may not see the commitment (404).
        StaleSubjectError: the commitment is not at version `expect` (409).
        InputError: a weight is no number from 1, or an activity is of another commitment (422).
    """
    require_lead(actor)
    with transaction.atomic():
        # What they weigh before is read under the lock, whatever `commitment` was read with.
        access(commitment.pk, actor=actor, expect=expect)
        before = dict(Activity.objects.filter(commitment=commitment.pk).values_list("pk", "weight"))
        _check_weights(weights, before)
        content = {
            "weights": {str(key): weight for key, weight in weights.items()},
            "before": {str(key): before[key] for key in weights},
        }
        return record_fact(
            commitment.pk,
            WEIGHED,
            actor=actor,
            content=content,
            write=lambda: _write_weights(weights),
            via=via,
        )


def _check_weights(weights: Mapping[int, int], known: Collection[int]) -> None:
    errors = {
        f"weight_{key}": [_("Write a number from 1 to %(highest)d.") % {"highest": WEIGHT_MAX}]
        for key, weight in weights.items()
        if key not in known or not 1 <= weight <= WEIGHT_MAX
    }
    if errors:
        raise InputError(errors)


def _write_weights(weights: Mapping[int, int]) -> None:
    for key, weight in weights.items():
        Activity.objects.filter(pk=key).update(weight=weight)
