"""The embedded runtime: one command runs the web and the worker, with no server to install."""
