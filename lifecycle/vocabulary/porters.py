"""Where each candidate porter stands in the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CandidateStatus(models.TextChoices):
    """What became of asking an institution to carry a dossier; derived and never stored."""

    #: Nobody has asked it yet.
    TO_BE_ASKED = "to_be_asked", _("To be asked")
    #: It is asked if those before it decline.
    NEXT = "next", _("Asked if those before it decline")
    #: Its answer is awaited.
    ASKED = "asked", _("Asked, no answer yet")
    #: It carries the dossier, or did.
    ACCEPTED = "accepted", pgettext_lazy("candidate", "Accepted")
    #: It said no, and why.
    DECLINED = "declined", pgettext_lazy("candidate", "Declined")
    #: It said nothing in time.
    SILENT = "silent", _("Did not answer in time")
    #: It carried the dossier and withdrew.
    WITHDREW = "withdrew", pgettext_lazy("candidate", "Withdrew")
    #: It does not exist any more.
    DISSOLVED = "dissolved", pgettext_lazy("candidate", "Dissolved")
