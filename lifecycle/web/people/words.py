"""People, roles and mandates in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.models import Membership
from lifecycle.selectors.people import HeldRole
from lifecycle.selectors.period_words import format_days
from lifecycle.vocabulary import MembershipBody, Side
from workflow.models import RightAction, RightRecord, Subject
from workflow.roles import get_role, list_roles

_ACTIONS = {
    RightAction.GIVEN.value: gettext_lazy("Role given: %(right)s"),
    RightAction.TAKEN_BACK.value: gettext_lazy("Role taken back: %(right)s"),
    RightAction.JOINED.value: gettext_lazy("Mandate begun: %(right)s"),
    RightAction.LEFT.value: gettext_lazy("Mandate ended: %(right)s"),
    RightAction.CLOSED.value: gettext_lazy("Account closed"),
    RightAction.REOPENED.value: gettext_lazy("Account opened again"),
}
_ICONS = {
    RightAction.GIVEN.value: ("key", "ok"),
    RightAction.TAKEN_BACK.value: ("x", "blocked"),
    RightAction.JOINED.value: ("user-check", "ok"),
    RightAction.LEFT.value: ("logout", "blocked"),
    RightAction.CLOSED.value: ("lock", "blocked"),
    RightAction.REOPENED.value: ("user-check", "ok"),
}


@dataclass(frozen=True)
class RoleLine:
    """A role somebody holds, in words, with what takes it back."""

    words: str
    where: str
    code: str
    institution_id: int | None
    subject_id: int | None


def describe_role(held: HeldRole) -> RoleLine:
    """Return a role with the institution or the dossier it is held on."""
    where = ""
    if held.institution is not None:
        where = str(held.institution)
    elif held.subject is not None:
        where = name_subject(held.subject)
    return RoleLine(
        words=str(held.role.label),
        where=where,
        code=held.role.code,
        institution_id=held.institution.pk if held.institution else None,
        subject_id=held.subject.pk if held.subject else None,
    )


def describe_membership(membership: Membership) -> dict[str, Any]:
    """Return a mandate in words."""
    return {
        "membership": membership,
        "body": str(MembershipBody(membership.body).label),
        "institution": str(membership.institution or ""),
        "side": str(Side(membership.side).label) if membership.side else "",
        "days": format_days(membership.starts_on, membership.ends_on),
    }


def describe_records(records: Iterable[RightRecord]) -> list[dict[str, Any]]:
    """Return the history of somebody's rights as the entries of a timeline."""
    return [_describe_record(record) for record in records]


def name_subject(subject: Subject) -> str:
    """Return what a dossier is called: the title of a commitment, else its reference."""
    return str(getattr(subject, "as_commitment", "") or subject)


def name_right(code: str) -> str:
    """Return a role or a body in the reader's language; a code nobody knows any more as it is."""
    if code in MembershipBody.values:
        return str(MembershipBody(code).label)
    if code in {role.code for role in list_roles()}:
        return str(get_role(code).label)
    return code


def url_of_person(pk: int, **_rest: object) -> str:
    """Return the page of somebody: by number, never by name."""
    return reverse("person", args=[pk])


def _describe_record(record: RightRecord) -> dict[str, Any]:
    icon, kind = _ICONS[record.action]
    words = str(_ACTIONS[record.action]) % {"right": name_right(record.right)}
    where = record.institution or (name_subject(record.subject) if record.subject else "")
    when = date_format(localtime(record.recorded_at), "DATETIME_FORMAT")
    if record.given_by is not None:
        when = _("%(when)s, by %(person)s") % {"when": when, "person": record.given_by}
    return {
        "icon": icon,
        "kind": kind,
        "words": _("%(act)s, %(where)s") % {"act": words, "where": where} if where else words,
        "detail": record.reason,
        "when": when,
    }
