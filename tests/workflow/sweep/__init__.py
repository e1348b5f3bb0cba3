"""The sweep: counted right, fired once, said whatever happens."""
