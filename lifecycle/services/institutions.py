"""Institutions: added, named anew, put under another, succeeded. The past is never rewritten."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.services.people import require_lead
from lifecycle.services.successions import Succession, pass_roles, pass_subjects
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import Side
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Institution, InstitutionName, User, Via

NAME_MAX_LENGTH = 250


def add_institution(
    *,
    code: str,
    side: str,
    names: Mapping[str, str],
    actor: User,
    parent: Institution | None = None,
    valid_from: date | None = None,
) -> Institution:
    """Add an institution with its first name; `names` are by language, French required.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: a name or the side is wrong, or the code is taken (422).
    """
    require_lead(actor)
    words = _clean_names(names)
    side = clean_code(side, field="side", choices=Side)
    try:
        with transaction.atomic():
            institution = Institution.objects.create(code=code, side=side, parent=parent)
            InstitutionName.objects.create(institution=institution, valid_from=valid_from, **words)
    except IntegrityError as error:
        raise InputError({"code": [_("Another institution has this code.")]}) from error
    return institution


def rename(
    institution: Institution, *, names: Mapping[str, str], valid_from: date, actor: User
) -> InstitutionName:
    """Give the institution another name from a day on; what it did before stays under the old one.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: a name is wrong, or another one starts on that day (422).
    """
    require_lead(actor)
    words = _clean_names(names)
    try:
        with transaction.atomic():
            return InstitutionName.objects.create(
                institution=institution, valid_from=valid_from, **words
            )
    except IntegrityError as error:
        raise InputError({"valid_from": [_("Another name starts on this day.")]}) from error


def put_under(institution: Institution, *, parent: Institution | None, actor: User) -> None:
    """Say which institution this one is part of.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: it would be part of itself (422).
    """
    require_lead(actor)
    with transaction.atomic():
        _lock_all()
        if parent is not None and institution.pk in _list_chain(parent.pk, "parent_id"):
            raise InputError(
                {"parent": [_("%(name)s would be part of itself.") % {"name": institution}]}
            )
        Institution.objects.filter(pk=institution.pk).update(parent=parent)


def succeed(
    institution: Institution,
    *,
    by: Institution,
    on: date,
    actor: User,
    via: Via = Via.WEB,
) -> int:
    """Let another institution take over: roles, dossiers, open seats and open tasks pass to it.

    Decisions that were cast stand under the old name. Each subject that passes gets an Event.
    Return how many that is.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: it would succeed itself (422).
        TransitionRefusedError: it was succeeded already (409).
    """
    require_lead(actor)
    with transaction.atomic():
        _lock_all()
        institution.refresh_from_db()
        if institution.succeeded_by_id is not None:
            raise TransitionRefusedError(
                _("%(name)s was succeeded already.") % {"name": institution}
            )
        if institution.pk in _list_chain(by.pk, "succeeded_by_id"):
            raise InputError(
                {"successor": [_("%(name)s would succeed itself.") % {"name": institution}]}
            )
        Institution.objects.filter(pk=institution.pk).update(succeeded_by=by, dissolved_on=on)
        succession = Succession(institution, by, on, actor, via)
        pass_roles(succession)
        return pass_subjects(succession)


def _clean_names(names: Mapping[str, str]) -> dict[str, str]:
    missing = {"fr": _("Write the name in French.")}
    return {
        f"name_{language}": clean_text(
            names.get(language, ""),
            field=f"name_{language}",
            max_length=NAME_MAX_LENGTH,
            missing=missing.get(language),
        )
        for language in ("fr", "ar", "en")
    }


def _lock_all() -> None:
    """Lock every institution: two changes at once could close a circle that neither sees."""
    list(Institution.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _list_chain(start: int, column: str) -> set[int]:
    """Return the institution and all that follow it along `column`."""
    following = dict(Institution.objects.values_list("pk", column))
    chain: set[int] = set()
    current: int | None = start
    while current is not None and current not in chain:
        chain.add(current)
        current = following.get(current)
    return chain
