"""The closed lists of plans, commitments and their periods."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class StageCode(models.TextChoices):
    """The stages of the co-creation of a plan; they overlap."""

    #: The committee agrees how the plan will be made.
    PREPARATION = "preparation", _("Preparation")
    #: Proposals are received.
    COLLECTION = "collection", _("Collection")
    #: Proposals are assessed and porters found.
    PRIORITIZATION = "prioritization", _("Prioritization")
    #: Sheets are written.
    DRAFTING = "drafting", _("Drafting")
    #: Everybody can comment.
    CONSULTATION = "consultation", _("Consultation")
    #: Texts are settled after the consultation.
    FINALIZATION = "finalization", _("Finalization")
    #: Porters sign the convention.
    SIGNATURE = "signature", _("Signature")
    #: The government council decides.
    COUNCIL = "council", _("Government council")
    #: The plan is sent to the partnership.
    TRANSMISSION = "transmission", _("Transmission")
    #: The plan is published.
    PUBLICATION = "publication", _("Publication")


class PeriodRole(models.TextChoices):
    """Which of its periods this is for an activity or a commitment."""

    #: The first one promised; it never moves.
    BASELINE = "baseline", _("Planned at first")
    #: The one that counts today.
    CURRENT = "current", _("Planned now")
    #: Once current, replaced by a later one.
    SUPERSEDED = "superseded", _("Replaced")


class ReplanningCause(models.TextChoices):
    """Why a period was replaced."""

    #: The health emergency of 2020.
    PANDEMIC = "pandemic", _("Pandemic")
    #: Somebody outside has not answered.
    AWAITED_PARTY = "awaited_party", _("Somebody else is awaited")
    #: Public procurement took longer.
    PROCUREMENT = "procurement", _("Procurement")
    #: No money.
    BUDGET = "budget", _("Budget")
    #: Nobody to do it.
    STAFF = "staff", _("Staff")
    #: Another activity is late.
    DEPENDENCY = "dependency", _("Another activity is late")
    #: A text of law is missing.
    LEGAL = "legal", _("Legal framework")
    #: What is asked for has changed.
    SCOPE = "scope", _("Change of scope")
    #: The words read more than one way and were settled.
    SETTLED = "settled", _("Ambiguous words settled")
    #: Something else, said in the reason.
    OTHER = "other", _("Other cause")


class ProgressPolicy(models.TextChoices):
    """How the progress of a commitment is told beside what its porter declares."""

    #: The activities by their weights; what was cancelled counts for nothing, either way.
    WITHOUT_CANCELLED = "without_cancelled", _("By the activities, without the cancelled ones")
    #: The activities by their weights; what was cancelled is not done.
    CANCELLED_NOT_DONE = (
        "cancelled_not_done",
        _("By the activities, the cancelled ones counted as not done"),
    )
    #: What the porter declares alone, for a reason that everybody can read.
    DECLARED = "declared", _("As declared by the porter alone")


class AfterSlips(models.TextChoices):
    """What becomes of what has slipped too far."""

    #: It goes on with its new date.
    KEEP = "keep", _("Keep it, with its new date")
    #: The commitment is amended next, with a new promise.
    AMEND = "amend", _("Amend the commitment")
    #: The commitment is withdrawn next.
    WITHDRAW = "withdraw", _("Withdraw the commitment")


class ReplanningState(models.TextChoices):
    """Where a request for a new period is."""

    #: The owner of the lead porter reads it.
    ASKED = "asked"
    #: The ministry decides, within what it may decide alone.
    SUBMITTED = "submitted"
    #: The committee decides.
    ESCALATED = "escalated"
    #: The new period counts.
    ACCEPTED = "accepted"
    #: The period stays.
    REFUSED = "refused"
    #: Whoever asked, or the owner, took it back.
    WITHDRAWN = "withdrawn"


class AwaitedTask(StrEnum):
    """What is to be done about an awaited party: the kinds of its work item."""

    #: Nobody said who it is: the owner of the lead porter does.
    NAME = "name_awaited_party"
    #: It is asked again by the focal point of the lead porter.
    ASK = "awaited_party"
    #: It is one of ours: its own focal point answers.
    ANSWER = "answer_awaited"


class CancelReason(models.TextChoices):
    """Why an activity will not be done."""

    #: The moment for it is gone.
    WINDOW_MISSED = "window_missed", _("The moment has passed")
    #: Another body did it.
    DONE_BY_OTHER_BODY = "done_by_other_body", _("Done by another body")
    #: It no longer serves the commitment.
    NO_LONGER_RELEVANT = "no_longer_relevant", _("No longer relevant")
    #: Part of another activity now.
    MERGED = "merged", _("Merged with another activity")
    #: No money or nobody.
    NO_MEANS = "no_means", _("No means")
    #: Something else, said in the reason.
    OTHER = "other", _("Other reason")
