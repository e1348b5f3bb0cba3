"""All the SQL of the sweep, of both dialects: one text each, with what differs filled in.

Days are counted by ordinals: +n working days is one look-up in the numbered working days. A rung
at 0 fires on the very day, +n on the n-th working day after it, -n on the n-th before, whether or
not that day itself is worked. A rung whose day the calendar does not know waits until it does.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """How a database is given ids, a day and an instant, picks the lowest rung, and locks rows."""

    ids: str
    today: str
    now: str
    text: str
    desks: str
    lowest: str
    lock: str


SQLITE = Dialect(
    ids="SELECT value FROM json_each(%(ids)s)",
    today="%(today)s",
    now="%(now)s",
    text="text",
    desks=(
        "SELECT json_extract(value, '$.rung') AS rung_id, json_extract(value, '$.role') AS role"
        " FROM json_each(%(desks)s)"
    ),
    # The other columns are those of the row with the least place, as SQLite promises.
    lowest="SELECT id, code, fires_on, MIN(place) FROM climbing GROUP BY id",
    # The transaction is IMMEDIATE: since it began nobody else writes.
    lock="",
)
POSTGRESQL = Dialect(
    ids="SELECT unnest(%(ids)s::bigint[])",
    today="%(today)s::date",
    now="%(now)s::timestamptz",
    text="varchar",
    desks=(
        "SELECT rung AS rung_id, role"
        " FROM json_to_recordset(%(desks)s::json) AS given(rung bigint, role varchar)"
    ),
    lowest="SELECT DISTINCT ON (id) id, code, fires_on FROM climbing ORDER BY id, place",
    # Another worker's items are left to it; rows that refer to these may be inserted meanwhile.
    lock="FOR NO KEY UPDATE SKIP LOCKED",
)

#: Items that nobody has counted yet. Reads the index work_item_uncounted.
_UNCOUNTED = """
    SELECT id FROM workflow_workitem
    WHERE closed_at IS NULL AND ladder_id IS NOT NULL AND next_rung = ''
    ORDER BY id LIMIT %(batch)s
"""

#: Items whose next rung is due. Reads the index work_item_sweep.
_DUE = """
    SELECT id FROM workflow_workitem
    WHERE closed_at IS NULL AND paused_at IS NULL
        AND next_rung_on IS NOT NULL AND next_rung_on <= {today}
    ORDER BY next_rung_on LIMIT %(batch)s
"""

#: Everything that `foresee_rungs` looks at: what is due, and what nobody has counted.
_ALL_DUE = """
    SELECT id FROM workflow_workitem
    WHERE closed_at IS NULL AND paused_at IS NULL AND ladder_id IS NOT NULL
        AND (next_rung = '' OR next_rung_on <= {today})
"""

#: The rungs that these items have not climbed in their generation, each with the day it fires.
_CLIMB = """
    WITH item AS MATERIALIZED (
        SELECT one.id, one.generation, ladder.id AS ladder_id, ladder.is_proposed,
            COALESCE(one.renewed_on, one.anchor_on) AS began_on,
            CASE ladder.counted_from
                WHEN 'opening' THEN one.anchor_on ELSE one.due_on
            END AS base_on
        FROM workflow_workitem one JOIN workflow_ladder ladder ON ladder.code = one.ladder_id
        WHERE one.id IN ({ids})
    ), base AS MATERIALIZED (
        SELECT base_on AS day,
            (SELECT ordinal FROM workflow_workingday
                WHERE day <= item.base_on ORDER BY day DESC LIMIT 1) AS worked_until,
            (SELECT ordinal FROM workflow_workingday
                WHERE day >= item.base_on ORDER BY day LIMIT 1) AS worked_from
        FROM (SELECT DISTINCT base_on FROM item WHERE base_on IS NOT NULL) item
    ), step AS MATERIALIZED (
        SELECT rung.ladder_id, rung.code, rung.offset_working_days AS offset_days,
            base.day AS base_on,
            CASE rung.offset_working_days WHEN 0 THEN base.day ELSE worked.day END AS fires_on
        FROM base CROSS JOIN workflow_ladderrung rung
        LEFT JOIN workflow_workingday worked ON worked.ordinal = rung.offset_working_days
            + CASE WHEN rung.offset_working_days > 0
                THEN base.worked_until ELSE base.worked_from END
        WHERE rung.ladder_id IN (SELECT ladder_id FROM item)
    ), rung AS (
        SELECT item.id, item.generation, item.is_proposed, item.began_on,
            step.code, step.offset_days, step.fires_on
        FROM item JOIN step ON step.ladder_id = item.ladder_id AND step.base_on = item.base_on
        WHERE NOT EXISTS (
            SELECT 1 FROM workflow_escalation fired
            WHERE fired.work_item_id = item.id AND fired.generation = item.generation
                AND fired.rung = step.code
        )
    )
"""

#: Of what is due at once the highest rung speaks, the others are passed over. A reminder whose day
#: had passed when the generation began is passed over in silence.
_STANDING = """
    , due AS (
        SELECT rung.*,
            CASE WHEN offset_days < 0 AND fires_on < began_on
                THEN NULL ELSE offset_days END AS spoken_offset
        FROM rung WHERE fires_on <= {today}
    ), ranked AS (
        SELECT due.*, MAX(spoken_offset) OVER (PARTITION BY id) AS highest FROM due
    ), standing AS (
        SELECT id, generation, code, offset_days, fires_on,
            CASE WHEN spoken_offset IS NULL OR spoken_offset < highest THEN 'skipped'
                WHEN is_proposed THEN 'proposed' ELSE 'spoken' END AS standing
        FROM ranked
    )
