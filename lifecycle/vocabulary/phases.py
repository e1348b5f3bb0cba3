"""Phases: where a proposal is on its road, in the words the public reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """The seven phases of a proposal, in their order, and what follows adoption."""

    #: It is being written, received and checked.
    SUBMISSION = "submission", _("Submission")
    #: It is scored and retained, or not, with a published reason.
    PRIORITIZATION = "prioritization", _("Prioritization")
    #: An institution is found that carries it.
    PORTER_IDENTIFICATION = "porter_identification", _("Porter identification")
    #: Its porters write and approve the sheet.
    SHEET_DRAFTING = "sheet_drafting", _("Sheet drafting")
    #: Everybody can comment on the frozen text, and each comment is answered.
    CONSULTATION = "consultation", _("Consultation")
    #: Its porters sign.
    CONVENTION_SIGNATURE = "convention_signature", _("Convention signature")
    #: The government decides.
    GOVERNMENT_ADOPTION = "government_adoption", _("Government adoption")
    #: It is a commitment, and its activities are done.
    IMPLEMENTATION = "implementation", _("Implementation")


#: The columns of the board: a commitment has a page of its own.
PROPOSAL_PHASES: tuple[Phase, ...] = tuple(each for each in Phase if each != Phase.IMPLEMENTATION)
