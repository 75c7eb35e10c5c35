"""What stands between readers and a server that is away, slow, or behind.

After three failures in a row the circuit opens for ten seconds: nobody asks the server then, and
the embedded index answers. After a single one it rests for a second, so that the questions of one
page do not each wait for the same slow server.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from elasticsearch import ApiError, NotFoundError, TransportError

from search.engines import IndexNotBuilt, IndexUnavailable

FAILURES = 3
OPEN_SECONDS = 10.0
REST_SECONDS = 1.0
# Answers that say something about the server, not about the question.
NOT_FOUND = 404
TROUBLE = (429, 500, 502, 503, 504)
MISSING = "The index on the search server has not been built yet"


class ServerTrouble(IndexUnavailable):
    """The server is away, too slow or overburdened: better not ask it again at once."""


class Circuit:
    """Counts failures in a row. One object per server and process, used from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_from = 0.0

    @property
    def state(self) -> str:
        """Return "closed" while the server may be asked, else "open"."""
        return "closed" if self._now() >= self._closed_from else "open"

    def check(self) -> None:
        """Let the caller ask the server. Raises IndexUnavailable while the circuit is open.

        After failures one caller at a time is let through, to try.
        """
        with self._lock:
            if self._now() < self._closed_from:
                raise IndexUnavailable("The search server failed a moment ago and is left alone")
            if self._failures:
                self._closed_from = self._now() + REST_SECONDS

    def worked(self) -> None:
        """Note an answer."""
        with self._lock:
            self._failures, self._closed_from = 0, 0.0

    def failed(self) -> None:
        """Note a failure."""
        with self._lock:
            self._failures += 1
            rest = OPEN_SECONDS if self._failures >= FAILURES else REST_SECONDS
            self._closed_from = self._now() + rest

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the server inside. Raises IndexUnavailable for whatever goes wrong."""
        self.check()
        try:
            with telling():
                yield
        except ServerTrouble:
            self.failed()
            raise
        except Exception:
            self.worked()
            raise
        self.worked()


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Turn what the client raises into IndexUnavailable with a sentence for operators."""
    try:
        yield
    except NotFoundError as error:
        raise IndexNotBuilt(MISSING) from error
    except ApiError as error:
        # Of several questions asked at once, each has its own status.
        body = error.body if isinstance(error.body, dict) else {}
        status = body.get("status", error.status_code)
        if status == NOT_FOUND:
            raise IndexNotBuilt(MISSING) from error
        kind = ServerTrouble if status in TROUBLE else IndexUnavailable
        raise kind(f"The search server refused: {error}") from error
    except TransportError as error:
        raise ServerTrouble(f"The search server does not answer: {error}") from error
