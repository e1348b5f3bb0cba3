"""The message that asks an address whether it really wants to follow."""

import logging

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from lifecycle.models import Follower

logger = logging.getLogger(__name__)


def send_question(follower: Follower, *, title: str, url: str, ministry: str) -> bool:
    """Ask for a yes; return whether the mail server took it. Never inside a transaction."""
    with override(follower.language):
        context = {"title": title, "url": url, "ministry": ministry}
        subject = render_to_string("lifecycle/mail/follow_question.subject.txt", context)
        body = render_to_string("lifecycle/mail/follow_question.txt", context)
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[follower.email],
        headers={"Content-Language": follower.language, "Auto-Submitted": "auto-generated"},
    )
    try:
        return bool(message.send())
    except OSError:
        # Nothing is lost: whoever asks again is asked again.
        logger.warning("follower %s could not be asked", follower.pk, exc_info=True)
        return False
