"""The addresses of following."""

from django.urls import path

from lifecycle.web.following import answering, asking

urlpatterns = [
    path("<int:pk>/", asking.follow, name="follow"),
    path("<int:pk>/end/", asking.stop_following, name="follow_end"),
    path("confirm/<str:token>/", answering.confirm, name="follow_confirm"),
    path("stop/<str:token>/", answering.stop, name="follow_stop"),
]
