"""The addresses of the calendar, the ladders, what escalates, and the days of work items."""

from django.urls import path

from lifecycle.web.time import calendar, escalations, holidays, items, ladder_editing, ladders

urlpatterns = [
    path("calendar/", calendar.show_calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.show_year, name="calendar_year"),
    path("calendar/decree/", holidays.decree, name="holiday_decree"),
    path("calendar/<int:year>/<slug:code>/move/", holidays.move, name="holiday_move"),
    path("calendar/<int:year>/<slug:code>/confirm/", holidays.confirm, name="holiday_confirm"),
    path("calendar/<int:year>/<slug:code>/remove/", holidays.remove, name="holiday_remove"),
    path("ladders/", ladders.show_ladders, name="ladders"),
    path("ladders/<slug:code>/", ladders.show_ladder, name="ladder"),
    path("ladders/<slug:code>/edit/", ladder_editing.edit_ladder, name="ladder_edit"),
    path("escalations/", escalations.show_escalations, name="escalations"),
    path("escalations/settle/", escalations.settle_escalations, name="escalations_settle"),
    path("inbox/items/<int:pk>/", items.show_item, name="work_item"),
    path("inbox/items/<int:pk>/pause/", items.pause_item, name="work_item_pause"),
    path("inbox/items/<int:pk>/resume/", items.resume_item, name="work_item_resume"),
    path("inbox/items/<int:pk>/snooze/", items.snooze_item, name="work_item_snooze"),
    path("inbox/items/<int:pk>/wake/", items.wake_item, name="work_item_wake"),
    path("inbox/items/<int:pk>/extend/", items.extend, name="work_item_extend"),
]
