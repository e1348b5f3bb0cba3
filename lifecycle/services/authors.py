"""Authors: a person says that a proposal is theirs, or has their name forgotten."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lifecycle.models import Lineage, Proposal, ProposalAuthor
from lifecycle.services.access import Access, access, make_denial
from lifecycle.services.forgetting.history import erase_bodies
from lifecycle.services.forgetting.tables import redact_tables
from lifecycle.services.forgetting.words import Words
from lifecycle.vocabulary import AuthorVisibility, LineageKind
from lifecycle.vocabulary.roles import AUTHOR, MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.reading import lock_rows
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User, Via

#: A child takes its authors over from what it came of, and their names with them.
_INHERITING = (LineageKind.SPLIT.value, LineageKind.CARRY.value)


def confirm_authorship(token: str, *, actor: User, via: Via = Via.CODE) -> Proposal:
    """Say that the proposal behind the link of a receipt is one's own.

    Who was written down with the address of the account becomes its author, with their rights.

    Raises:
        SubjectNotFoundError: the link leads nowhere (404).
        TransitionForbiddenError: no author was written down with this address (403).
        TransitionRefusedError: they said so before (409).
    """
    proposal = Proposal.objects.filter(receipt_token=token).first()
    if proposal is None:
        raise SubjectNotFoundError(_("This link leads nowhere."))
    with transaction.atomic():
        # The subject first, as everywhere: who forgets a name locks it before its authors.
        lock_rows([proposal.pk])
        author = _find_own_row(proposal, actor)
        confirmed = ProposalAuthor.objects.filter(pk=author.pk, confirmed_at__isnull=True).update(
            person=actor, confirmed_at=current_clock().now()
        )
        if not confirmed:
            # Nothing was updated: it was confirmed before, or in another window.
            raise TransitionRefusedError(_("You have already confirmed this."))
        record_fact(
            proposal.pk, "author.confirmed", actor=actor, content={"author": author.pk}, via=via
        )
    proposal.refresh_from_db()
    return proposal


def remove_author_name(author_id: int, *, actor: User, via: Via = Via.CODE) -> None:
    """Forget the name and the address of an author for ever, in the history too.

    The author does this at any time; for one without an account the ministry does. What came of
    the proposal by a split or a later plan forgets the name with it. It is taken out of what was
    typed there as well: a question, its answer, a refusal. The account keeps its rights.

    Raises:
        SubjectNotFoundError: there is no such author, or they may not see the proposal (404).
        TransitionForbiddenError: the name is somebody else's (403).
        TransitionRefusedError: the name is gone already (409).
    """
    author = ProposalAuthor.objects.select_related("person").filter(pk=author_id).first()
    if author is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    with transaction.atomic():
        family = _list_family(author.proposal_id)
        lock_rows(family)
        _check_may_remove(author, access(author.proposal_id, actor=actor))
        words = Words(_list_words(author), family)
        for row in _list_same(author, family):
            _forget(row, words, actor, via)
        redact_tables(words, only_own=True)


def _find_own_row(proposal: Proposal, actor: User) -> ProposalAuthor:
    own = Q(person=actor) | Q(person__isnull=True, email__iexact=actor.email)
    found = proposal.authors.filter(own, name_removed_at__isnull=True).order_by("person").first()
    if found is None:
        raise TransitionForbiddenError(
            _("No author of this proposal was written down with your e-mail address.")
        )
    return found


def _check_may_remove(author: ProposalAuthor, entered: Access) -> None:
    if author.person_id is None and not entered.holds(MINISTRY_TEAM):
        raise make_denial([MINISTRY_TEAM])
    if author.person_id not in {None, entered.grants.person_id}:
        raise make_denial([AUTHOR])
    if author.name_removed_at is not None:
        raise TransitionRefusedError(_("This name has been removed already."))


def _list_words(author: ProposalAuthor) -> frozenset[str]:
    """Return what the person is called by: as written down, and as their account says."""
    words = {author.name, author.email}
    if author.person is not None:
        words |= {author.person.display_name, author.person.email}
    return frozenset(words - {""})


def _list_same(author: ProposalAuthor, family: Iterable[int]) -> list[ProposalAuthor]:
    """Return the rows of this person in the family of the proposal, in the order of locks."""
    same = Q(name=author.name, email=author.email, person__isnull=True)
    if author.person_id is not None:
        same = Q(person=author.person_id)
    rows = ProposalAuthor.objects.filter(same, proposal__in=family, name_removed_at__isnull=True)
    return list(rows.order_by("proposal_id", "pk"))


def _list_family(proposal_id: int) -> frozenset[int]:
    """Return the proposals that inherited from one another, this one among them."""
    family: set[int] = set()
    new = {proposal_id}
    while new:
        family |= new
        lines = Lineage.objects.filter(
            Q(parent_proposal__in=new) | Q(child_proposal__in=new), kind__in=_INHERITING
        ).values_list("parent_proposal_id", "child_proposal_id")
        new = {key for pair in lines for key in pair} - family
    return frozenset(family)


def _forget(author: ProposalAuthor, words: Words, actor: User, via: Via) -> None:
    def write() -> None:
        ProposalAuthor.objects.filter(pk=author.pk).update(
            name="", email="", name_removed_at=current_clock().now()
        )
        _hide_if_nameless(author.proposal_id)

    record_fact(
        author.proposal_id,
        "author.name_removed",
        actor=actor,
        content={"author": author.pk},
        write=write,
        via=via,
    )
    if words.own is not None:
        erase_bodies(author.proposal_id, words.own, actor=actor, via=via)


def _hide_if_nameless(proposal_id: int) -> None:
    """Show the proposal as anonymous once none of its authors can be named."""
    named = ProposalAuthor.objects.filter(proposal=proposal_id, name_removed_at__isnull=True)
    if not named.exists():
        Proposal.objects.filter(pk=proposal_id, visibility=AuthorVisibility.NAME.value).update(
            visibility=AuthorVisibility.ANONYMOUS.value
        )
