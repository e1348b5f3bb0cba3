"""The promises about state and data, each shown by what it would cost to break it."""
