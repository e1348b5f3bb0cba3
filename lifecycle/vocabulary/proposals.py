"""The closed lists of a proposal: how it came, why it was refused, what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentLanguage(models.TextChoices):
    """The language somebody wrote in."""

    #: Français.
    FRENCH = "fr", _("French")
    #: العربية.
    ARABIC = "ar", _("Arabic")
    #: English.
    ENGLISH = "en", _("English")


class Channel(models.TextChoices):
    """How a proposal arrived."""

    #: Written on the site.
    WEB = "web", _("Web site")
    #: Spoken at an event, written down by the ministry.
    EVENT = "event", _("Event")
    #: Sent on paper.
    LETTER = "letter", _("Letter")
    #: Sent by e-mail.
    EMAIL = "email", _("E-mail")


class RefusalCode(models.TextChoices):
    """Why a proposal is inadmissible."""

    #: Not about open government.
    OUT_OF_SCOPE = "out_of_scope", _("Outside the scope of open government")
    #: Nothing the state can commit to can be read in it.
    NOT_ACTIONABLE = "not_actionable", _("No action can be derived from it")
    #: A complaint or a request about one case.
    INDIVIDUAL_CASE = "individual_case", _("Individual case")
    #: The state already does it.
    ALREADY_DONE = "already_done", _("Already done")
    #: Insulting, discriminating or unlawful.
    UNLAWFUL = "unlawful", _("Contrary to the law or insulting")
    #: Arrived after the window closed.
    LATE = "late", _("Received after the closing day")
    #: Its author did not answer the question in time.
    UNANSWERED = "unanswered", _("The author did not answer in time")


class Extent(models.TextChoices):
    """How much of an idea a dossier takes up."""

    #: All of it.
    WHOLE = "whole", _("The whole idea")
    #: A part; what is left out is said.
    PART = "part", _("A part of the idea")
    #: It gave the impulse.
    INSPIRED = "inspired", _("Inspired by the idea")


class LineageKind(models.TextChoices):
    """How one proposal came of another."""

    #: The parent goes on as part of the child.
    MERGE = "merge", _("Merged into")
    #: The child is one part of the parent.
    SPLIT = "split", _("Split into")
    #: The child continues the parent in a later plan.
    CARRY = "carry", _("Carried over to")


class DuplicateVerdict(models.TextChoices):
    """What somebody found who compared two proposals."""

    #: The same idea.
    SAME = "same", _("The same idea")
    #: Two ideas.
    DIFFERENT = "different", _("Two different ideas")


class AttachmentPurpose(models.TextChoices):
    """What a file is for, which also says who may read it."""

    #: Supports the proposal; as public as it.
    SUPPORT = "support", _("Supporting document")
    #: The letter or the list by which it arrived; for the ministry.
    RECEIPT = "receipt", _("Letter or attendance list")
    #: Minutes of a workshop or a meeting.
    MINUTES = "minutes", _("Minutes")
    #: The act of somebody who decided on paper.
    PAPER_ACT = "paper_act", _("Paper act")
    #: Proof that an activity was done.
    EVIDENCE = "evidence", _("Evidence")
    #: Where an existing plan was read from.
    SOURCE = "source", _("Source document")
    #: Handed to the government council with the plan; its checksum is part of the file's hash.
    COUNCIL_FILE = "council_file", _("Document of the council file")
    #: The agenda on which the council's secretariat put the plan.
    AGENDA = "agenda", _("Agenda of the council")
    #: What the council decided; everybody reads it once it is recorded.
    COUNCIL_DECISION = "council_decision", _("Decision of the council")
