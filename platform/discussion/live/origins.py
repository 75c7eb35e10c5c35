"""From which pages a socket may be opened: those of this very site.

A browser sends the cookie along with a socket that any page opens, and no CSRF token; `Origin` is
all there is. It must be the site's address exactly: scheme, host and port.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

Origin = tuple[str, str, int]
PORTS = {"http": 80, "https": 443}


def is_own(scope: dict[str, Any]) -> bool:
    """Tell whether a socket comes from a page of this site; without an origin it does not."""
    headers = list(scope.get("headers", ()))
    given = [value for name, value in headers if name == b"origin"]
    if len(given) != 1:
        return False
    origin = parsed(given[0].decode("latin1"))
    return origin is not None and origin in _own(scope, headers)


def parsed(address: str) -> Origin | None:
    """Return scheme, host and port of an origin; None for anything else than just that."""
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return None
    if url.scheme not in PORTS or not url.hostname or url.username is not None:
        return None
    if url.path or url.query or url.fragment or "@" in address:
        return None
    return url.scheme, url.hostname.lower(), port or PORTS[url.scheme]


def _own(scope: dict[str, Any], headers: list[tuple[bytes, bytes]]) -> set[Origin]:
    """Return the site's own origins: its address, and the one by which it was asked."""
    found = {parsed(settings.SITE_URL)}
    hosts = [value.decode("latin1") for name, value in headers if name == b"host"]
    if len(hosts) == 1:
        domain, _port = split_domain_port(hosts[0])
        if domain and validate_host(domain, settings.ALLOWED_HOSTS):
            scheme = "https" if _is_secure(scope, headers) else "http"
            found.add(parsed(f"{scheme}://{hosts[0]}"))
    return {one for one in found if one is not None}


def _is_secure(scope: dict[str, Any], headers: list[tuple[bytes, bytes]]) -> bool:
    """Tell whether the browser's line is encrypted, as Django tells it of a page."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        wanted = name.removeprefix("HTTP_").replace("_", "-").lower().encode()
        values = [value.decode("latin1") for key, value in headers if key.lower() == wanted]
        return bool(values) and values[0].split(",")[0].strip() == secure
    return scope.get("scheme") in ("wss", "https")
