"""Channels beside pages: messages, questions from the room, moderation. The database is the truth;
`discussion.live` only carries what `discussion.signals` tells."""
