"""What the transport listens to."""

from django.dispatch import Signal

# An event is committed. Sent once for each, in the order of its channel when one process writes,
# with `channel_id`, `seq`, `kind`, `message_id`, `question_id` and `actor_id`. Who listens reads
# the rest with `queries.published_after`.
event_committed = Signal()

# Somebody may or may not read or write a channel any more than before: `channel_id` or `page_id`,
# and `person_id` where it concerns one person only. Sent once committed.
rights_changed = Signal()
