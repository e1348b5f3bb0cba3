"""Who people are for the procedure, and how they appear."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The side an institution speaks for; the committee balances them."""

    #: Ministries and public bodies.
    GOVERNMENT = "government", _("Administration")
    #: Associations.
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    #: Technical and financial partners.
    PARTNER = "partner", _("Partner")


class MembershipBody(models.TextChoices):
    """What a person belongs to, between two days."""

    #: Sits on the steering committee.
    COMMITTEE = "committee", _("Steering committee")
    #: Can be seated to score proposals.
    ASSESSORS = "assessors", _("Assessors")
    #: Works for, or is a member of, the institution.
    STAFF = "staff", _("Member of the institution")


class AuthorVisibility(models.TextChoices):
    """What the public reads as the author of a proposal."""

    #: The name of the person.
    NAME = "name", _("My name")
    #: The name of the association or institution.
    ASSOCIATION = "association", _("My association")
    #: Nothing.
    ANONYMOUS = "anonymous", _("Anonymous")


class ConflictOrigin(models.TextChoices):
    """How a conflict of interest became known."""

    #: The assessor said so.
    DECLARED = "declared", _("Declared")
    #: The assessor belongs to the author's association or institution, or is the author.
    COMPUTED = "computed", _("Found by the system")
