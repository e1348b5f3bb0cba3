"""The text a seat decides on, as it binds whoever holds the seat now."""

from lifecycle.models import ConventionTextVersion
from lifecycle.selectors.convention_agreements import AMENDMENT, SIGNING, load_agreements
from workflow.clock import current_clock
from workflow.models import Seat


def bind_text(seat: Seat) -> str:
    """Return the hash of what the holder of the seat decides on now.

    What a party of a convention signs depends on the sheets that it carries; what it would sign
    from now on is kept, so that it can be read.
    """
    if seat.institution_id is None or seat.round.name not in (SIGNING, AMENDMENT):
        return seat.content_hash
    key = seat.round.subject_id
    text = load_agreements([key])[key].text
    current = text.compute_hash(seat.institution_id)
    if current != seat.content_hash:
        ConventionTextVersion.objects.create(
            convention_id=key, content=text.to_json(), asked_at=current_clock().now()
        )
    return current
