"""The addresses of the versions of a plan."""

from django.urls import path

from lifecycle.web.versions import editing, reading

urlpatterns = [
    path("<slug:code>/versions/", reading.show_versions, name="version_list"),
    path("<slug:code>/versions/new/", editing.begin, name="version_new"),
    path("<slug:code>/versions/<int:number>/", reading.show_version, name="version"),
    path("<slug:code>/versions/<int:number>/words/", editing.describe, name="version_words"),
    path("<slug:code>/versions/<int:number>/lines/", editing.order_lines, name="version_lines"),
    path("<slug:code>/versions/<int:number>/freeze/", editing.freeze, name="version_freeze"),
    path("<slug:code>/versions/<int:number>/discard/", editing.discard, name="version_discard"),
    path(
        "<slug:code>/versions/<int:number>/lines/<int:line>/",
        reading.show_line,
        name="version_line",
    ),
    path(
        "<slug:code>/versions/<int:number>/since/<int:before>/",
        reading.show_difference,
        name="version_difference",
    ),
]
