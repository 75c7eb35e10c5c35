"""The user: signs in with an e-mail address, shows of the profile what they choose."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import shown_by_default


class UserManager(BaseUserManager):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Return a new saved user; raises ValueError without an address."""
        if not email:
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Return a new saved user with every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str) -> "User":
        """Return the user with this address, whatever its capitals."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Somebody already has an account with this address.")},
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    about = models.TextField(_("about you"), max_length=600, blank=True)
    languages = models.JSONField(_("languages you speak"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    interface_language = models.CharField(
        _("language of the site and of e-mails"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
    )
    shown = models.JSONField(_("what others see"), default=shown_by_default, blank=True)
    is_staff = models.BooleanField(_("may open the editors' area"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name to show; the address is never shown to others."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0]

    @property
    def first_name(self) -> str:
        """Return what Wagtail's side bar greets with."""
        return self.get_short_name()
