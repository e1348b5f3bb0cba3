"""Situations: where an activity or a commitment stands on a day, derived and never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Situation(models.TextChoices):
    """What a reader sees at a glance, the most serious first."""

    #: Its last day is past and it is not done.
    LATE = "late", pgettext_lazy("situation", "Late")
    #: Somebody else is awaited.
    BLOCKED = "blocked", pgettext_lazy("situation", "Blocked")
    #: Its last day is near, or today.
    DUE = "due", pgettext_lazy("situation", "Due soon")
    #: Nobody said by when: never on time, never late.
    UNDATED = "undated", pgettext_lazy("situation", "No date")
    #: Stopped until a review date.
    SUSPENDED = "suspended", pgettext_lazy("situation", "Suspended")
    #: Said to be done; somebody else verifies.
    REPORTED = "reported", pgettext_lazy("situation", "Being verified")
    #: Nothing is left to do, but nobody declared the commitment complete.
    SETTLED = "settled", _("All done, completion not declared")
    #: Dated, and its last day is not near.
    PLANNED = "planned", pgettext_lazy("situation", "On schedule")
    #: Goes on although its commitment is complete.
    RESIDUAL = "residual", _("Remains after completion")
    #: Done, and verified.
    DONE = "done", pgettext_lazy("situation", "Completed")
    #: Complete, although some activities were cancelled.
    DONE_WITH_CANCELLATIONS = (
        "done_with_cancellations",
        _("Completed with cancellations"),
    )
    #: The plan ended before all was done.
    PARTLY_DONE = "partly_done", _("Partly completed")
    #: The plan ended before anything began.
    NEVER_STARTED = "never_started", _("Not started when the plan ended")
    #: Will not be done.
    CANCELLED = "cancelled", pgettext_lazy("situation", "Cancelled")
    #: Given up, publicly.
    WITHDRAWN = "withdrawn", pgettext_lazy("situation", "Withdrawn")
    #: Goes on in the next plan.
    CARRIED_OVER = "carried_over", _("Carried over to the next plan")
