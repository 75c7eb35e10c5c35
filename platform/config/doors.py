"""Doors that belong to no application: front door, health, robots, sitemap, error pages."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.static import serve as serve_file

from content.languages import LANGUAGES

YEAR = 365 * 24 * 3600


def front_door(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the home page in a language that their browser asks for."""
    language = get_language_from_request(request)
    code = language if language in LANGUAGES else settings.LANGUAGE_CODE
    response = HttpResponseRedirect(f"/{code}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def healthz(_request: HttpRequest) -> HttpResponse:
    """Tell that the process is alive."""
    return HttpResponse("alive\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> JsonResponse:
    """Tell what is missing by name (503), or that nothing is. What another part stands in for is
    named too, as `reduced`: readers get their answers, but an operator should look."""
    # The engine opens its index when it is imported for the first time: not at start.
    from search.queries import index_status  # noqa: PLC0415

    index = index_status()
    parts = {"database": _database_works(), "index": index.ready, "bus": _bus_works()}
    missing = [name for name, works in parts.items() if not works]
    state: dict[str, object] = {"ready": not missing, "missing": missing}
    if index.reduced:
        state["reduced"] = ["index"]
    return JsonResponse(state, status=503 if missing else 200)


def _database_works() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _bus_works() -> bool:
    """Tell whether Redis answers; the in-process bus always does."""
    if not settings.REDIS_URL:
        return True
    import redis  # noqa: PLC0415  (only where it is used)

    try:
        return bool(redis.from_url(settings.REDIS_URL, socket_timeout=1).ping())
    except redis.RedisError:
        return False


def robots(_request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and what is not for them."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /*/search/", "Disallow: /*/accounts/"]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def media(request: HttpRequest, path: str) -> HttpResponse:
    """Serve an uploaded image; documents have their own door, which checks who asks."""
    if not path.startswith("images/"):
        return not_found(request, None)
    return serve_file(request, path, document_root=settings.MEDIA_ROOT)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception) -> HttpResponse:
    """Answer 400 in the site's look and language."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception) -> HttpResponse:
    """Answer 403 in the site's look and language."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception) -> HttpResponse:
    """Answer 404 in the site's look and language."""
    return _error(request, 404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching database, session or request."""
    return HttpResponse(render_to_string("500.html"), status=500)


def theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light or dark in a cookie and go back to the page."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    choice = request.GET.get("theme", "")
    if choice in ("light", "dark"):
        response.set_cookie(
            "theme", choice, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