"""

#: The lowest rung that is left, one whose day is known first; behind all of them the end of the
#: ladder, so that each item has one. No join finds that end: SQLite would compare all with all.
_COUNT = """
    , climbing AS (
        SELECT id, code, fires_on,
            offset_days + CASE WHEN fires_on IS NULL THEN 500000 ELSE 0 END AS place
        FROM rung UNION ALL SELECT id, '-', NULL, 1000000 FROM item
    )
    UPDATE workflow_workitem SET next_rung = coming.code, next_rung_on = coming.fires_on
    FROM ({lowest}) coming
    WHERE workflow_workitem.id = coming.id
"""

_FIRE = """
    INSERT INTO workflow_escalation
        (work_item_id, generation, rung, standing, fired_at, sent_via)
    SELECT id, generation, code, standing, {now}, ''
    FROM standing WHERE true ORDER BY id, offset_days
    ON CONFLICT DO NOTHING
    RETURNING id, rung, standing
"""

_FORESEE = """
    SELECT standing.id, subject.kind, subject.reference, subject.id,
        standing.code, standing.standing, standing.fires_on
    FROM standing
    JOIN workflow_workitem one ON one.id = standing.id
    JOIN workflow_subject subject ON subject.id = one.subject_id
    ORDER BY standing.id, standing.offset_days
"""

#: What the rungs that fired put on the desk of a group. In the order of its unique constraint, so
#: that two workers never wait for one another.
_OPEN = """
    INSERT INTO workflow_workitem (
        subject_id, kind, role, desk, matter, ends_with_state, opened_at,
        opened_by_id, anchor_on, due_on, generation, pause_reason, is_extended, escalation_id,
        next_rung
    )
    SELECT climbing.subject_id, %(kind)s, desk.role, desk.role,
        CAST(fired.id AS {text}), climbing.ends_with_state, {now}, climbing.opened_by_id, {today},
        climbing.due_on, 1, '', false, fired.id, ''
    FROM workflow_escalation fired
    JOIN workflow_workitem climbing ON climbing.id = fired.work_item_id
    JOIN workflow_ladder ladder ON ladder.code = climbing.ladder_id
    JOIN workflow_ladderrung step ON step.ladder_id = ladder.id AND step.code = fired.rung
    JOIN ({desks}) desk ON desk.rung_id = step.id
    WHERE fired.id IN ({ids})
    ORDER BY climbing.subject_id, desk.role, fired.id
    ON CONFLICT DO NOTHING
"""

#: What spoke and opened nothing is announced, so that nothing that speaks is silent.
_TELL = """
    INSERT INTO workflow_announcement
        (subject_id, escalation_id, topic, delivery_class, available_at)
    SELECT climbing.subject_id, fired.id, %(topic)s, %(delivery_class)s, {now}
    FROM workflow_escalation fired
    JOIN workflow_workitem climbing ON climbing.id = fired.work_item_id
    WHERE fired.id IN ({ids}) AND NOT EXISTS (
        SELECT 1 FROM workflow_workitem opened WHERE opened.escalation_id = fired.id
    )
    ORDER BY fired.id
"""


#: Items whose rungs opened something that is still there, and that are done or have begun another
#: generation. Reads the index work_item_opened_by_rung, whose column is compared to be used.
_FIND_OVER = """
    SELECT DISTINCT climbing.id
    FROM workflow_workitem opened
    JOIN workflow_escalation fired ON fired.id = opened.escalation_id
    JOIN workflow_workitem climbing ON climbing.id = fired.work_item_id
    WHERE opened.closed_at IS NULL AND opened.escalation_id > 0
        AND (climbing.closed_at IS NOT NULL OR climbing.generation <> fired.generation)
    LIMIT %(batch)s
"""


@dataclass(frozen=True)
class Statements:
    """The statements of one dialect; parameters are named. What is picked is locked as well."""

    find_uncounted: str
    find_due: str
    pick_uncounted: str
    pick_due: str
    count: str
    fire: str
    foresee: str
    open: str
    tell: str
    find_over: str


def _compile(dialect: Dialect) -> Statements:
    parts = vars(dialect)
    climb = _CLIMB.format(**parts)
    all_due = _CLIMB.format(**{**parts, "ids": _ALL_DUE.format(**parts)})
    standing = _STANDING.format(**parts)
    uncounted, due = _UNCOUNTED.format(**parts), _DUE.format(**parts)
    return Statements(
        find_uncounted=uncounted,
        find_due=due,
        pick_uncounted=uncounted + dialect.lock,
        pick_due=due + dialect.lock,
        count=climb + _COUNT.format(**parts),
        fire=climb + standing + _FIRE.format(**parts),
        foresee=all_due + standing + _FORESEE.format(**parts),
        open=_OPEN.format(**parts),
        tell=_TELL.format(**parts),
        find_over=_FIND_OVER,
    )


STATEMENTS = {"sqlite": _compile(SQLITE), "postgresql": _compile(POSTGRESQL)}
