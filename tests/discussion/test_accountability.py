"""What was moderated stays written down, and is counted every year."""

import pytest
from django.db import DatabaseError, connection, transaction

from discussion import moderation, triggers
from discussion.models import ModerationAction
from tests.factories.discussion import make_message, make_moderator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE discussion_moderationaction SET reason = 'another'",
        "DELETE FROM discussion_moderationaction",
    ],
)
def test_the_database_refuses_to_change_the_log(statement):
    """DS-06: past Django too."""
    triggers.after_migration(using="default")
    message = make_message()
    moderation.hide(message=message, moderator=make_moderator(), reason="It is advertising.")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(statement)

    (line,) = ModerationAction.objects.filter(message=message)
    assert line.reason == "It is advertising."


def test_the_guard_is_made_as_often_as_one_likes():
    triggers.make(connection)
    triggers.make(connection)
    triggers.drop(connection)
    triggers.drop(connection)
