"""Endpoints: programs elsewhere that want to be told. Who may manage them, the caller decides."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from notifications import breakers
from notifications.channels.webhook import SECRET_PREFIX, ForbiddenAddressError, check_url, resolve
from notifications.models import (
    Channel,
    ChannelBreaker,
    Message,
    MessageState,
    WebhookEndpoint,
)
from notifications.topics import find_group
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.incidents import report_incident
from workflow.models import User

#: An endpoint that answers nothing for so long is told nothing more.
SILENT_FOR = timedelta(days=5)
SECRET_BYTES = 24


def list_endpoints() -> QuerySet[WebhookEndpoint]:
    """Return every endpoint, in the order of their making."""
    return WebhookEndpoint.objects.select_related("created_by").order_by("pk")


def create_endpoint(
    *, url: str, actor: User, groups: Collection[str] = (), description: str = ""
) -> WebhookEndpoint:
    """Make an endpoint with a secret of its own. Talks to the network: outside a transaction.

    Raises:
        InputError: the address is none that we talk to, or there is no such group.
    """
    _check(url, groups)
    return WebhookEndpoint.objects.create(
        url=url,
        secret=_make_secret(),
        groups=_join(groups),
        description=description[:200],
        created_by=actor,
        created_at=current_clock().now(),
    )


def change_endpoint(
    endpoint: WebhookEndpoint, *, url: str, groups: Collection[str] = (), description: str = ""
) -> WebhookEndpoint:
    """Change where it listens and what it is told of; its secret stays.

    Raises:
        InputError: the address is none that we talk to, or there is no such group.
    """
    _check(url, groups)
    endpoint.url, endpoint.groups, endpoint.description = url, _join(groups), description[:200]
    endpoint.save(update_fields=["url", "groups", "description"])
    return endpoint


def renew_secret(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Give it a new secret; the old one signs nothing any more."""
    endpoint.secret = _make_secret()
    endpoint.save(update_fields=["secret"])
    return endpoint


def stop_endpoint(endpoint: WebhookEndpoint, *, reason: str = "") -> int:
    """Tell it nothing more; what waited for it is dropped. Return how much that was."""
    now = current_clock().now()
    with transaction.atomic():
        WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
            is_active=False, stopped_at=now, stop_reason=reason[:300]
        )
        waiting = Message.objects.filter(endpoint=endpoint, state=MessageState.PENDING.value)
        dropped = waiting.update(
            state=MessageState.DROPPED.value, last_error="the endpoint was switched off"
        )
    endpoint.refresh_from_db()
    return dropped


def start_endpoint(endpoint: WebhookEndpoint) -> None:
    """Tell it again what happens from now on."""
    with transaction.atomic():
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            is_active=True, stopped_at=None, stop_reason=""
        )
        ChannelBreaker.objects.filter(route=endpoint.route).delete()
    endpoint.refresh_from_db()


def list_told_of(group: str) -> list[WebhookEndpoint]:
    """Return the active endpoints that are told of a group of topics; one statement."""
    active = WebhookEndpoint.objects.filter(is_active=True).order_by("pk")
    return [each for each in active if not each.group_codes or group in each.group_codes]


def stop_when_silent(message: Message, *, now: datetime) -> None:
    """Switch off the endpoint of a message when it has not answered for days."""
    if message.channel != Channel.WEBHOOK or message.endpoint is None:
        return
    since = breakers.find_open_since(message.route)
    if since is not None and now - since > SILENT_FOR:
        stop_endpoint(message.endpoint, reason="no answer for days")
        report_incident("endpoint_silent", f"endpoint {message.endpoint_id} was switched off")


def _check(url: str, groups: Collection[str]) -> None:
    errors: dict[str, list[str]] = {}
    try:
        parts = check_url(url)
        resolve(parts.hostname or "", parts.port or 443)
    except ForbiddenAddressError:
        errors["url"] = [
            _("Give an address on the public internet that begins with https://, without a name.")
        ]
    except OSError:
        errors["url"] = [_("No machine is known under this address.")]
    if len(url) > 500:
        errors["url"] = [_("The address is too long.")]
    if any(find_group(code) is None for code in groups):
        errors["groups"] = [_("There is no such group of messages.")]
    if errors:
        raise InputError(errors)


def _join(groups: Collection[str]) -> str:
    """Return the codes as the column keeps them, each once however often it was named."""
    return ",".join(dict.fromkeys(groups))


def _make_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
