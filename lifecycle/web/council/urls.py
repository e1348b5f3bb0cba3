"""The addresses of council files: for everybody once decided, before that for who prepares them."""

from django.urls import path

from lifecycle.web.council import deciding, preparing, reading

urlpatterns = [
    path("plans/<slug:code>/councils/", reading.show_councils, name="council_list"),
    path("plans/<slug:code>/versions/<int:number>/council/", preparing.start, name="council_new"),
    path("councils/<int:pk>/", reading.show_council, name="council"),
    path("councils/<int:pk>/freeze/", preparing.freeze, name="council_freeze"),
    path("councils/<int:pk>/thaw/", preparing.thaw, name="council_thaw"),
    path(
        "councils/<int:pk>/documents/<slug:purpose>/",
        preparing.add_document,
        name="council_document",
    ),
    path(
        "councils/<int:pk>/leave-out/<int:proposal>/",
        preparing.leave_out,
        name="council_leave_out",
    ),
    path("councils/<int:pk>/put-back/<int:proposal>/", preparing.put_back, name="council_put_back"),
    path("councils/<int:pk>/outcomes/", deciding.set_outcomes, name="council_outcomes"),
]
