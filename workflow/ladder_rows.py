"""The rows of the declared ladders, as a new database begins."""

from workflow.ladders import list_ladders
from workflow.models import Ladder, LadderRung


def ensure_ladders(**_signal: object) -> None:
    """Create every registered ladder that is not there yet. Connected to `post_migrate`.

    One that is there keeps the rungs it has, whatever the code says by now.
    """
    for declared in list_ladders():
        ladder, is_new = Ladder.objects.get_or_create(
            code=declared.code,
            defaults={
                "name_fr": declared.name_fr,
                "name_ar": declared.name_ar,
                "name_en": declared.name_en,
                "counted_from": str(declared.counted_from),
            },
        )
        if is_new:
            LadderRung.objects.bulk_create(
                LadderRung(
                    ladder=ladder,
                    code=rung.code,
                    offset_working_days=rung.offset,
                    roles=",".join(role.code for role in rung.roles),
                    form=str(rung.form),
                )
                for rung in declared.rungs
            )
