"""The addresses of the assessment."""

from django.urls import path

from lifecycle.web.prioritization.deciding import decide_many
from lifecycle.web.prioritization.overview import show_assessment
from lifecycle.web.prioritization.ranking import show_ranking
from lifecycle.web.prioritization.seats import abstain_from_seat, declare_interest, show_seat

urlpatterns = [
    path("", show_assessment, name="assessment"),
    path("seats/<int:pk>/", show_seat, name="assessment_seat"),
    path("seats/<int:pk>/abstain/", abstain_from_seat, name="assessment_abstain"),
    path("seats/<int:pk>/conflict/", declare_interest, name="assessment_conflict"),
    path("<slug:code>/ranking/", show_ranking, name="ranking"),
    path("<slug:code>/decide/", decide_many, name="decide_many"),
]
