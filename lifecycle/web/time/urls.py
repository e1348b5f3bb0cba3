"""The addresses of the calendar, the ladders, what escalates, and the days of work items."""

from django.urls import path

from lifecycle.web.time import items

urlpatterns = [
    path("inbox/items/<int:pk>/", items.show_item, name="work_item"),
    path("inbox/items/<int:pk>/pause/", items.pause_item, name="work_item_pause"),
    path("inbox/items/<int:pk>/resume/", items.resume_item, name="work_item_resume"),
    path("inbox/items/<int:pk>/snooze/", items.snooze_item, name="work_item_snooze"),
    path("inbox/items/<int:pk>/wake/", items.wake_item, name="work_item_wake"),
    path("inbox/items/<int:pk>/extend/", items.extend, name="work_item_extend"),
]
