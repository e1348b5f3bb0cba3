"""What is measured of a whole site is really done, and leaves nothing behind."""
