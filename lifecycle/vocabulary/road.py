"""The closed lists of the road from a dossier to a commitment: acts, contributions, outcomes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsultationState(models.TextChoices):
    """Where a consultation is."""

    #: Being prepared on a frozen version of the plan.
    DRAFT = "draft"
    #: Announced; it opens on its day.
    SCHEDULED = "scheduled"
    #: Everybody can contribute.
    OPEN = "open"
    #: Closed; contributions are being answered.
    CLOSED = "closed"
    #: Every contribution is answered.
    ANSWERED = "answered"
    #: The answers are public.
    PUBLISHED = "published"
    #: Stopped, with a reason; its contributions are kept.
    CANCELLED = "cancelled"


class ConventionState(models.TextChoices):
    """Where a convention is."""

    #: Its text is being written.
    DRAFT = "draft"
    #: The parties agree on the text.
    TEXT_AGREED = "text_agreed"
    #: The parties sign.
    SIGNING = "signing"
    #: It binds those who signed.
    IN_FORCE = "in_force"
    #: An amendment is being signed.
    AMENDING = "amending"
    #: Given up before it was in force.
    ABANDONED = "abandoned"
    #: Ended before its time.
    TERMINATED = "terminated"
    #: Ended with its plan.
    EXPIRED = "expired"


class CouncilState(models.TextChoices):
    """Where a file before the government council is."""

    #: Its documents are being put together.
    PREPARING = "preparing"
    #: Handed in, its texts frozen.
    SUBMITTED = "submitted"
    #: On the agenda of a day.
    ON_AGENDA = "on_agenda"
    #: Presented; the outcome is to be recorded.
    PRESENTED = "presented"
    #: The council adopted the plan.
    ADOPTED = "adopted"
    #: The council took note of it, which adopts it where the plan says so.
    NOTED = "noted"
    #: The council sent it back.
    RETURNED = "returned"
    #: Taken back before it was presented.
    PULLED_BACK = "pulled_back"


class LineOutcome(models.TextChoices):
    """What the council said of one line."""

    #: It becomes a commitment.
    ADOPTED = "adopted", _("Adopted")
    #: It goes back to the ministry, with a reason.
    RETURNED = "returned", pgettext_lazy("line", "Returned")
    #: It leaves the plan, with a reason.
    REMOVED = "removed", pgettext_lazy("line", "Removed")


class AnswerEffect(models.TextChoices):
    """What became of a contribution."""

    #: The text changes as asked.
    ACCEPTED = "accepted", _("Accepted")
    #: The text changes in part.
    PARTLY = "partly", _("Accepted in part")
    #: The text stays.
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    #: It is about something else.
    OFF_TOPIC = "off_topic", _("Off topic")
    #: The text says it already.
    ALREADY_COVERED = "already_covered", _("Already covered")


class Moderation(models.TextChoices):
    """Whether a contribution may be read by everybody."""

    #: Nobody has looked at it.
    WAITING = "waiting", _("Waiting for moderation")
    #: Everybody reads it.
    PUBLISHED = "published", _("Published")
    #: Kept from the public, with a reason; answered all the same.
    WITHHELD = "withheld", _("Withheld")


class SignaturePolicy(models.TextChoices):
    """What a signature of a convention binds."""

    #: The body and the party's own annexes.
    OWN_SHEETS = "own_sheets", _("The convention and the party's own sheets")
    #: The body and every annex.
    WHOLE = "whole", _("The convention and every sheet")
