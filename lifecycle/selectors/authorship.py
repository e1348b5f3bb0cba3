"""Who wrote a proposal, and who reads their names."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lifecycle.models import Proposal, ProposalAuthor
from lifecycle.selectors.readers import Reader
from lifecycle.vocabulary import AuthorVisibility
from lifecycle.vocabulary.roles import MINISTRY_TEAM


@dataclass(frozen=True)
class AuthorName:
    """An author as one reader may know them; `email` is for those who answer for the procedure."""

    id: int
    name: str
    email: str = ""
    may_be_removed: bool = False


@dataclass(frozen=True)
class AuthorNames:
    """What stands beside "Author". `names` are hidden from everybody when `are_private`."""

    names: tuple[AuthorName, ...]
    association: str
    words: str
    are_private: bool


def list_authors(proposal_id: int) -> list[ProposalAuthor]:
    """Return the authors in the order in which they were written down."""
    authors = ProposalAuthor.objects.filter(proposal=proposal_id).select_related("person")
    return list(authors.order_by("pk"))


def name_authors(proposal: Proposal, authors: list[ProposalAuthor], reader: Reader) -> AuthorNames:
    """Return the authors as their own choice shows them; they and the ministry read all of it."""
    knows = reader.is_ministry or reader.is_author
    names = tuple(_name(author, reader) for author in authors)
    association = name_association(proposal) if knows else find_shown_association(proposal)
    is_named = proposal.visibility == AuthorVisibility.NAME.value
    return AuthorNames(
        names=names if knows or is_named else (),
        association="" if association in {each.name for each in names} and knows else association,
        words=name_publicly(proposal, authors),
        are_private=knows and not is_named,
    )


def name_publicly(proposal: Proposal, authors: list[ProposalAuthor]) -> str:
    """Return the author in the words everybody may read."""
    if proposal.visibility == AuthorVisibility.NAME.value:
        shown = [name for author in authors if (name := _find_name(author))]
        return _(", ").join(shown) if shown else _("An author without a name")
    return find_shown_association(proposal) or _("An anonymous author")


def find_shown_association(proposal: Proposal) -> str:
    """Return the association everybody reads as the author, or nothing."""
    if proposal.visibility != AuthorVisibility.ASSOCIATION.value:
        return ""
    return name_association(proposal)


def name_association(proposal: Proposal) -> str:
    """Return the association or institution that speaks, or nothing."""
    return proposal.association_name or str(proposal.association or "")


def _name(author: ProposalAuthor, reader: Reader) -> AuthorName:
    is_own = author.person_id is not None and author.person_id == reader.grants.person_id
    is_removed = author.name_removed_at is not None
    may_speak_for = author.person_id is None and reader.grants.has_group(MINISTRY_TEAM.code)
    return AuthorName(
        id=author.pk,
        name=_("Name removed at their request")
        if is_removed
        else _find_name(author) or _("An author"),
        email=_find_email(author) if reader.is_ministry and not is_removed else "",
        may_be_removed=not is_removed and (is_own or may_speak_for),
    )


def _find_name(author: ProposalAuthor) -> str:
    """Return the name, never the address: an account without a name shows nothing."""
    if author.name or author.name_removed_at is not None:
        return author.name
    return author.person.display_name if author.person is not None else ""


def _find_email(author: ProposalAuthor) -> str:
    return author.email or (author.person.email if author.person is not None else "")
