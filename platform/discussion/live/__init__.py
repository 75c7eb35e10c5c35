"""The transport of discussions: sockets, streams, long poll. It reads and tells, never decides.

docs/live-protocol.md is what clients see of it.
"""
