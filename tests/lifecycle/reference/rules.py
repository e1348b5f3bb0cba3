"""The road of a proposal, written down a second time from the rules, not from the code.

Nothing here is imported from the product: what both say must have been read twice.
"""

from dataclasses import dataclass

AUTHOR, TEAM, LEAD, OWNER, PROJECT_LEAD = "author", "team", "lead", "owner", "project_lead"
#: The second member of the ministry team, who confirms what the first proposes.
SECOND = "second"
#: Somebody without any part in it.
CITIZEN = "citizen"
EVERYBODY = (AUTHOR, TEAM, SECOND, LEAD, OWNER, PROJECT_LEAD, CITIZEN)
STAFF = {TEAM, SECOND, LEAD}
#: Fired by the end of a round, by an act on the plan, by another dossier or by the clock.
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """From these states to that one, by these people."""

    sources: frozenset[str]
    target: str
    who: frozenset[str]
    #: The ministry team may record it from paper for whoever may do it.
    on_paper: bool = False


def _rule(sources: str, target: str, *who: str, on_paper: bool = False) -> Rule:
    people = {*who, SECOND} if TEAM in who else set(who)
    return Rule(frozenset(sources.split()), target, frozenset(people), on_paper)


EARLY = "draft submitted needs_details merge_proposed admissible in_assessment"
DOSSIER = "prioritized porter_search unported lead_naming sheet_drafting sheet_approval ready"
LATE = "in_consultation finalization signature signed"
CARRIED = f"lead_naming sheet_drafting sheet_approval ready {LATE}"

RULES: dict[str, Rule] = {
    "submit": _rule("draft", "submitted", AUTHOR),
    "lapse": Rule(frozenset({"draft"}), "lapsed", NOBODY),
    "request_details": _rule("submitted", "needs_details", TEAM),
    "give_details": _rule("needs_details", "submitted", AUTHOR, on_paper=True),
    "close_unanswered": Rule(frozenset({"needs_details"}), "inadmissible", NOBODY),
    "admit": _rule("submitted", "admissible", TEAM),
    "refuse": _rule("submitted needs_details", "inadmissible", TEAM),
    "redirect": _rule("submitted in_assessment", "redirected", LEAD),
    "merge": _rule("submitted admissible in_assessment", "merge_proposed", TEAM),
    "object": _rule("merge_proposed", "submitted", AUTHOR, on_paper=True),
    "confirm_merge": _rule("merge_proposed", "merged", AUTHOR),
    "split": _rule("admissible in_assessment prioritized", "split", TEAM),
    "start_assessment": _rule("admissible", "in_assessment", TEAM),
    "retain": _rule("in_assessment", "prioritized", LEAD),
    "decline": _rule("in_assessment", "not_retained", LEAD),
    "defer": _rule("in_assessment", "deferred", LEAD),
    "seek_porter": _rule("prioritized", "porter_search", TEAM),
    "take_up": _rule("prioritized", "taken_up", TEAM),
    "fulfil": Rule(frozenset({"taken_up"}), "fulfilled", NOBODY),
    "release": Rule(frozenset({"taken_up"}), "prioritized", NOBODY),
    "release_late": Rule(frozenset({"taken_up"}), "deferred", NOBODY),
    "confirm_porter": Rule(frozenset({"porter_search"}), "lead_naming", NOBODY),
    "no_porter": Rule(frozenset({"porter_search"}), "unported", NOBODY),
    "seek_again": _rule("unported", "porter_search", TEAM),
    "decline_unported": _rule("unported", "not_retained", LEAD),
    "name_lead": _rule("lead_naming", "sheet_drafting", OWNER),
    "withdraw_porter": _rule(CARRIED, "porter_search", OWNER, LEAD),
    "submit_sheet": _rule("sheet_drafting", "sheet_approval", PROJECT_LEAD),
    "approve_sheet": Rule(frozenset({"sheet_approval"}), "ready", NOBODY),
    "return_sheet": Rule(frozenset({"sheet_approval"}), "sheet_drafting", NOBODY),
    "reopen_sheet": _rule("ready", "sheet_drafting", TEAM),
    "rejoin": _rule("ready", "finalization", LEAD),
    "open_consultation": Rule(frozenset({"ready"}), "in_consultation", NOBODY),
    "close_consultation": Rule(frozenset({"in_consultation"}), "finalization", NOBODY),
    "cancel_consultation": Rule(frozenset({"in_consultation"}), "ready", NOBODY),
    "finalize": _rule("finalization", "signature", TEAM),
    "keep_signatures": _rule("finalization", "signed", TEAM),
    "rework": _rule("finalization", "sheet_drafting", TEAM),
    "complete_signature": Rule(frozenset({"signature"}), "signed", NOBODY),
    "refuse_signature": Rule(frozenset({"signature"}), "finalization", NOBODY),
    "recall": _rule("signature signed", "finalization", TEAM),
    "present": Rule(frozenset({"signed"}), "at_council", NOBODY),
    "adopt": Rule(frozenset({"at_council"}), "adopted", NOBODY),
    "return_from_council": Rule(frozenset({"at_council"}), "finalization", NOBODY),
    "remove": Rule(frozenset({"at_council"}), "dropped", NOBODY),
    "take_off_agenda": Rule(frozenset({"at_council"}), "signed", NOBODY),
    "withdraw": _rule(EARLY, "withdrawn", AUTHOR, on_paper=True),
    "defer_dossier": _rule(f"{DOSSIER} finalization", "deferred", LEAD),
    "drop": _rule(f"{DOSSIER} {LATE}", "dropped", LEAD),
    "leave_behind": Rule(
        frozenset(f"{EARLY} {DOSSIER} {LATE}".split()) - {"draft"}, "deferred", NOBODY
    ),
    "reopen_intake": _rule("inadmissible redirected withdrawn", "submitted", LEAD),
    "reopen_assessment": _rule("merged not_retained deferred", "admissible", LEAD),
    "reopen_dossier": _rule("dropped", "prioritized", LEAD),
}
#: How often its author is asked, and how often a sheet returns before its porters meet.
QUESTIONS, RETURNS = 2, 3
#: Working days that the author has, and those whom a round asks, the clock then goes on alone.
TERMS = {"needs_details": 10, "merge_proposed": 10}
SEAT_TERMS = {"porter_search": 10, "sheet_approval": 5}
#: What the clock does once the day of a state has passed.
UNANSWERED = {
    "draft": "lapse",
    "needs_details": "close_unanswered",
    "merge_proposed": "confirm_merge",
}
#: On their road; the others wait for nobody.
LIVE = frozenset(f"{EARLY} {DOSSIER} {LATE} taken_up at_council".split())
#: What a duplicate can go on as part of.
MERGE_TARGETS = LIVE - {"draft", "taken_up"}
#: What can take up a retained idea.
CARRIERS = frozenset(f"{DOSSIER} {LATE}".split())
#: Where candidates are named: from admission on, but not while they are asked.
RANKED = frozenset(f"admissible in_assessment prioritized unported {CARRIED}".split())
RETAINED = frozenset({"prioritized", "taken_up"})
#: Entering one of these lets go of the ideas that a dossier carried.
LETS_GO = frozenset({"deferred", "dropped", "not_retained", "split"})
