"""The addresses of conventions."""

from django.urls import path

from lifecycle.web.conventions.acting import act, preview
from lifecycle.web.conventions.annexes import choose_annexes
from lifecycle.web.conventions.attaching import attach_file
from lifecycle.web.conventions.parties import name_parties
from lifecycle.web.conventions.reading import show_convention, show_conventions
from lifecycle.web.conventions.writing import begin_convention, edit_text

urlpatterns = [
    path("", show_conventions, name="convention_list"),
    path("new/", begin_convention, name="convention_new"),
    path("<int:pk>/", show_convention, name="convention"),
    path("<int:pk>/text/", edit_text, name="convention_text"),
    path("<int:pk>/parties/", name_parties, name="convention_parties"),
    path("<int:pk>/annexes/", choose_annexes, name="convention_annexes"),
    path("<int:pk>/attach/", attach_file, name="convention_attach"),
    path("<int:pk>/do/<str:name>/", act, name="convention_transition"),
    path("<int:pk>/do/<str:name>/preview/", preview, name="convention_preview"),
]
