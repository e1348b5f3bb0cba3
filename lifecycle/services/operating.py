"""Operating: who may look at what is sent and act on it, and that they do it in their own name.

The ministry lead answers for what the site says; a technical administrator keeps it running. What
a message says is shown to neither here: they see to whom it goes, about what, and what failed.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from lifecycle.vocabulary.roles import MINISTRY_LEAD
from notifications import endpoints, operating, pausing
from notifications.models import DeliveryPause, RefusedAddress, WebhookEndpoint
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.models import User
from workflow.permissions import load_grants


def is_operator(person: User | None) -> bool:
    """Return whether they look after what is sent."""
    if person is None or not person.is_active:
        return False
    return person.is_superuser or load_grants(person).has_group(MINISTRY_LEAD.code)


def require_operator(person: User) -> None:
    """Do nothing when they look after what is sent.

    Raises:
        TransitionForbiddenError: they do not (403).
    """
    if not is_operator(person):
        raise TransitionForbiddenError(
            _("Only these roles can do this: %(roles)s.")
            % {"roles": _("%(role)s, technical administrator") % {"role": MINISTRY_LEAD}}
        )


def retry(ids: Iterable[int], *, actor: User) -> list[int]:
    """Let letters be tried anew; return the numbers of those that will be.

    Raises:
        TransitionForbiddenError: they are no operator (403).
    """
    require_operator(actor)
    return operating.retry(ids, actor)


def drop(ids: Iterable[int], *, actor: User, reason: str) -> list[int]:
    """Give letters up; return the numbers of those that were.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        InputError: no reason is given (422).
    """
    require_operator(actor)
    return operating.drop(ids, actor, reason)


def resume_delivery(*, actor: User) -> DeliveryPause:
    """Let messages leave again.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        TransitionRefusedError: nothing is paused (409).
    """
    require_operator(actor)
    return pausing.resume(actor)


def trust_again(refusal_id: int, *, actor: User) -> list[int]:
    """Trust a refused address again; return the numbers of the letters that are tried anew.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        SubjectNotFoundError: no such address was refused (404).
    """
    require_operator(actor)
    if not RefusedAddress.objects.filter(pk=refusal_id).exists():
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return operating.clear_refusal(refusal_id, actor)


def add_endpoint(
    *, url: str, groups: Collection[str], description: str, actor: User
) -> WebhookEndpoint:
    """Make an endpoint. It resolves a name: never inside a transaction.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        InputError: the address is none that we talk to, or there is no such group (422).
    """
    require_operator(actor)
    return endpoints.create_endpoint(url=url, actor=actor, groups=groups, description=description)


def renew_secret(endpoint_id: int, *, actor: User) -> WebhookEndpoint:
    """Give an endpoint a new secret; the old one signs nothing any more.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        SubjectNotFoundError: there is no such endpoint (404).
    """
    return endpoints.renew_secret(_get_endpoint(endpoint_id, actor))


def stop_endpoint(endpoint_id: int, *, actor: User, reason: str = "") -> WebhookEndpoint:
    """Tell an endpoint nothing more.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        SubjectNotFoundError: there is no such endpoint (404).
    """
    endpoint = _get_endpoint(endpoint_id, actor)
    endpoints.stop_endpoint(endpoint, reason=reason)
    return endpoint


def start_endpoint(endpoint_id: int, *, actor: User) -> WebhookEndpoint:
    """Tell an endpoint again what happens from now on.

    Raises:
        TransitionForbiddenError: they are no operator (403).
        SubjectNotFoundError: there is no such endpoint (404).
    """
    endpoint = _get_endpoint(endpoint_id, actor)
    endpoints.start_endpoint(endpoint)
    return endpoint


def _get_endpoint(endpoint_id: int, actor: User) -> WebhookEndpoint:
    require_operator(actor)
    endpoint = endpoints.list_endpoints().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return endpoint
