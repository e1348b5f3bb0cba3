"""Under which keys messages go to people without an account; the number of their row follows."""

AUTHOR_KEY = "author:"
CONTRIBUTION_KEY = "contribution:"
FOLLOWER_KEY = "follower:"
