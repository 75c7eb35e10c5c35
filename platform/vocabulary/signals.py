"""What the vocabulary tells the applications above it."""

from django.dispatch import Signal

# Two concepts became one. `old`: the notation that went; `kept`: the Concept; `rows`: pairs
# ("app.model", number) of what was changed. Sent inside the transaction.
concepts_merged = Signal()

# Names of concepts, or how concepts stand to each other, have changed. Sent once committed.
labels_changed = Signal()
