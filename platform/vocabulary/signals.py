"""What the vocabulary tells the applications above it."""

from django.dispatch import Signal

# Two concepts became one. `old`: the notation that went; `kept`: the Concept; `rows`: pairs
# ("app.model", number) of what was changed. Sent inside the transaction.
concepts_merged = Signal()
