"""Saved searches: somebody is told by mail, once, of what is new in a list of results."""
