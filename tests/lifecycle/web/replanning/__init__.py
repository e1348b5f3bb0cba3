"""The pages of new dates."""
