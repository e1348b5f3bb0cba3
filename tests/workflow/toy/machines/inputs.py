"""What both machines of the toy ask for."""

from workflow.machine import (
    Day,
    Text,
)

REASON = Text("reason", "Reason", public=True)
LOAD_INPUTS = (Text("source_document", "Source", lines=1), Day("as_of", "Situation on"))
