"""What others do for the same work, measured in the same run."""
