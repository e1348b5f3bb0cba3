"""The addresses of requests for new dates."""

from django.urls import path

from lifecycle.web.replanning import asking, attaching, deciding, listing, reading, together

urlpatterns = [
    path("", listing.show_requests, name="replanning_list"),
    path("ask/<int:pk>/", asking.ask_date, name="replanning_ask"),
    path("after-slips/<int:pk>/", asking.decide_after_slips, name="replanning_after_slips"),
    path("together/", together.choose, name="replanning_choose"),
    path("together/say/", together.say, name="replanning_together"),
    path("decide/", deciding.decide_together, name="replanning_decide"),
    path("<int:pk>/document/", attaching.add_document, name="replanning_document"),
    path("<int:pk>/", reading.show_request, name="replanning"),
]
