"""The site as it is served while it is measured, and the processes that serve it."""

#: Whoever sends this header is told in it how many statements the answer took.
STATEMENTS = "X-Statements"
