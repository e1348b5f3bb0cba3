"""The one door: only what stands here changes a state."""

from workflow.engine.access import fireable_by, may_fire, may_see, visible_to
from workflow.engine.acts import fire_act
from workflow.engine.asking import ask_at_once
from workflow.engine.births import give_birth, load_in
from workflow.engine.bulk import Result, fire_many
from workflow.engine.carrying import find_earlier_decision
from workflow.engine.casting import get_seat
from workflow.engine.confirming import confirm, decline
from workflow.engine.deciding import decide, decline_seat, stand_down
from workflow.engine.explaining import (
    Explanation,
    Reason,
    TransitionExplanation,
    available,
    explain,
    path,
    waiting_for,
)
from workflow.engine.facts import record_fact, waive
from workflow.engine.firing import fire
from workflow.engine.joining import join_seat
from workflow.engine.lapsing import lapse
from workflow.engine.previewing import Preview, preview, preview_act
from workflow.engine.recording import record_decision
from workflow.engine.reseating import invite_again, renew_seat, transfer_seat
from workflow.engine.text_locks import is_locked

__all__ = [
    "Explanation",
    "Preview",
    "Reason",
    "Result",
    "TransitionExplanation",
    "ask_at_once",
    "available",
    "confirm",
    "decide",
    "decline",
    "decline_seat",
    "explain",
    "find_earlier_decision",
    "fire",
    "fire_act",
    "fire_many",
    "fireable_by",
    "get_seat",
    "give_birth",
    "invite_again",
    "is_locked",
    "join_seat",
    "lapse",
    "load_in",
    "may_fire",
    "may_see",
    "path",
    "preview",
    "preview_act",
    "record_decision",
    "record_fact",
    "renew_seat",
    "stand_down",
    "transfer_seat",
    "visible_to",
    "waiting_for",
    "waive",
]
