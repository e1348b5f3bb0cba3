"""Statements whose SQL is built once and then only executed (ADR 0023).

Building SQL out of a queryset costs ten to twenty times what executing it on an indexed row does.
`prepared` is for reads, `prepared_update` for updates, `insert` and `insert_all` for new rows,
`change_and_insert` for both at once, `change_each`, `insert_rows` and `insert_columns` for many
rows; what a queryset may say in them is in `slots`.
"""

from workflow.prepared.chains import Change, change_and_insert
from workflow.prepared.cursors import spares_journeys
from workflow.prepared.inserts import insert, insert_all
from workflow.prepared.many import change_each, insert_columns, insert_rows, take_keys
from workflow.prepared.reads import Question, prepared
from workflow.prepared.rows import Row, insert_row
from workflow.prepared.updates import PreparedUpdate, Update, prepared_update

__all__ = [
    "Change",
    "PreparedUpdate",
    "Question",
    "Row",
    "Update",
    "change_and_insert",
    "change_each",
    "insert",
    "insert_all",
    "insert_columns",
    "insert_row",
    "insert_rows",
    "prepared",
    "prepared_update",
    "spares_journeys",
    "take_keys",
]
