"""Ask the site on this machine whether it is alive, as its own address would: for health checks.

Ends with 0 when /healthz answers 200. The site refuses hosts that it does not know, 127.0.0.1
among them in production, so the question carries the host of SITE_URL.
"""

import os
import sys
import urllib.request
from urllib.parse import urlsplit


def main() -> None:
    """Ask once, with four seconds of patience."""
    port = os.environ.get("PORT") or "8000"
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or f"127.0.0.1:{port}"
    question = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(question, timeout=4).close()
    except OSError as error:
        sys.exit(f"not alive: {error}")


if __name__ == "__main__":
    main()
