"""History: the hash chain of Events. Append, verify, erase."""
