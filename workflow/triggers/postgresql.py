"""The triggers in PostgreSQL's dialect, TRUNCATE included."""

_REFUSE = """
    CREATE OR REPLACE FUNCTION workflow_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_ERASURE = """
    CREATE OR REPLACE FUNCTION workflow_check_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM workflow_event erased
            JOIN workflow_event erasure ON erasure.subject_id = erased.subject_id
            WHERE erased.id = OLD.event_id AND erasure.kind = 'erasure'
              AND erasure.name = 'seq:' || erased.seq
        ) THEN
            RAISE EXCEPTION 'a body goes only with an erasure that names it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END $$
"""
_DELETION = """
    CREATE OR REPLACE FUNCTION workflow_check_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM workflow_event WHERE subject_id = OLD.id) THEN
            RAISE EXCEPTION 'a subject with a history is never deleted'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END $$
"""

#: The words of a row go, and nothing else of it changes; those of a decision with its event's body.
_EMPTYING = """
    CREATE OR REPLACE FUNCTION workflow_check_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        words text := TG_ARGV[0];
        before jsonb := to_jsonb(OLD);
        after jsonb := to_jsonb(NEW);
    BEGIN
        IF before ->> words = '' OR after ->> words <> '' OR before - words <> after - words THEN
            RAISE EXCEPTION '%', TG_ARGV[1] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF before ? 'event_id' AND EXISTS (
            SELECT 1 FROM workflow_eventbody WHERE event_id = (before ->> 'event_id')::bigint
        ) THEN
            RAISE EXCEPTION '%', TG_ARGV[1] USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
"""

#: Functions the triggers call, installed first.
FUNCTIONS = (_REFUSE, _ERASURE, _DELETION, _EMPTYING)
#: What somebody wrote beside it, which goes when a person is forgotten; it is never rewritten.
_WORDS = {"decision": "comment", "rightrecord": "reason"}


def _refuse(name: str, when: str, table: str, message: str, level: str = "ROW") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {level} "
        f"EXECUTE FUNCTION workflow_refuse('{message}')"
    )


#: Name of each trigger: its table and the statement that creates it.
TRIGGERS: dict[str, tuple[str, str]] = {}
for _table, _noun in (
    ("event", "an event"),
    ("eventbody", "a body"),
    ("decision", "a decision"),
    ("rightrecord", "a right"),
):
    for _verb, _done in (("update", "changed"), ("delete", "deleted"), ("truncate", "deleted")):
        if (_table, _verb) == ("eventbody", "delete"):
            continue
        _name = f"workflow_{_table}_no_{_verb}"
        _message = f"history is append-only: {_noun} is never {_done}"
        _level = "STATEMENT" if _verb == "truncate" else "ROW"
        if _verb == "update" and _table in _WORDS:
            TRIGGERS[_name] = (
                f"workflow_{_table}",
                f"CREATE TRIGGER {_name} BEFORE UPDATE ON workflow_{_table} FOR EACH ROW "
                f"EXECUTE FUNCTION workflow_check_emptying('{_WORDS[_table]}', '{_message}')",
            )
            continue
        TRIGGERS[_name] = (
            f"workflow_{_table}",
            _refuse(_name, _verb.upper(), f"workflow_{_table}", _message, _level),
        )
TRIGGERS["workflow_eventbody_erasure"] = (
    "workflow_eventbody",
    "CREATE TRIGGER workflow_eventbody_erasure BEFORE DELETE ON workflow_eventbody "
    "FOR EACH ROW EXECUTE FUNCTION workflow_check_erasure()",
)
TRIGGERS["workflow_subject_versioned"] = (
    "workflow_subject",
    "CREATE TRIGGER workflow_subject_versioned BEFORE UPDATE ON workflow_subject FOR EACH ROW "
    "WHEN ((NEW.state, NEW.version, NEW.kind, NEW.head_hash) IS DISTINCT FROM "
    "(OLD.state, OLD.version, OLD.kind, OLD.head_hash) "
    "AND (NEW.version <> OLD.version + 1 OR NEW.kind <> OLD.kind)) "
    "EXECUTE FUNCTION workflow_refuse('a state changes only with version + 1')",
)
TRIGGERS["workflow_subject_no_delete"] = (
    "workflow_subject",
    "CREATE TRIGGER workflow_subject_no_delete BEFORE DELETE ON workflow_subject "
    "FOR EACH ROW EXECUTE FUNCTION workflow_check_deletion()",
)

LIST_TRIGGERS = (
    "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT tgisinternal AND n.nspname = current_schema() AND tgname LIKE 'workflow_%'"
)


def drop(name: str) -> str:
    """Return the statement that removes a trigger if it exists."""
    return f"DROP TRIGGER IF EXISTS {name} ON {TRIGGERS[name][0]}"


def list_statements(name: str) -> list[str]:
    """Return the statements that install a trigger anew."""
    return [drop(name), TRIGGERS[name][1]]
