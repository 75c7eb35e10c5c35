"""`manage.py serve` in processes of its own, which a test starts, ends and kills."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

from tests.browser.running import PROJECT, Site


class Process:
    """The server of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.log = site.folder / f"server-{urlsplit(site.url).port}.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Serve, and return when it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=PROJECT,
                env=self.site.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.site.get("/healthz").status == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(self.log.read_text())

    def end(self, number: int = signal.SIGTERM) -> float:
        """End it as a signal does; returns after how many seconds it had ended."""
        began = time.monotonic()
        self.running.send_signal(number)
        self.running.wait(15)
        return time.monotonic() - began

    def kill(self) -> None:
        """End it as a power cut does; nothing happens where it does not run."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(15)

    @property
    def running(self) -> subprocess.Popen:
        """Return the process. Raises RuntimeError where it was never started."""
        if self.process is None:
            raise RuntimeError("the server was never started")
        return self.process
