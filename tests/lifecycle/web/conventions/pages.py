"""The addresses of a convention, and what its tests do on its pages."""

from typing import Any

from django.urls import reverse

from lifecycle.models import Convention
from tests.conventions import Signing
from tests.lifecycle.web.proposals.browsing import browse
from workflow.engine import decide
from workflow.models import Institution, User, Verdict


def url_of(signing: Signing, name: str = "convention", *more: Any) -> str:
    return reverse(name, args=[signing.convention.pk, *more])


def version_of(signing: Signing) -> int:
    return Convention.objects.values_list("version", flat=True).get(pk=signing.convention.pk)


def sign(signing: Signing, *institutions: Institution) -> None:
    for each in institutions:
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)


def act_url(signing: Signing, name: str) -> str:
    return url_of(signing, "convention_transition", name)


def post_act(signing: Signing, person: User, name: str, **given: Any) -> Any:
    posted = {"expect": version_of(signing), "key": f"key-{name}", **given}
    return browse(person).post(act_url(signing, name), posted)
