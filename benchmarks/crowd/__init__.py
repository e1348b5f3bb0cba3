"""The people who use the site while it is measured, and what comes back to them."""
