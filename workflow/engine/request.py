"""A request at the door: who asks for what, on whose behalf, and when."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from workflow.clock import current_clock
from workflow.exceptions import TransitionForbiddenError
from workflow.history.chain import format_canonical
from workflow.models import Delegation, User, Via
from workflow.permissions.grants import Grants, LaterGrants
from workflow.roles import Automatic


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks of the engine. `now` is UTC, `today` the civil day of the installation.

    `rights` are those that count: those of `on_behalf_of` when the actor stands in for them.
    `delegate` are then the actor's own, which separation of duties looks at too.
    """

    actor: User | None
    rights: LaterGrants
    now: datetime
    today: date
    via: Via = Via.CODE
    on_behalf_of: User | None = None
    delegate: Grants | None = None
    #: What fires when no person does, or when a round does in the name of its last decider.
    automatic: Automatic | None = None
    confirmed_by: User | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def grants(self) -> Grants:
        """Return the rights that count, read now if they were not."""
        return self.rights.get()


def make_request(
    actor: User | None,
    *,
    on_behalf_of: User | None = None,
    inputs: Mapping[str, Any] | None = None,
    via: Via = Via.CODE,
    grants: Grants | LaterGrants | None = None,
) -> Request:
    """Return the request of `actor`, their rights read once they count, unless `grants` are they.

    Raises:
        TransitionForbiddenError: no delegation lets them act for `on_behalf_of` today.
    """
    clock = current_clock()
    now, today = clock.now(), clock.today()
    own = grants if isinstance(grants, LaterGrants) else LaterGrants(actor, grants)
    common: dict[str, Any] = {
        "actor": actor,
        "now": now,
        "today": today,
        "via": via,
        "inputs": dict(inputs or {}),
        "automatic": Automatic.SYSTEM if actor is None else None,
    }
    if on_behalf_of is None or on_behalf_of == actor:
        return Request(rights=own, **common)
    _check_delegation(actor, on_behalf_of, today)
    principal = LaterGrants(on_behalf_of)
    return Request(rights=principal, delegate=own.get(), on_behalf_of=on_behalf_of, **common)


def compute_fingerprint(
    subject: str, name: str, inputs: Mapping[str, Any], on_behalf_of: User | None
) -> str:
    """Return the digest of a request, by which a key used for another one is recognised."""
    content = [subject, name, _plain(inputs), on_behalf_of.pk if on_behalf_of else None]
    return hashlib.sha256(format_canonical(content).encode()).hexdigest()


def _check_delegation(actor: User | None, principal: User, today: date) -> None:
    stands_in = (
        actor is not None
        and actor.is_active
        and Delegation.objects.filter(
            principal=principal,
            delegate=actor,
            starts_on__lte=today,
            ends_on__gte=today,
            revoked_at__isnull=True,
        ).exists()
    )
    if not stands_in:
        raise TransitionForbiddenError(
            _("No delegation lets you act for %(person)s today.") % {"person": principal}
        )


def _plain(value: Any) -> Any:
    """Return `value` with rows and files as text, so that it can be hashed."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, QuerySet | list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, File):
        return [value.name, value.size]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)
