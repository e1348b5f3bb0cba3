"""The addresses of proposals and their dossiers."""

from django.urls import path

from lifecycle.web.proposals.acting import act, preview
from lifecycle.web.proposals.answering import confirm, decline
from lifecycle.web.proposals.attachments import attach_file, download, remove_file
from lifecycle.web.proposals.carrying import link_dossier, release_uptake
from lifecycle.web.proposals.composing import compose_dossier
from lifecycle.web.proposals.dossier import show_proposal
from lifecycle.web.proposals.duplicates import compare_duplicate, suspect_duplicate
from lifecycle.web.proposals.following import claim, follow, show_receipt
from lifecycle.web.proposals.helping import comment, hide_comment, remind, waive
from lifecycle.web.proposals.history import show_history
from lifecycle.web.proposals.listing import list_proposals
from lifecycle.web.proposals.machine import show_machine
from lifecycle.web.proposals.naming import remove_name
from lifecycle.web.proposals.recording import record
from lifecycle.web.proposals.writing import begin_proposal, edit_proposal

urlpatterns = [
    path("", list_proposals, name="proposal_list"),
    path("new/", begin_proposal, name="proposal_new"),
    path("record/", record, name="proposal_record"),
    path("compose/", compose_dossier, name="proposal_compose"),
    path("follow/<slug:token>/", follow, name="proposal_follow"),
    path("follow/<slug:token>/claim/", claim, name="proposal_claim"),
    path("attachments/<int:pk>/", download, name="attachment"),
    path("attachments/<int:pk>/remove/", remove_file, name="attachment_remove"),
    path("<int:pk>/", show_proposal, name="proposal"),
    path("<int:pk>/edit/", edit_proposal, name="proposal_edit"),
    path("<int:pk>/receipt/", show_receipt, name="proposal_receipt"),
    path("<int:pk>/history/", show_history, name="proposal_history"),
    path("<int:pk>/machine/", show_machine, name="proposal_machine"),
    path("<int:pk>/do/<str:name>/", act, name="proposal_transition"),
    path("<int:pk>/do/<str:name>/preview/", preview, name="proposal_preview"),
    path("<int:pk>/rounds/<int:round_id>/confirm/", confirm, name="proposal_confirm"),
    path("<int:pk>/rounds/<int:round_id>/decline/", decline, name="proposal_decline"),
    path("<int:pk>/waive/<str:guard>/", waive, name="proposal_waive"),
    path("<int:pk>/remind/<int:item_id>/", remind, name="proposal_remind"),
    path("<int:pk>/attach/", attach_file, name="proposal_attach"),
    path("<int:pk>/comments/", comment, name="proposal_comment"),
    path("<int:pk>/comments/<int:comment_id>/hide/", hide_comment, name="proposal_hide_comment"),
    path("<int:pk>/duplicates/", suspect_duplicate, name="proposal_suspect"),
    path("<int:pk>/duplicates/<int:suspicion_id>/", compare_duplicate, name="proposal_compare"),
    path("<int:pk>/dossiers/", link_dossier, name="proposal_link"),
    path("<int:pk>/dossiers/<int:uptake_id>/release/", release_uptake, name="proposal_release"),
    path("<int:pk>/authors/<int:author_id>/remove/", remove_name, name="proposal_remove_name"),
]
