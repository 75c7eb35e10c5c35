"""Translation services for tests: one that knows two sentences, and some that fail."""

import threading

from discussion import translating
from discussion.translating import NotAvailable


class Small:
    """A service that knows two sentences."""

    name = "Small dictionary"
    WORDS = {"Chi **paga**?": "Who **pays**? <script>alert(1)</script>", "Ancora": "Again"}

    def translate(self, text: str, source: str, target: str) -> str:
        """Return the English of an Italian sentence that it knows."""
        if (source, target) != ("it", "en") or text not in self.WORDS:
            raise NotAvailable
        return self.WORDS[text]


class Broken(Small):
    """A service whose line is cut."""

    def translate(self, text: str, source: str, target: str) -> str:
        """Fail."""
        raise OSError("SECRET address of the service")


class Endless(Small):
    """A service that says too much."""

    def translate(self, text: str, source: str, target: str) -> str:
        """Return more than anybody wrote."""
        return "x" * (translating.MOST_TRANSLATED + 1)


class Hanging(Small):
    """A service that does not answer until it is told to."""

    answer = threading.Event()

    def translate(self, text: str, source: str, target: str) -> str:
        """Wait."""
        self.answer.wait(30)
        return "Too late"
