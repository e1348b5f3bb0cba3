"""What a newcomer reads when the site is up."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import override

from lifecycle.management.demonstration.cast import DOMAIN
from lifecycle.models import Membership
from lifecycle.vocabulary import MembershipBody
from lifecycle.vocabulary.roles import ASSESSOR
from notifications.mailbox import is_mailbox_in_use
from workflow.clock import current_clock
from workflow.demonstration import is_demonstration
from workflow.models import InstitutionGrant, SubjectGrant, User
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import list_roles

#: Accounts named for each role: there are enough to try it, and the list fits a terminal.
SHOWN = 3
_CITIZENS = "citizen, association"


def compose_welcome(address: str) -> str:
    """Return where the site is, who may sign in, and where its mail goes."""
    lines = ["", f"Iltizam is at {address}/   (Ctrl+C stops it)"]
    if is_mailbox_in_use():
        lines.append(f"Every message it sends is shown at {address}/mailbox/")
    if is_demonstration():
        lines += ["", f"This is a demonstration: it is {current_clock().today():%A %d %B %Y}."]
        lines += describe_accounts()
    return "\n".join(lines)


def describe_accounts() -> list[str]:
    """Return the accounts of the demonstration by role, each with its language."""
    people = list(User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True).order_by("pk"))
    if not people:
        return []
    held = _read_roles()
    with override("en"):
        labels = {role.code: str(role.label) for role in list_roles()}
    lines = [f"Sign in with the password {settings.LIFECYCLE_DEMO_PASSWORD} as:"]
    for code, label in labels.items():
        holders = [person for person in people if code in held.get(person.pk, ())]
        lines += _describe_line(label, holders)
    lines += _describe_line(_CITIZENS, [each for each in people if each.pk not in held])
    return lines


def _describe_line(label: str, people: Iterable[User]) -> list[str]:
    told = ", ".join(f"{person.email} ({person.language})" for person in list(people)[:SHOWN])
    return [f"  {label:<22}{told}"] if told else []


def _read_roles() -> dict[int, set[str]]:
    """Return the codes of the roles of each person, wherever they hold them."""
    held: dict[int, set[str]] = {}
    pairs = [
        *User.groups.through.objects.values_list("user_id", "group__name"),
        *InstitutionGrant.objects.values_list("user", "permission__codename"),
        *SubjectGrant.objects.values_list("user", "permission__codename"),
    ]
    for person_id, code in pairs:
        held.setdefault(person_id, set()).add(code.removeprefix(ROLE_PREFIX))
    seated = Membership.objects.filter(body=MembershipBody.ASSESSORS.value)
    for person_id in seated.values_list("person", flat=True):
        held.setdefault(person_id, set()).add(ASSESSOR.code)
    return held
