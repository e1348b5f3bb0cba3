"""The form of a transition: drawn from its inputs, read as posted, errors near their fields."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now
from django.utils.translation import override

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from lifecycle.web.transitions import Files, TransitionForm
from tests.cast import Institutions
from tests.factories import make_minutes, make_plan, proposal_in
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.exceptions import InputError
from workflow.machine import (
    Choice,
    Day,
    Document,
    Facts,
    Flag,
    Input,
    Reference,
    Rows,
    SubjectRow,
    Text,
)
from workflow.models import Institution, Subject, User

pytestmark = pytest.mark.django_db

FACTS = Facts(
    subject=SubjectRow(
        id=1,
        kind="proposal",
        reference="P-0001",
        parent_id=None,
        state="submitted",
        version=7,
        head_hash="",
        entered_at=now(),
    ),
    today=now().date(),
)
REASON = Text("reason", "Reason", help="Everybody reads it.")
PEOPLE = Rows("people", "People", columns=[Text("name", "Name", lines=1), Day("day", "Day")])


def make_form(*declared: Input, **posted: Any) -> TransitionForm:
    """Return a form, bound when something was posted."""
    data = QueryDict(mutable=True)
    for name, value in posted.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return TransitionForm(declared, FACTS, version=7, data=data if posted else None)


def test_a_form_carries_the_version_that_was_read_and_a_fresh_key() -> None:
    first, second = make_form(REASON), make_form(REASON)

    assert first["expect"].value() == 7
    assert first["key"].value() != second["key"].value()


@pytest.mark.parametrize(
    ("declared", "drawn"),
    [
        (REASON, "<textarea"),
        (Text("title", "Title", lines=1), 'type="text"'),
        (Choice("code", "Ground", choices=[("a", "First ground")]), "First ground"),
        (Day("day", "Day"), 'type="date"'),
        (Flag("sure", "I am sure"), 'type="checkbox"'),
    ],
)
def test_each_input_is_drawn_with_its_label(declared: Input, drawn: str) -> None:
    page = str(make_form(declared))

    assert drawn in page
    assert str(declared.label) in page


def test_the_help_of_an_input_is_tied_to_its_field() -> None:
    page = str(make_form(REASON))

    assert "Everybody reads it." in page
    assert 'aria-describedby="id_reason_helptext"' in page


def test_what_was_posted_is_read_as_the_engine_takes_it() -> None:
    people = Reference("people", "People", among=lambda _facts: User.objects.all(), many=True)
    form = make_form(
        REASON, people, expect="7", key="k", reason="Because.", people=["3", "4"], stranger="x"
    )

    assert form.read_inputs() == {"reason": "Because.", "people": ["3", "4"]}
    assert (form.read_expect(), form.read_key()) == (7, "k")


@pytest.mark.parametrize("expect", ["", "x", "-1", "0", "9" * 20, "٣x"])
def test_a_form_without_the_version_is_incomplete(expect: str) -> None:
    with override("en"), pytest.raises(InputError, match="incomplete"):
        make_form(REASON, expect=expect, key="k").read_expect()


@pytest.mark.parametrize("key", ["", "k" * 101, "k\0"])
def test_a_form_without_its_key_is_incomplete(key: str) -> None:
    with override("en"), pytest.raises(InputError, match="incomplete"):
        make_form(REASON, expect="7", key=key).read_key()


def test_errors_stand_near_their_fields_in_the_words_of_the_engine() -> None:
    form = make_form(REASON, expect="7", key="k", reason="")

    form.take_errors({"reason": ["Say why."], "elsewhere": ["Not asked for."]})

    assert form.errors["reason"] == ["Say why."]
    assert form.non_field_errors() == ["Not asked for."]


def test_what_the_engine_did_not_reach_is_told_at_once() -> None:
    other = Text("other", "Other")
    form = make_form(REASON, other, expect="7", key="k", reason="Because.", other="")

    form.take_errors({"": ["Something else."]})

    assert "other" in form.errors


def test_a_renewed_form_keeps_the_words_on_the_new_version() -> None:
    form = make_form(REASON, expect="7", key="k", reason="Because.")

    form.renew(9)

    assert form.read_expect() == 9
    assert form.read_key() != "k"
    assert form.read_inputs() == {"reason": "Because."}


def test_a_document_can_be_chosen_or_added(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    minutes = make_minutes(proposal)
    declared = Document("minutes", "Minutes", among=lambda _facts: proposal.attachments.all())

    page = str(make_form(declared))

    assert f'<option value="{minutes.pk}">' in page
    assert 'type="file" name="minutes_upload"' in page


def test_files_are_listed_with_the_document_they_are_meant_for() -> None:
    declared = Document("minutes", "Minutes", among=lambda _facts: Subject.objects.none())
    files: Files = MultiValueDict(
        {"minutes_upload": [make_pdf("new.pdf")], "stranger": [make_pdf()]}
    )

    form = TransitionForm([declared], FACTS, version=7, data=QueryDict("expect=7"), files=files)

    assert [(each, upload.name) for each, upload in form.list_uploads()] == [(declared, "new.pdf")]


def test_proposals_are_chosen_by_reference_and_title(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    declared = Reference("target", "Target", among=lambda _facts: Proposal.objects.all())

    assert f"{proposal.reference} · {proposal.title}" in str(make_form(declared))


def test_institutions_are_named_in_a_constant_number_of_statements(
    institutions: Institutions, django_assert_num_queries: Any
) -> None:
    declared = Reference("porter", "Porter", among=lambda _facts: Institution.objects.all())

    with django_assert_num_queries(2):
        page = str(make_form(declared))

    assert "Archives publiques" in page


def test_rows_are_drawn_with_a_label_for_each_of_their_fields() -> None:
    page = str(make_form(PEOPLE))

    fields = re.findall(r'name="people_\d_(?:name|day)"[^>]* id="(id_people_\d)"', page)
    assert len(fields) == 4
    for field in fields:
        assert f'for="{field}"' in page
    assert 'name="more" value="people"' in page


def test_rows_are_read_as_rows() -> None:
    form = make_form(PEOPLE, people_0_name="A", people_0_day="2026-11-25", people_2_name="C")

    rows = form.read_inputs()["people"]

    assert [row["name"] for row in rows] == ["A", None, "C"]
    assert rows[0]["day"] == "2026-11-25"


@pytest.mark.parametrize(("more", "shown"), [(None, 3), ("people", 4), ("others", 3)])
def test_as_many_rows_are_shown_as_were_posted_and_one_more_on_request(
    more: str | None, shown: int
) -> None:
    posted = {"people_0_name": "A", "people_2_name": "C", **({"more": more} if more else {})}

    page = str(make_form(PEOPLE, **posted))

    assert f'name="people_{shown - 1}_name"' in page
    assert f'name="people_{shown}_name"' not in page
    assert 'value="C"' in page


def test_there_are_never_more_rows_than_may_be_given() -> None:
    page = str(make_form(PEOPLE, people_500_name="Z", more="people"))

    assert page.count('role="group"') == PEOPLE.at_most
    assert 'name="more"' not in page


def test_a_form_says_whether_it_asks_for_anything() -> None:
    make_plan()

    assert not make_form().asks
    assert make_form(REASON).asks
    assert make_form(PEOPLE).has_rows
    assert not make_form(REASON).has_rows


@pytest.mark.parametrize(("required", "words"), [(True, "Choose …"), (False, "Nothing chosen")])
def test_an_empty_choice_is_said_in_words(required: bool, words: str) -> None:
    ground = Choice("code", "Ground", choices=[("a", "First ground")], required=required)

    with override("en"):
        page = str(make_form(ground))

    assert f">{words}</option>" in page
    assert "---------" not in page


@pytest.mark.usefixtures("in_english")
def test_a_form_without_its_hidden_parts_is_incomplete_and_names_none_of_them() -> None:
    form = make_form(REASON, reason="Parce que.")

    page = form.render()

    assert page.count("This form is incomplete. Load the page again.") == 1
    assert "Expect" not in page
    assert "Key" not in page
