"""Replay: the plan of 2018-2020 lived day by day, to see who is told what, and when."""
