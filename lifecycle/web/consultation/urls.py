"""The addresses of consultations: for everybody, for whoever prepares them, for who answers."""

from django.urls import path

from lifecycle.web.consultation import (
    answering,
    contributing,
    preparing,
    reading,
    receiving,
)

urlpatterns = [
    path("consultations/", reading.show_consultations, name="consultation_list"),
    path(
        "plans/<slug:code>/versions/<int:number>/consultation/",
        preparing.create,
        name="consultation_new",
    ),
    path("consultations/<int:pk>/", reading.show_consultation, name="consultation"),
    path("consultations/<int:pk>/lines/<int:line>/", reading.show_line, name="consultation_line"),
    path(
        "consultations/<int:pk>/contribute/",
        contributing.contribute,
        name="consultation_contribute",
    ),
    path("consultations/<int:pk>/words/", preparing.describe, name="consultation_words"),
    path("consultations/<int:pk>/notice/", preparing.publish_notice, name="consultation_notice"),
    path("consultations/<int:pk>/waive/<slug:guard>/", preparing.waive, name="consultation_waive"),
    path(
        "consultations/<int:pk>/leave-out/<int:proposal>/",
        preparing.leave_out,
        name="consultation_leave_out",
    ),
    path(
        "consultations/<int:pk>/take-in/<int:proposal>/",
        preparing.take_in,
        name="consultation_take_in",
    ),
    path("consultations/<int:pk>/contributions/", answering.show_work, name="contribution_list"),
    path("consultations/<int:pk>/contributions/group/", answering.group, name="contribution_group"),
    path("contributions/<int:pk>/", answering.show_one, name="contribution"),
    path("contributions/<int:pk>/publish/", answering.publish, name="contribution_publish"),
    path("contributions/<int:pk>/withhold/", answering.withhold, name="contribution_withhold"),
    path("contributions/<int:pk>/answer/", answering.answer, name="contribution_answer"),
    path("contributions/<int:pk>/propose/", answering.propose, name="contribution_propose"),
    path("contributions/<int:pk>/ungroup/", answering.ungroup, name="contribution_ungroup"),
    path("contributions/follow/<str:token>/", receiving.follow, name="contribution_follow"),
]
