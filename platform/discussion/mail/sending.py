"""How mail about discussions takes part in the one clock and the one way letters are delivered."""

from alerts import delivery, tasks
from discussion import forgetting
from discussion.mail import digests, naming, receivers  # noqa: F401  (listens)
from discussion.mail.letters import RELATED, write
from discussion.models import Notice


def register_mail() -> None:
    """Have the clock look for what is to be told, and its letters delivered. Who is named or
    answered comes first: a digest leaves out what that mail tells."""
    tasks.register(naming.prepare)
    tasks.register(digests.prepare_due)
    tasks.register(forgetting.forget_old_reporters)
    tasks.register(forgetting.forget_removed_texts)
    delivery.register(Notice, write, *RELATED)
