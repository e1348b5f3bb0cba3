"""An invitation in words: to what, until when, what became of it."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lifecycle.models import Invitation
from lifecycle.services.invitations import InvitationFate, find_fate
from lifecycle.vocabulary import MembershipBody
from workflow.roles import Held, get_role

_KINDS = {
    InvitationFate.OPEN: "waiting",
    InvitationFate.ACCEPTED: "done",
    InvitationFate.REVOKED: "quiet",
    InvitationFate.EXPIRED: "due",
}


def describe_invitation(invitation: Invitation) -> dict[str, Any]:
    """Return an invitation with its rights in words and what became of it."""
    fate = find_fate(invitation)
    return {
        "invitation": invitation,
        "rights": list_rights(invitation),
        "kind": _KINDS[fate],
        "state": _name_fate(fate),
        "expires": date_format(localtime(invitation.expires_at), "DATETIME_FORMAT"),
        "is_open": fate is InvitationFate.OPEN,
        "may_renew": fate is not InvitationFate.ACCEPTED,
    }


def list_rights(invitation: Invitation) -> list[str]:
    """Return what whoever accepts will hold."""
    rights = []
    for each in invitation.roles.all():
        role = get_role(each.role)
        if role.held is Held.GROUP or invitation.institution is None:
            rights.append(str(role.label))
        else:
            rights.append(
                _("%(role)s, %(institution)s")
                % {"role": role.label, "institution": invitation.institution}
            )
    if invitation.body:
        rights.append(str(MembershipBody(invitation.body).label))
    return rights


def _name_fate(fate: InvitationFate) -> str:
    return {
        InvitationFate.OPEN: pgettext("invitation", "Waits for an answer"),
        InvitationFate.ACCEPTED: pgettext("invitation", "Accepted"),
        InvitationFate.REVOKED: pgettext("invitation", "Taken back"),
        InvitationFate.EXPIRED: pgettext("invitation", "Too old"),
    }[fate]
