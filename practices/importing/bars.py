"""Progress bars for commands that go through stages."""

import sys

from tqdm import tqdm


class Bars:
    """A progress bar for each stage, one after the other."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: tqdm | None = None
        self._stage = ""

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def show(self, stage: str, done: int, total: int) -> None:
        """Move the bar of `stage` to `done`."""
        if self._bar is None or self._stage != stage:
            self._close()
            self._stage = stage
            # In a log, a line now and then is enough.
            pause = 0.2 if sys.stderr.isatty() else 5
            self._bar = tqdm(desc=stage, unit="", disable=self._quiet, mininterval=pause)
        if total:
            self._bar.total = total
        self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
