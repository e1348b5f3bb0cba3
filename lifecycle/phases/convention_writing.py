"""What the moves of a convention write: its reference, its day, the lines that leave it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.models import (
    ActionPlan,
    Convention,
    ConventionAnnex,
    ConventionParty,
    ConventionTextVersion,
)
from lifecycle.phases.conventions import facts_of, goes_on
from lifecycle.selectors.convention_agreements import AnnexedLine, load_agreements
from lifecycle.selectors.convention_signing_facts import SigningFacts
from workflow.machine import Move, Text
from workflow.models import Subject

#: A convention is a text of many pages.
BODY_MAX_LENGTH = 100_000
BODIES = (
    Text(
        "body_fr",
        gettext_lazy("Amended text in French"),
        lines=12,
        max_length=BODY_MAX_LENGTH,
        required=False,
        help=gettext_lazy("Leave both empty when only annexed sheets change."),
    ),
    Text(
        "body_ar",
        gettext_lazy("Amended text in Arabic"),
        lines=12,
        max_length=BODY_MAX_LENGTH,
        required=False,
    ),
)

_AMENDED = ("body_fr", "body_ar", "last_edited_by")
_FORMER = ("former_body_fr", "former_body_ar", "former_edited_by")
_NOTHING_BEFORE: Mapping[str, str | None] = {
    "former_body_fr": "",
    "former_body_ar": "",
    "former_edited_by": None,
}


def check_bodies(facts: SigningFacts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with an amendment: it is written in both languages, or changes none."""
    given = {name: bool(inputs[name].strip()) for name in ("body_fr", "body_ar")}
    if any(given.values()) and not all(given.values()):
        missing = next(name for name, is_given in given.items() if not is_given)
        return {missing: [_("Write the amended text in both languages.")]}
    return {}


def give_reference(move: Move) -> None:
    """Give the next reference of the plan's conventions; numbers are never given twice."""
    plan_id = move.facts.subject.parent_id or 0
    # Whoever writes the next one waits for this row.
    ActionPlan.objects.select_for_update(no_key=True).get(pk=plan_id)
    number = Convention.objects.filter(plan=plan_id).exclude(reference="").count() + 1
    Subject.objects.filter(pk=move.subject_id).update(reference=f"CV-{number:02d}")


def keep_text(move: Move) -> None:
    """Keep the text that the parties are asked to sign from now on, as it is written now."""
    text = load_agreements([move.subject_id])[move.subject_id].text
    ConventionTextVersion.objects.create(
        convention_id=move.subject_id, content=text.to_json(), asked_at=move.now
    )


def come_into_force(move: Move) -> None:
    """Keep the day from which it binds; that of an amendment is in the history."""
    Convention.objects.filter(pk=move.subject_id, in_force_on=None).update(in_force_on=move.today)


def leave_unsigned(move: Move) -> None:
    """Let the lines without their signatures leave; their sheets stay in the text of the others."""
    facts = facts_of(move)
    _let_leave(move, [line for line in facts.agreement.lines if not goes_on(facts, line)])


def let_all_leave(move: Move) -> None:
    """Free every dossier for another convention; the text that was signed stays as it was."""
    _let_leave(move, facts_of(move).agreement.lines)


def take_all_out(move: Move) -> None:
    """Free every dossier of a convention that nobody is bound by."""
    ConventionAnnex.objects.filter(convention=move.subject_id, removed_at=None).update(
        removed_at=move.now
    )


def amend_text(move: Move) -> None:
    """Keep the text in force, write the amended one, and name who carries a dossier since."""
    convention = Convention.objects.get(pk=move.subject_id)
    convention.former_body_fr, convention.former_body_ar = convention.body_fr, convention.body_ar
    convention.former_edited_by = convention.last_edited_by
    if move.inputs["body_fr"]:
        convention.body_fr, convention.body_ar = move.inputs["body_fr"], move.inputs["body_ar"]
        convention.last_edited_by = move.actor
    convention.save(update_fields=[*_AMENDED, *_FORMER])
    agreement = facts_of(move).agreement
    carriers = {key for line in agreement.lines for key in line.sheet.porter_ids}
    ConventionParty.objects.bulk_create(
        ConventionParty(convention=convention, institution_id=key, joins_by_amendment=True)
        for key in sorted(carriers - set(agreement.party_ids))
    )


def keep_amendment(move: Move) -> None:
    """Forget the text that was in force before: the amended one is, now, with its parties."""
    Convention.objects.filter(pk=move.subject_id).update(**_NOTHING_BEFORE)
    ConventionParty.objects.filter(convention=move.subject_id).update(joins_by_amendment=False)


def restore_text(move: Move) -> None:
    """Put the text in force back with its parties, who wrote it and the signatures on it."""
    convention = Convention.objects.get(pk=move.subject_id)
    if not convention.former_body_fr:
        # It was loaded while it was amended: the text before is not known here.
        return
    ConventionParty.objects.filter(convention=convention, joins_by_amendment=True).delete()
    convention.body_fr, convention.body_ar = convention.former_body_fr, convention.former_body_ar
    convention.last_edited_by = convention.former_edited_by
    for name, value in _NOTHING_BEFORE.items():
        setattr(convention, name, value)
    convention.save(update_fields=[*_AMENDED, *_FORMER])


def _let_leave(move: Move, lines: Iterable[AnnexedLine]) -> None:
    for line in lines:
        ConventionAnnex.objects.filter(
            convention=move.subject_id, proposal=line.proposal_id, removed_at=None, left_on=None
        ).update(left_on=move.today, left_hash=line.sheet.content_hash)
