"""What a message says in the reader's language, as a machine puts it."""

from typing import Any

from allauth.core.ratelimit import consume
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views import too_many
from content.languages import active_language, language_name
from discussion import translating
from discussion.frames import message_frame
from discussion.permissions import may_see
from discussion.translating import NotAvailable
from discussion.views.answers import answered, readable_message, wants_json

LIMIT = "discussion_translation"


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message, and (POST: the text goes to the service when somebody asks for it, and not
    when a crawler follows a link) its translation. JSON: `html`, `lang`, `service`, `words` (who
    made it, from which language); or 503 with `words` that say why there is none."""
    message, seer = readable_message(request, pk)
    if not may_see(seer, message):
        raise Http404
    target = active_language()
    context: dict[str, Any] = {"message": message, "shown": message_frame(message, seer)}
    may_ask = translating.may_ask(message, target)
    if request.method != "POST" and may_ask:
        return render(request, "discussion/translation.html", context | {"may_ask": True})
    if may_ask and not consume(request, action=LIMIT):
        return too_many(request)
    try:
        made = translating.translated(message, target)
    except NotAvailable:
        words = _why_not(message.lang, target)
        if wants_json(request):
            return JsonResponse({"error": "not_available", "words": words}, status=503)
        context |= {"why_not": words, "may_ask": may_ask}
        return render(
            request, "discussion/translation.html", context, status=503 if may_ask else 200
        )
    words = _("Translated by a machine (%(service)s) from %(language)s; it may be wrong.") % {
        "service": made.service,
        "language": language_name(message.lang),
    }
    if wants_json(request):
        return JsonResponse(
            {"html": made.html, "lang": made.lang, "service": made.service, "words": words}
        )
    return render(request, "discussion/translation.html", context | {"made": made, "words": words})


def _why_not(source: str, target: str) -> str:
    if not translating.is_configured():
        return _(
            "This site has no translation service. The message is shown as it was written; your "
            "browser may be able to translate the page."
        )
    if source == target:
        return _("This message is written in your language.")
    if not source:
        return _("It is not known in which language this message is written.")
    return _("The translation service does not answer now. Try it again later.")
