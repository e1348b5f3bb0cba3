"""The addresses of those who may carry a dossier and of those who do."""

from django.urls import path

from lifecycle.web.porters.candidates import ask_everybody, choose_candidates
from lifecycle.web.porters.partners import add_partner, remove_partner
from lifecycle.web.porters.reading import show_porters

urlpatterns = [
    path("<int:pk>/candidates/", choose_candidates, name="proposal_candidates"),
    path("<int:pk>/candidates/ask-all/", ask_everybody, name="proposal_ask_all"),
    path("<int:pk>/porters/", show_porters, name="proposal_porters"),
    path("<int:pk>/porters/add/", add_partner, name="proposal_add_partner"),
    path(
        "<int:pk>/porters/<int:porter_id>/remove/", remove_partner, name="proposal_remove_partner"
    ),
]
