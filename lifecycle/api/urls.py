"""Every address of the API, and the problem that answers all others."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView

from lifecycle.api import (
    assessments,
    attachments,
    awaited,
    calendar_feed,
    candidates,
    comments,
    commitments,
    confirmations,
    consultations,
    contributions,
    conventions,
    councils,
    docs,
    duplicates,
    plan_versions,
    plans,
    porters,
    progress,
    proposals,
    rounds,
    sheets,
    synthesis,
    uptakes,
    waivers,
    work,
)
from lifecycle.api.converters import register_converters
from lifecycle.api.history import HistoryView
from lifecycle.api.transitions import PreviewView, TransitionsView, make_transition_view
from lifecycle.api.unknown import UnknownView
from lifecycle.api.unlisted import UnlistedTransitionView
from workflow.machine.registry import get_machine

register_converters()


def list_subject_urls(prefix: str, kind: str) -> list[URLPattern]:
    """Return the addresses that every subject has: transitions, history, files.

    Each transition that people fire has an address of its own, so that the schema says what it
    takes; what is asked for under another name is answered by the engine.
    """
    subject = f"{prefix}/<key:pk>"
    fired = [name for name, each in get_machine(kind).transitions.items() if each.roles]
    return [
        path(f"{subject}/transitions/", TransitionsView.as_view(kind=kind)),
        *[
            path(f"{subject}/transitions/{name}/", make_transition_view(kind, name), {"name": name})
            for name in fired
        ],
        path(
            f"{subject}/transitions/<slug:name>/",
            UnlistedTransitionView.as_view(kind=kind),
            name=f"api_{kind}_transition",
        ),
        path(f"{subject}/transitions/<slug:name>/preview/", PreviewView.as_view(kind=kind)),
        path(f"{subject}/events/", HistoryView.as_view(kind=kind)),
        path(f"{subject}/attachments/", attachments.AttachmentsView.as_view(kind=kind)),
        path(f"{subject}/comments/", comments.CommentsView.as_view(kind=kind)),
        path(f"{subject}/waivers/", waivers.WaiversView.as_view(kind=kind)),
    ]


urlpatterns = [
    path("v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("v1/docs/", docs.show_docs, name="api_docs"),
    path("v1/proposals/", proposals.ProposalListView.as_view()),
    path("v1/proposals/record/", proposals.RecordProposalView.as_view()),
    path("v1/proposals/compose/", proposals.ComposeDossierView.as_view()),
    path("v1/proposals/<key:pk>/", proposals.ProposalView.as_view()),
    path("v1/proposals/<key:pk>/uptakes/", uptakes.UptakesView.as_view()),
    path("v1/proposals/<key:pk>/suspicions/", duplicates.SuspicionsView.as_view()),
    path("v1/proposals/<key:pk>/conflicts/", assessments.ConflictsView.as_view()),
    path("v1/proposals/<key:pk>/candidates/", candidates.CandidatesView.as_view()),
    path("v1/proposals/<key:pk>/candidates/ask-all/", candidates.AskAllView.as_view()),
    path("v1/proposals/<key:pk>/porters/", porters.PortersView.as_view()),
    path("v1/proposals/<key:pk>/sheet/", sheets.SheetView.as_view()),
    path("v1/proposals/<key:pk>/sheet/versions/", sheets.SheetVersionsView.as_view()),
    path("v1/proposals/<key:pk>/sheet/versions/<key:number>/", sheets.SheetVersionView.as_view()),
    path(
        "v1/proposals/<key:pk>/sheet/versions/<key:number>/restore/",
        sheets.RestoreVersionView.as_view(),
    ),
    path("v1/proposals/<key:pk>/sheet/difference/", sheets.SheetDifferenceView.as_view()),
    path("v1/proposals/<key:pk>/sheet/since-consultation/", sheets.PublicDifferenceView.as_view()),
    path("v1/proposals/<key:pk>/sheet/lint/", sheets.SheetLintView.as_view()),
    path("v1/proposals/<key:pk>/sheet/prefill/", sheets.SheetPrefillView.as_view()),
    path("v1/proposals/<key:pk>/sheet/prefill/check/", sheets.SheetCheckView.as_view()),
    *list_subject_urls("v1/proposals", "proposal"),
    path("v1/porters/<key:pk>/remove/", porters.RemovePartnerView.as_view()),
    path("v1/activities/<key:pk>/awaited/", awaited.ActivityAwaitView.as_view()),
    path("v1/commitments/<key:pk>/awaited/", awaited.CommitmentAwaitView.as_view()),
    path("v1/awaited/<key:pk>/withdraw/", awaited.WithdrawView.as_view()),
    path("v1/awaited/<key:pk>/name/", awaited.NameView.as_view()),
    path("v1/awaited/<key:pk>/answer/", awaited.AnswerView.as_view()),
    path("v1/uptakes/<key:pk>/release/", uptakes.ReleaseView.as_view()),
    path("v1/suspicions/<key:pk>/resolve/", duplicates.ResolveView.as_view()),
    path("v1/plans/", plans.PlanListView.as_view()),
    path("v1/plans/<key:pk>/", plans.PlanView.as_view()),
    path("v1/plans/<key:pk>/stages/", plans.PlanStagesView.as_view()),
    path("v1/plans/<key:pk>/themes/", plans.PlanThemesView.as_view()),
    path("v1/plans/<key:pk>/criteria/", plans.PlanCriteriaView.as_view()),
    path("v1/plans/<key:pk>/progress/", progress.PlanProgressView.as_view()),
    path("v1/commitments/<key:pk>/weights/", progress.WeightsView.as_view()),
    path("v1/plans/<key:pk>/commitments/", commitments.PlanCommitmentsView.as_view()),
    *list_subject_urls("v1/plans", "plan"),
    path("v1/stages/<key:pk>/", plans.StageView.as_view()),
    *list_subject_urls("v1/stages", "plan_stage"),
    path("v1/plans/<key:pk>/versions/", plan_versions.PlanVersionsView.as_view()),
    path("v1/versions/<key:pk>/", plan_versions.PlanVersionView.as_view()),
    path("v1/versions/<key:pk>/lines/", plan_versions.PlanVersionLinesView.as_view()),
    path("v1/versions/<key:pk>/freeze/", plan_versions.FreezeView.as_view()),
    path("v1/versions/<key:pk>/since/<key:before>/", plan_versions.DifferenceView.as_view()),
    path("v1/consultations/", consultations.ConsultationListView.as_view()),
    path("v1/consultations/<key:pk>/", consultations.ConsultationView.as_view()),
    path("v1/consultations/<key:pk>/notice/", consultations.NoticeView.as_view()),
    path("v1/consultations/<key:pk>/leave-out/", consultations.LeaveOutView.as_view()),
    path("v1/consultations/<key:pk>/take-in/", consultations.TakeInView.as_view()),
    path(
        "v1/consultations/<key:pk>/differences/",
        consultations.ConsultationDifferencesView.as_view(),
    ),
    path("v1/consultations/<key:pk>/contributions/", contributions.ContributionsView.as_view()),
    path("v1/consultations/<key:pk>/work/", contributions.WorkView.as_view()),
    *list_subject_urls("v1/consultations", "consultation"),
    path(
        "v1/proposals/<key:pk>/difference/publish/",
        consultations.PublishDifferenceView.as_view(),
    ),
    path("v1/contributions/<key:pk>/publish/", contributions.PublishView.as_view()),
    path("v1/contributions/<key:pk>/withhold/", contributions.WithholdView.as_view()),
    path("v1/contributions/<key:pk>/answer/", contributions.AnswerView.as_view()),
    path("v1/contributions/<key:pk>/propose/", contributions.ProposeView.as_view()),
    path("v1/contributions/<key:pk>/group/", contributions.GroupView.as_view()),
    path("v1/contributions/<key:pk>/ungroup/", contributions.UngroupView.as_view()),
    path("v1/contributions/follow/<str:token>/", contributions.ReceivedView.as_view()),
    path("v1/commitments/<key:pk>/", commitments.CommitmentView.as_view()),
    *list_subject_urls("v1/commitments", "commitment"),
    path("v1/plans/<key:pk>/councils/", councils.PlanCouncilsView.as_view()),
    path("v1/plans/<key:pk>/synthesis/", synthesis.SynthesisView.as_view()),
    path("v1/councils/<key:pk>/", councils.CouncilView.as_view()),
    path("v1/councils/<key:pk>/leave-out/", councils.CouncilLeaveOutView.as_view()),
    path("v1/councils/<key:pk>/put-back/", councils.CouncilPutBackView.as_view()),
    path("v1/councils/<key:pk>/freeze/", councils.FreezeFileView.as_view()),
    path("v1/councils/<key:pk>/thaw/", councils.ThawFileView.as_view()),
    path("v1/councils/<key:pk>/outcomes/", councils.OutcomesView.as_view()),
    *list_subject_urls("v1/councils", "council"),
    path("v1/activities/<key:pk>/", commitments.ActivityView.as_view()),
    *list_subject_urls("v1/activities", "activity"),
    path("v1/conventions/", conventions.ConventionListView.as_view()),
    path("v1/conventions/<key:pk>/", conventions.ConventionView.as_view()),
    path("v1/conventions/<key:pk>/parties/", conventions.PartiesView.as_view()),
    path("v1/conventions/<key:pk>/annexes/", conventions.AnnexesView.as_view()),
    *list_subject_urls("v1/conventions", "convention"),
    path("v1/confirmations/<key:pk>/confirm/", confirmations.ConfirmView.as_view()),
    path("v1/confirmations/<key:pk>/decline/", confirmations.DeclineView.as_view()),
    path("v1/rounds/<key:pk>/", rounds.RoundView.as_view()),
    path("v1/rounds/<key:pk>/decide/", rounds.DecideView.as_view()),
    path("v1/rounds/<key:pk>/decline/", rounds.DeclineSeatView.as_view()),
    path("v1/rounds/<key:pk>/stand-down/", rounds.StandDownView.as_view()),
    path("v1/rounds/<key:pk>/invite-again/", rounds.InviteAgainView.as_view()),
    path("v1/rounds/<key:pk>/transfer/", rounds.TransferView.as_view()),
    path("v1/rounds/<key:pk>/record/", rounds.RecordView.as_view()),
    path("v1/seats/<key:pk>/score/", assessments.ScoreView.as_view()),
    path("v1/seats/<key:pk>/abstain/", assessments.AbstainView.as_view()),
    path("v1/attachments/<key:pk>/", attachments.AttachmentView.as_view(), name="api_attachment"),
    path("v1/calendar-feed/", calendar_feed.CalendarFeedView.as_view()),
    path("v1/inbox/", work.InboxView.as_view()),
    path("v1/inbox/<key:pk>/claim/", work.ClaimView.as_view()),
    path("v1/inbox/<key:pk>/hand-back/", work.HandBackView.as_view()),
    path("v1/inbox/<key:pk>/remind/", work.RemindView.as_view()),
    path("v1/inbox/<key:pk>/pause/", work.PauseView.as_view()),
    path("v1/inbox/<key:pk>/snooze/", work.SnoozeView.as_view()),
    path("v1/inbox/<key:pk>/extend/", work.ExtendView.as_view()),
    path("", UnknownView.as_view()),
    path("<path:rest>", UnknownView.as_view()),
]
