"""The triggers in SQLite's dialect. Altering a table drops its triggers, so they are verified."""

# ruff: noqa: S608 - the names in the statements are the constants below

#: What a decision and a record of a right are, without the words that somebody wrote beside them.
_DECISION = (
    *("id", "seat_id", "decided_by_id", "on_behalf_of_id", "verdict", "content_hash"),
    *("decided_at", "asking", "event_id"),
)
_RIGHT = (
    *("id", "person_id", "action", "right", "institution_id", "subject_id", "given_by_id"),
    *("recorded_on", "recorded_at"),
)


def _is_emptied(column: str, others: tuple[str, ...]) -> str:
    """Return the condition that the words of a row go, and nothing else of it changes."""
    same = " AND ".join(f'NEW."{each}" IS OLD."{each}"' for each in others)
    return f"OLD.{column} <> '' AND NEW.{column} = '' AND {same}"


#: Name of each trigger and the statement that creates it.
TRIGGERS: dict[str, str] = {
    "workflow_event_no_update": """
        CREATE TRIGGER workflow_event_no_update BEFORE UPDATE ON workflow_event
        BEGIN SELECT RAISE(ABORT, 'history is append-only: an event is never changed'); END
    """,
    "workflow_event_no_delete": """
        CREATE TRIGGER workflow_event_no_delete BEFORE DELETE ON workflow_event
        BEGIN SELECT RAISE(ABORT, 'history is append-only: an event is never deleted'); END
    """,
    "workflow_eventbody_no_update": """
        CREATE TRIGGER workflow_eventbody_no_update BEFORE UPDATE ON workflow_eventbody
        BEGIN SELECT RAISE(ABORT, 'history is append-only: a body is never changed'); END
    """,
    "workflow_eventbody_erasure": """
        CREATE TRIGGER workflow_eventbody_erasure BEFORE DELETE ON workflow_eventbody
        WHEN NOT EXISTS (
            SELECT 1 FROM workflow_event erased
            JOIN workflow_event erasure ON erasure.subject_id = erased.subject_id
            WHERE erased.id = OLD.event_id AND erasure.kind = 'erasure'
              AND erasure.name = 'seq:' || erased.seq
        )
        BEGIN SELECT RAISE(ABORT, 'a body goes only with an erasure that names it'); END
    """,
    # Its comment goes with the body of its event, when somebody is forgotten.
    "workflow_decision_no_update": f"""
        CREATE TRIGGER workflow_decision_no_update BEFORE UPDATE ON workflow_decision
        WHEN NOT ({_is_emptied("comment", _DECISION)}) OR EXISTS (
            SELECT 1 FROM workflow_eventbody WHERE event_id = OLD.event_id
        )
        BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END
    """,
    "workflow_decision_no_delete": """
        CREATE TRIGGER workflow_decision_no_delete BEFORE DELETE ON workflow_decision
        BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END
    """,
    # Its reason can go, when somebody is forgotten whom it names; it is never rewritten.
    "workflow_rightrecord_no_update": f"""
        CREATE TRIGGER workflow_rightrecord_no_update BEFORE UPDATE ON workflow_rightrecord
        WHEN NOT ({_is_emptied("reason", _RIGHT)})
        BEGIN SELECT RAISE(ABORT, 'history is append-only: a right is never changed'); END
    """,
    "workflow_rightrecord_no_delete": """
        CREATE TRIGGER workflow_rightrecord_no_delete BEFORE DELETE ON workflow_rightrecord
        BEGIN SELECT RAISE(ABORT, 'history is append-only: a right is never deleted'); END
    """,
    "workflow_subject_versioned": """
        CREATE TRIGGER workflow_subject_versioned BEFORE UPDATE ON workflow_subject
        WHEN (NEW.state <> OLD.state OR NEW.version <> OLD.version OR NEW.kind <> OLD.kind
              OR NEW.head_hash <> OLD.head_hash)
          AND (NEW.version <> OLD.version + 1 OR NEW.kind <> OLD.kind)
        BEGIN SELECT RAISE(ABORT, 'a state changes only with version + 1'); END
    """,
    "workflow_subject_no_delete": """
        CREATE TRIGGER workflow_subject_no_delete BEFORE DELETE ON workflow_subject
        WHEN EXISTS (SELECT 1 FROM workflow_event WHERE subject_id = OLD.id)
        BEGIN SELECT RAISE(ABORT, 'a subject with a history is never deleted'); END
    """,
}

LIST_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'workflow_%'"


def drop(name: str) -> str:
    """Return the statement that removes a trigger if it exists."""
    return f"DROP TRIGGER IF EXISTS {name}"


def list_statements(name: str) -> list[str]:
    """Return the statements that install a trigger anew."""
    return [drop(name), TRIGGERS[name]]
