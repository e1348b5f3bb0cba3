"""What every load of an existing subject is asked: where it comes from, and the day it was true."""

from django.utils.translation import gettext_lazy as _

from workflow.machine import Day, Input, Text

LOAD_INPUTS: tuple[Input, ...] = (
    Text("source_document", _("Source document"), lines=1, max_length=300),
    Day("as_of", _("Situation on")),
)
