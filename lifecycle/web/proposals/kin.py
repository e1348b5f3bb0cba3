"""What a proposal came from and what came of it, under the headings of a page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lifecycle.selectors.kinship import Kin, Kinship


@dataclass(frozen=True)
class Tie:
    """The proposals tied in one way. `is_uptake`: they say what is kept and what is left out."""

    words: str
    kin: tuple[Kin, ...]
    is_uptake: bool = False


def list_ties(kinship: Kinship) -> list[Tie]:
    """Return the ties there are, what came of the proposal first."""
    ties = [
        Tie(_("Taken up by"), kinship.taken_up_by, is_uptake=True),
        Tie(_("Merged into"), kinship.merged_into),
        Tie(_("To be merged into"), kinship.merge_proposed),
        Tie(_("Split into"), kinship.split_into),
        Tie(_("Carried over to"), kinship.carried_to),
        Tie(_("Composed of"), kinship.sources, is_uptake=True),
        Tie(_("Merged here"), kinship.merged_here),
        Tie(_("A part of"), kinship.split_from),
        Tie(_("Carried over from"), kinship.carried_from),
    ]
    return [tie for tie in ties if tie.kin]
