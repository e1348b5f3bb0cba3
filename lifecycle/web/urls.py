"""Every address of the pages, one list a subject."""

from django.urls import include, path

from lifecycle.web.edge import answer_at_the_edge

urlpatterns = [
    path("", include("lifecycle.web.site_urls")),
    path("", include("lifecycle.web.work.urls")),
    path("proposals/", include("lifecycle.web.proposals.urls")),
    path("proposals/", include("lifecycle.web.porters.urls")),
    path("proposals/", include("lifecycle.web.sheets.urls")),
    path("assessment/", include("lifecycle.web.prioritization.urls")),
    path("rounds/", include("lifecycle.web.rounds.urls")),
    path("conventions/", include("lifecycle.web.conventions.urls")),
    path("plans/", include("lifecycle.web.plans.urls")),
    path("plans/", include("lifecycle.web.versions.urls")),
    path("", include("lifecycle.web.consultation.urls")),
    path("", include("lifecycle.web.council.urls")),
    path("replannings/", include("lifecycle.web.replanning.urls")),
    path("", include("lifecycle.web.delivery.urls")),
    path("follow/", include("lifecycle.web.following.urls")),
    path("", include("lifecycle.web.people.urls")),
    path("", include("lifecycle.web.time.urls")),
    path("", include("lifecycle.web.implementation.urls")),
]

answer_at_the_edge(urlpatterns)
