"""What the database itself refuses: a text that was approved is never rewritten."""

import pytest
from django.db import IntegrityError, connection, transaction

from lifecycle.models import SheetVersion
from tests.cast import Institutions
from tests.road import dossier_in


def test_a_version_of_a_sheet_is_not_rewritten_by_any_path(institutions: Institutions) -> None:
    dossier = dossier_in("sheet_drafting")

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        SheetVersion.objects.filter(proposal=dossier).update(content="{}")
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE lifecycle_sheetversion SET content_hash = 'x'")
