"""Where allauth asks this site: addresses, languages of mails, ways on."""

from typing import Any
from urllib.parse import urljoin

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.actions import join
from accounts.models import User
from accounts.permissions import READER


class AccountAdapter(DefaultAccountAdapter):
    """The site's answers to allauth's questions about accounts."""

    # Said so that one knows what to do; the sentence is the same whichever of the two is wrong.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The address and the password do not match. Check both, or choose a new password."
        ),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, or choose a new password."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or no longer. Enter the one shown now."),
        "rate_limited": _("Too many attempts. Wait a minute and try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Save a new person: a reader, in the language in which they signed up."""
        user.interface_language = get_language() or ""
        user = super().save_user(request, user, form, commit)
        if commit:
            join(user, READER)
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the home page, in the language of the person's profile."""
        return f"/{self._language(request.user)}/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the home page."""
        return f"/{get_language() or settings.LANGUAGE_CODE}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the profile, where the message that it worked stands."""
        return reverse("profile")

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        """Return an address on this site, whatever host the request named."""
        return self._on_site("account_confirm_email", emailconfirmation.key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return an address on this site, whatever host the request named."""
        uidb36, _dash, token = key.partition("-")
        return self._on_site("account_reset_password_from_key", uidb36, token)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Write a mail in the language of the person's profile, else of the page they are on."""
        user = context.get("user") or self._owner(email)
        with override(self._language(user)):
            context = context | {"site_url": settings.SITE_URL}
            return super().render_mail(template_prefix, email, context, headers)

    @staticmethod
    def _owner(email: str | list[str]) -> User | None:
        address = (
            EmailAddress.objects.filter(email__iexact=email, verified=True)
            .select_related("user")
            .first()
            if isinstance(email, str)
            else None
        )
        return address.user if address else None

    @staticmethod
    def _language(user: Any) -> str:
        return getattr(user, "interface_language", "") or get_language() or settings.LANGUAGE_CODE

    @staticmethod
    def _on_site(name: str, *args: str) -> str:
        return urljoin(settings.SITE_URL, reverse(name, args=args))


class SecondStepAdapter(DefaultMFAAdapter):
    """The site's answers to allauth's questions about the second step."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first."),
        "add_email_blocked": _(
            "Your account has a second step. Switch it off before you add an e-mail address."
        ),
    }
