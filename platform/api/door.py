"""What every address of the API has in common: language, limit, who may read from where, ETag.

An answer is never personal: neither cookies nor accounts are looked at. It depends on the address
and the header Accept-Language alone, and says so in `Vary`.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from api.problems import problem
from content.languages import LANGUAGES

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
METHODS = "GET, HEAD, OPTIONS"
MINUTE = 60
# A day: browsers need not ask again whether other sites' pages may read.
PREFLIGHT_SECONDS = "86400"


def door(view: View) -> View:
    """Return `view` with all that addresses of the API have in common."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # Else Django would look for what is not found below a language: /en/api/…
        request.urlconf = "api.urls"
        language = language_asked(request)
        with translation.override(language):
            response = _checked(request, view, *args, **kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Language, ETag, Retry-After"
        return response

    return answer


def language_asked(request: HttpRequest) -> str:
    """Return the language of labels: `?ui=`, else the first of Accept-Language that the site has.

    A cookie with the language of the site's pages does not count.
    """
    asked = [(request.GET.get("ui", ""), 1.0)]
    asked += parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500])
    for code, _weight in asked:
        short = code.lower().split("-")[0]
        if short in LANGUAGES:
            return short
    return settings.LANGUAGE_CODE


def _checked(request: HttpRequest, view: View, *args: object, **kwargs: object) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight()
    if request.method not in ("GET", "HEAD"):
        detail = _("Use GET or HEAD.")
        return problem("method-not-allowed", detail, headers={"Allow": METHODS})
    if seconds := seconds_to_wait(request):
        return _too_many(seconds)
    return _conditional(request, _answered(request, view, *args, **kwargs))


def _answered(request: HttpRequest, view: View, *args: object, **kwargs: object) -> HttpResponse:
    # HEAD is answered as GET; the server leaves the body out, as with Django's own views.
    request.method, method = "GET", request.method
    try:
        return view(request, *args, **kwargs)
    except Exception:
        if settings.DEBUG:
            raise
        log.exception("The API could not answer %s", request.path)
        return problem("server-error", _("It has been noted. Please try again later."))
    finally:
        request.method = method


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add an ETag; answer 304 to whoever has this very answer."""
    if response.status_code != 200:
        return response
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Language"])
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], response=response) or response


def _preflight() -> HttpResponse:
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }
    return HttpResponse(status=204, headers=headers)


def _too_many(seconds: int) -> HttpResponse:
    detail = ngettext(
        "More than %(limit)s requests a minute. Wait %(count)s second.",
        "More than %(limit)s requests a minute. Wait %(count)s seconds.",
        seconds,
    ) % {"limit": settings.API_RATE, "count": seconds}
    return problem("too-many-requests", detail, headers={"Retry-After": str(seconds)})


def seconds_to_wait(request: HttpRequest) -> int:
    """Count a request; return 0, or for how long its sender has asked too much already.

    Counted by address, minute by minute, in Django's cache: with Redis for all workers together,
    without it for each of them.
    """
    if not settings.API_RATE:
        return 0
    now = int(time.time())
    key = f"api-rate:{_sender(request)}:{now // MINUTE}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:
        # A full cache dropped it between the two lines.
        count = 1
    return MINUTE - now % MINUTE if count > settings.API_RATE else 0


def _sender(request: HttpRequest) -> str:
    """Return the address of whoever asks, behind the proxies of TRUSTED_PROXIES."""
    try:
        return get_adapter(request).get_client_ip(request)
    except (ImproperlyConfigured, PermissionDenied):
        # Fewer entries in X-Forwarded-For than proxies, or none that is an address.
        return request.META.get("REMOTE_ADDR", "")
