"""Measure pages for anonymous readers: from the cache and made anew, side by side, and sizes.

    python -m benchmarks.pages --json docs/benchmarks/pages.json

In one process, without a server: Django's WSGI application is called as a server would call it,
in turns with and without the response cache, so that other work on the machine hits both alike.
"""

import argparse
import gzip
import io
import json
import re
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from benchmarks.testbed import circumstances, describe, fresh_site

PAGES = {
    "home": "/en/",
    "home, in Italian": "/it/",
    "library with facets": "/en/library/",
    "practice": "/en/library/cluj-one-stop-shop/",
    "partners": "/en/partners/",
    "partner": "/en/partners/cluj/",
    "workshops": "/en/workshops/",
    "workshop": "/en/workshops/rw4-cluj-2023/",
    "search": "/en/search/?q=housing",
}
GOAL_RATIO, GOAL_KILOBYTES = 50, 60
CACHED_CALLS = 40
# Kinds of links that are "external resource links" and fetched:
# https://html.spec.whatwg.org/multipage/links.html#linkTypes
FETCHED = re.compile(
    r"""rel="[^"]*\b(?:stylesheet|icon|manifest|preload|modulepreload|prefetch|preconnect"""
    r"""|dns-prefetch|pingback|expect)\b"""
)


class Site:
    """Calls the WSGI application."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  (after set-up)

        self._application = get_wsgi_application()

    def get(self, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an anonymous GET."""
        path, _, query = address.partition("?")
        answer: dict[str, Any] = {}
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False, **headers,
        }  # fmt: skip

        def start(status: str, found: list[tuple[str, str]], _error: Any = None) -> None:
            answer.update(status=int(status[:3]), headers=dict(found))

        body = self._application(environ, start)
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return answer["status"], answer["headers"], content


def timed(site: Site, address: str, seconds: int, calls: int = 1) -> float:
    """Return the milliseconds of CPU that a page takes with the cache set to `seconds`."""
    from django.test import override_settings  # noqa: PLC0415  (after set-up)

    with override_settings(RESPONSE_CACHE_SECONDS=seconds):
        started = time.thread_time()
        for _ in range(calls):
            site.get(address, HTTP_ACCEPT_ENCODING="gzip")
        return (time.thread_time() - started) * 1000 / calls


def measure(site: Site, address: str, rounds: int) -> dict[str, Any]:
    """Ask for a page in turns: made anew, from the cache."""
    for seconds in (0, 0, 300, 300):
        timed(site, address, seconds)
    anew, kept = [], []
    for _ in range(rounds):
        anew.append(timed(site, address, 0))
        kept.append(timed(site, address, 300, CACHED_CALLS))
    uncached, cached = statistics.median(anew), statistics.median(kept)
    return {
        "uncached_ms": round(uncached, 2),
        "cached_ms": round(cached, 3),
        "ratio": round(uncached / cached),
        "cached_a_second": round(1000 / cached),
    }


def weigh(site: Site, address: str, html: bytes) -> dict[str, Any]:
    """Return the kilobytes of a page, and of its styles and scripts when compressed."""
    text = html.decode()
    assets = set(re.findall(r'<link[^>]+rel="stylesheet"[^>]*href="([^"]+)"', text))
    assets |= set(re.findall(r'<link[^>]+href="([^"]+\.css)"', text))
    assets |= set(re.findall(r'<script[^>]+src="([^"]+)"', text))
    found = re.findall(r'(?:src|href|srcset|action)="(https?://[^"]+)"', _requested(text))
    others = [one for one in found if not one.startswith("http://localhost")]
    sizes = {}
    while assets - sizes.keys():
        asset = sorted(assets - sizes.keys())[0]
        status, _headers, content = site.get(asset)
        if status != 200:
            raise SystemExit(f"{asset} on {address} answers {status}")
        sizes[asset] = len(gzip.compress(content, 9))
        # Styles and modules that bring others along.
        more = re.findall(
            rb"""@import\s+(?:url\()?["']([^"']+)|import\s*["'](\./[^"']+)""", content
        )
        assets |= {urljoin(asset, (one or other).decode()) for one, other in more}
    return {
        "html_kb": round(len(html) / 1024, 1),
        "html_gzip_kb": round(len(gzip.compress(html, 6)) / 1024, 1),
        "assets_gzip_kb": round(sum(sizes.values()) / 1024, 1),
        "other_hosts": sorted(set(others)),
    }


def _requested(text: str) -> str:
    """Leave only tags that make a browser ask for something by itself.

    Of links those that the HTML standard has fetched; the others name a page or a vocabulary.
    """
    tags = re.findall(r"<(?:link|script|img|source|iframe|video)\b[^>]*>", text)
    return " ".join(tag for tag in tags if not tag.startswith("<link") or FETCHED.search(tag))


def run(rounds: int) -> dict[str, Any]:
    """Measure every page of a fresh demo site."""
    machine = circumstances()
    with fresh_site("load_demo", "rebuild_search"):
        from django.core.management import call_command  # noqa: PLC0415  (after set-up)

        call_command("collectstatic", interactive=False, verbosity=0)
        site = Site()
        pages: dict[str, Any] = {}
        for name, address in PAGES.items():
            status, _headers, html = site.get(address)
            if status != 200:
                pages[name] = {"address": address, "status": status}
                continue
            pages[name] = {"address": address, "status": status}
            pages[name] |= measure(site, address, rounds) | weigh(site, address, html)
        return {"machine": machine, "rounds": rounds, "pages": pages}


def show(record: dict[str, Any]) -> None:
    """Print a record for people."""
    print(describe(record["machine"]))
    print(
        f"{'CPU time, medians':22}{'anew ms':>9}{'kept ms':>9}{'times':>7}{'kept/s':>8}"
        f"{'HTML KB':>9}{'gzip':>7}{'CSS+JS gzip':>13}"
    )
    for name, row in record["pages"].items():
        if row["status"] != 200:
            print(f"{name:22} answers {row['status']}")
            continue
        print(
            f"{name:22}{row['uncached_ms']:9.1f}{row['cached_ms']:9.3f}{row['ratio']:7}"
            f"{row['cached_a_second']:8}{row['html_kb']:9}{row['html_gzip_kb']:7}"
            f"{row['assets_gzip_kb']:13}"
            + (f"  asks other hosts: {row['other_hosts']}" if row["other_hosts"] else "")
        )
    print(
        f"goals: kept at least {GOAL_RATIO} times faster; HTML at most {GOAL_KILOBYTES} KB;"
        f" CSS and JS at most {GOAL_KILOBYTES} KB compressed; no request to another host"
    )


def main() -> None:
    """Read the options, run, print and keep the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--json", type=Path, help="file to keep the record in")
    options = parser.parse_args()
    record = run(options.rounds)
    show(record)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
