"""What every letter has, whatever it tells: who may get it, subject, two forms, headers."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.models import User
from alerts.models import Mail


def address_of(user: User | None) -> str:
    """Return where mail for somebody goes: the address they sign in with, once it is confirmed,
    while their account is open; else an empty text."""
    if user is None or not user.is_active:
        return ""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return user.email if confirmed.exists() else ""


def compose(
    letter: Mail, *, to: str, stem: str, context: dict[str, Any], stop_url: str = ""
) -> EmailMultiAlternatives:
    """Return the mail that a letter is, in the language `context["language"]`.

    Its words are in the templates `stem` + `_subject.txt`, `_message.txt`, `_message.html`. With
    `stop_url` mail programs offer to unsubscribe with one click (RFC 8058).
    """
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if stop_url:
        headers["List-Unsubscribe"] = f"<{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    given = {"site_url": settings.SITE_URL} | context
    with override(given["language"]):
        subject = " ".join(render_to_string(f"{stem}_subject.txt", given).split())
        message = EmailMultiAlternatives(
            subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
            body=render_to_string(f"{stem}_message.txt", given).strip() + "\n",
            to=[to],
            headers=headers,
        )
        message.attach_alternative(render_to_string(f"{stem}_message.html", given), "text/html")
    return message
