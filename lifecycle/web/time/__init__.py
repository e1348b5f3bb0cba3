"""Pages of time: the calendar, the ladders, what they let escalate, and the days of work items."""
