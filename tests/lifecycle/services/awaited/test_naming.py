"""Those who were only counted are named one by one."""

import pytest

from lifecycle.models import AwaitedParty
from lifecycle.services.awaited import name_party
from lifecycle.vocabulary.roles import FOCAL_POINT, OWNER
from tests.lifecycle.services.awaited.departments import (
    ASK,
    NAME,
    list_errands,
)
from workflow.exceptions import (
    InputError,
    TransitionRefusedError,
)
from workflow.models import Institution, User


def test_one_of_several_is_named_and_asked_again_by_the_focal_point(
    party: AwaitedParty, amina: User
) -> None:
    courts = Institution.objects.get(code="courts")

    named = name_party(party.pk, actor=amina, institution=courts)

    party.refresh_from_db()
    assert (named.named, named.institution, named.count, named.who_fr) == (
        True,
        courts,
        1,
        "Tribunaux",
    )
    assert (party.named, party.count) == (False, 3)
    assert list_errands() == [(ASK, FOCAL_POINT.code), (NAME, OWNER.code)]


def test_once_all_are_named_nobody_is_asked_to_name_them(party: AwaitedParty, amina: User) -> None:
    AwaitedParty.objects.update(count=1)

    name_party(party.pk, actor=amina, who="وزارة الداخلية", language="ar")

    party.refresh_from_db()
    assert (party.named, party.who_ar, party.who_fr) == (True, "وزارة الداخلية", "")
    assert list_errands() == [(ASK, FOCAL_POINT.code)]


def test_who_is_named_once_is_not_named_again(party: AwaitedParty, amina: User) -> None:
    named = name_party(party.pk, actor=amina, who="Intérieur")

    with pytest.raises(TransitionRefusedError):
        name_party(named.pk, actor=amina, who="Justice")


@pytest.mark.parametrize(("with_body", "who"), [(False, ""), (True, "Intérieur")])
def test_either_an_institution_or_words_say_who_it_is(
    party: AwaitedParty, amina: User, with_body: bool, who: str
) -> None:
    body = Institution.objects.get(code="courts") if with_body else None

    with pytest.raises(InputError):
        name_party(party.pk, actor=amina, institution=body, who=who)
