"""People for tests: confirmed, able to sign in."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "crossing-roads-31"


class UserFactory(factory.django.DjangoModelFactory):
    """A person whose address is confirmed. `roles` are names of groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person Number{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def confirmed(self, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """Confirm the address, unless told not to."""
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def roles(self, create: bool, extracted: Any, **_kwargs: Any) -> None:
        """Put the person into groups."""
        if create and extracted:
            self.groups.set(Group.objects.filter(name__in=extracted))
