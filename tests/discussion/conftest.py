"""What several tests of discussions share."""

import pytest

from tests.factories.accounts import UserFactory


@pytest.fixture
def ada(client):
    """Somebody who is signed in."""
    person = UserFactory(name="Ada")
    client.force_login(person)
    return person
