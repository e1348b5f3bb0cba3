"""The accounts of the demonstration: functional names, one password, roles given by the lead."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from lifecycle.management.demonstration.files import read
from lifecycle.services.accounts import vouch_for_address
from lifecycle.services.memberships import begin_membership
from lifecycle.services.people import give_role
from lifecycle.vocabulary import MembershipBody
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.models import Institution, InstitutionName, User
from workflow.permissions import grant
from workflow.roles import get_role

#: Reserved for examples: no mail can leave to it.
DOMAIN = "demo.example"
#: Everybody has sat where they sit since before the story begins.
SINCE = date(2020, 1, 6)
#: Who gave everybody else their roles.
FIRST_LEAD = "direction"


def make_address(key: str) -> str:
    """Return the e-mail address of an account by its key."""
    return f"{key}@{DOMAIN}"


def create_accounts(password: str) -> dict[str, User]:
    """Create every account with its roles and seats, and return them by key."""
    told = read("accounts.yaml")
    _create_institutions(told["institutions"])
    # One hash for all: it is meant to be slow, and nobody attacks a demonstration.
    hashed = make_password(password)
    people = {row["key"]: _create(row, hashed) for row in told["accounts"]}
    grant(MINISTRY_LEAD, people[FIRST_LEAD])
    for row in told["accounts"]:
        if row["key"] != FIRST_LEAD:
            _give(row, people[row["key"]], by=people[FIRST_LEAD])
    return people


def list_associations() -> dict[str, str]:
    """Return the key of the account that speaks for each invented association, by its name."""
    rows = read("accounts.yaml")["accounts"]
    return {row["speaks_for"]: row["key"] for row in rows if "speaks_for" in row}


def _create_institutions(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        institution = Institution.objects.create(code=row["key"], side=row["side"])
        for name in row["names"]:
            words: Mapping[str, str] = name["name"]
            InstitutionName.objects.create(
                institution=institution,
                valid_from=name["since"],
                **{f"name_{language}": text for language, text in words.items()},
            )


def _create(row: Mapping[str, Any], hashed: str) -> User:
    person = User.objects.create(
        email=make_address(row["key"]),
        display_name=row["name"],
        language=row["language"],
        password=hashed,
    )
    vouch_for_address(person)
    return person


def _give(row: Mapping[str, Any], person: User, *, by: User) -> None:
    for written in row["roles"]:
        code, _at, institution = written.partition("@")
        give_role(person, role=get_role(code), on=_find(institution), actor=by)
    seats = list(row.get("seats", ()))
    if "member" in row:
        seats.append(f"{MembershipBody.STAFF.value}@{row['member']}")
    for seat in seats:
        body, _at, institution = seat.partition("@")
        begin_membership(
            person, body=body, institution=_find(institution), actor=by, starts_on=SINCE
        )


def _find(code: str) -> Institution | None:
    return Institution.objects.get(code=code) if code else None
