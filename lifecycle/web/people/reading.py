"""The list of people with their rights, and the page of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.institutions import query_institutions
from lifecycle.selectors.invitations import query_invitations
from lifecycle.selectors.people import (
    PersonRead,
    find_person,
    list_memberships,
    list_right_records,
    query_people,
    read_people,
)
from lifecycle.vocabulary.roles import GRANTED_ROLES
from lifecycle.web.access import answer_refusals
from lifecycle.web.people.invitation_words import describe_invitation
from lifecycle.web.people.rights import is_lead, require_ministry
from lifecycle.web.people.words import describe_membership, describe_records, describe_role
from lifecycle.web.work.addresses import read_number
from workflow.clock import current_clock

PAGE_SIZE = 25
#: The lines of somebody's history that their page shows.
HISTORY_SIZE = 50


@require_safe
@answer_refusals()
def show_people(request: HttpRequest) -> HttpResponse:
    """Show who holds a right, by role and by institution; names are never in an address."""
    require_ministry(request)
    clock = current_clock()
    # No code holds a null character, and PostgreSQL cannot even look for one.
    role = request.GET.get("role", "").replace("\0", "")
    institution = read_number(request, "institution")
    people = query_people(role=role, institution_id=institution)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "lifecycle/people/people.html",
        {
            "page": page,
            "rows": [_describe(each) for each in read_people(page, today=clock.today())],
            "invitations": [
                describe_invitation(each) for each in query_invitations(now=clock.now())
            ],
            "roles": [
                {"code": each.code, "words": each.label, "is_on": each.code == role}
                for each in GRANTED_ROLES
            ],
            "institutions": [
                {"id": each.pk, "words": str(each), "is_on": each.pk == institution}
                for each in query_institutions()
            ],
            "is_filtered": bool(role or institution),
            "is_lead": is_lead(request),
        },
    )


@require_safe
@answer_refusals()
def show_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what somebody holds and held, and who gave it."""
    reader = require_ministry(request)
    read = get_person_or_404(pk)
    records = list_right_records(pk)[:HISTORY_SIZE]
    return render(
        request,
        "lifecycle/people/person.html",
        {
            "person": read.person,
            "roles": [describe_role(held) for held in read.roles],
            "memberships": [describe_membership(each) for each in list_memberships(pk)],
            "today": current_clock().today(),
            "entries": describe_records(records),
            "may_change": is_lead(request) and reader.pk != pk,
            "is_self": reader.pk == pk,
            "crumbs": list_crumbs(read.person.display_name or read.person.email),
        },
    )


def get_person_or_404(pk: int) -> PersonRead:
    """Return somebody who holds or held a right.

    Raises:
        Http404: there is nobody, or a citizen without any right.
    """
    read = find_person(pk, today=current_clock().today())
    if read is None:
        raise Http404
    return read


def list_crumbs(*words: str) -> list[dict[str, str]]:
    """Return the way from the list of people to a page."""
    return [
        {"words": _("People"), "url": reverse("people")},
        *({"words": each, "url": ""} for each in words),
    ]


def _describe(read: PersonRead) -> dict[str, Any]:
    return {
        "person": read.person,
        "roles": [describe_role(held) for held in read.roles],
        "memberships": [describe_membership(each) for each in read.memberships],
    }
