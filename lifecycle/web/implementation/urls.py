"""The addresses of implementation: activities, what is open of an institution, what is late."""

from django.urls import path

from lifecycle.web.implementation import letters, reporting
from lifecycle.web.implementation.activity import show_activity
from lifecycle.web.implementation.evidence import add_evidence
from lifecycle.web.implementation.from_mail import answer
from lifecycle.web.implementation.late import show_late
from lifecycle.web.implementation.own import show_own

urlpatterns = [
    path("activities/", show_own, name="own_activities"),
    path("activities/<int:pk>/", show_activity, name="activity"),
    path("activities/<int:pk>/evidence/", add_evidence, name="activity_evidence"),
    path("answer/<str:token>/<slug:what>/", answer, name="mail_answer"),
    path("late/", show_late, name="late_list"),
    path("late/letters/", letters.show_letters, name="late_letters"),
    path("late/letters/all/", letters.write_letters, name="late_letters_all"),
    path("late/letters/<int:institution>/", letters.write_letter, name="late_letter"),
    path("indicators/<int:pk>/values/", reporting.add_reading, name="reading_add"),
    path("plans/<slug:code>/progress/<int:pk>/", reporting.report_progress, name="progress_report"),
]
