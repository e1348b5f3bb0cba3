"""The least that admits a proposal through HTTP: who asks, one read, the rows written by hand.

It stands behind the same middleware as everything else and decides nothing.
"""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: TID251 - it is a page.
from django.views.decorators.http import require_POST

from benchmarks.baseline import ADMIT, get_writer, make_values
from workflow.models import User

_READ = "SELECT id, version, head_hash FROM workflow_subject WHERE id = %s"


@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the rows of one admission.

    Raises:
        LookupError: the proposal is not as submitted (500).
    """
    if not isinstance(request.user, User):
        return JsonResponse({}, status=403)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [pk])
        row = dict(zip(("id", "version", "head_hash"), cursor.fetchone(), strict=True))
    get_writer(ADMIT)(make_values(ADMIT, row, request.user))
    return JsonResponse({"version": row["version"] + 1})
