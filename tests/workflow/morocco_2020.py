"""The working days of 2020, written out by hand so that no test checks the seed with the seed."""

from datetime import date

from workflow.calendars import Calendar

HOLIDAYS_2020 = [
    date(2020, month, day)
    for month, day in [
        (1, 1),
        (1, 11),
        (5, 1),
        (5, 24),
        (5, 25),
        (7, 30),
        (7, 31),
        (8, 1),
        (8, 14),
        (8, 20),
        (8, 21),
        (10, 29),
        (10, 30),
        (11, 6),
        (11, 18),
    ]
]

MOROCCO_2020 = Calendar.from_holidays(date(2020, 1, 1), date(2020, 12, 31), HOLIDAYS_2020)
