"""The addresses of rounds of decisions."""

from django.urls import path

from lifecycle.web.rounds.acting import invite_again, stand_down, transfer
from lifecycle.web.rounds.answering import decide
from lifecycle.web.rounds.recording import confirm_record, decline_record, record
from lifecycle.web.rounds.showing import show_round

urlpatterns = [
    path("<int:pk>/", show_round, name="round"),
    path("<int:pk>/seats/<int:seat_id>/decide/", decide, name="round_decide"),
    path("<int:pk>/seats/<int:seat_id>/stand-down/", stand_down, name="round_stand_down"),
    path("<int:pk>/seats/<int:seat_id>/invite-again/", invite_again, name="round_invite_again"),
    path("<int:pk>/seats/<int:seat_id>/transfer/", transfer, name="round_transfer"),
    path("<int:pk>/seats/<int:seat_id>/record/", record, name="round_record"),
    path("records/<int:pk>/confirm/", confirm_record, name="round_record_confirm"),
    path("records/<int:pk>/decline/", decline_record, name="round_record_decline"),
]
