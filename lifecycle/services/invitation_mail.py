"""The message that carries the link of an invitation, in the language of whoever reads it."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from lifecycle.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, *, path: str, rights: list[str]) -> bool:
    """Send the link; return whether the mail server took it. Never inside a transaction."""
    with override(invitation.language):
        context = {
            "name": invitation.name,
            "inviter": invitation.invited_by,
            "rights": rights,
            "url": f"{settings.SITE_URL}{path}",
            "expires": date_format(localtime(invitation.expires_at), "DATETIME_FORMAT"),
        }
        subject = render_to_string("lifecycle/people/invitation.subject.txt", context)
        body = render_to_string("lifecycle/people/invitation.txt", context)
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[invitation.email],
        headers={"Content-Language": invitation.language, "Auto-Submitted": "auto-generated"},
    )
    try:
        return bool(message.send())
    except OSError:
        # The invitation stands; whoever invited is told, and sends it again.
        logger.warning("the invitation %s could not be sent", invitation.pk, exc_info=True)
        return False
