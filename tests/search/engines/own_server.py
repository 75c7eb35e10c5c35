"""A search server of a test's own, from the distribution that `make services` brought: to be
killed, which the one that all tests share must not be."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

HOME = Path(os.environ.get("SERVICES_HOME", "/var/lib/crocevia-services"))
USER = "crocevia-search"
START_SECONDS = 120


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class OwnServer:
    """Elasticsearch on a free port of 127.0.0.1, with 512 MB and a folder that goes with it."""

    def __init__(self) -> None:
        found = sorted(HOME.glob("elasticsearch-*/bin/elasticsearch"))
        if not found or os.geteuid() != 0:
            pytest.skip("a server of its own needs root and what make services installed")
        self._home = found[-1].parent.parent
        self._folder = Path(tempfile.mkdtemp(prefix="crocevia-search-"))
        self._pid_file = self._folder / "pid"
        self.port = _free_port()
        config = self._folder / "config"
        shutil.copytree(self._home / "config", config)
        (config / "elasticsearch.yml").write_text(
            f"cluster.name: {self._folder.name}\n"
            "network.host: 127.0.0.1\n"
            f"http.port: {self.port}\ntransport.port: {_free_port()}\n"
            "discovery.type: single-node\n"
            "xpack.security.enabled: false\nxpack.ml.enabled: false\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n"
            f"path.data: {self._folder}/data\npath.logs: {self._folder}/logs\n"
        )
        self._own()

    def _own(self) -> None:
        subprocess.run(["chown", "-R", f"{USER}:", str(self._folder)], check=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server, with what it had when it ended, and wait until it answers."""
        java = next(Path("/usr/lib/jvm").glob("java-*-openjdk-*"), None)
        variables = ["ES_JAVA_OPTS=-Xms512m -Xmx512m", f"ES_PATH_CONF={self._folder}/config"]
        variables += [f"ES_JAVA_HOME={java}"] if java else []
        command = ["runuser", "-u", USER, "--", "env", *variables]
        command += [str(self._home / "bin" / "elasticsearch"), "-d", "-p", str(self._pid_file)]
        subprocess.run(command, check=True, cwd=self._folder, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        health = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=5s"
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                opener.open(health, timeout=10).close()
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)

    def kill(self) -> None:
        """End the server at once, in the middle of whatever it does."""
        if self._pid_file.exists():
            pid = int(self._pid_file.read_text())
            self._pid_file.unlink()
            os.kill(pid, signal.SIGKILL)
            while Path(f"/proc/{pid}").exists():
                time.sleep(0.05)

    def remove(self) -> None:
        """End the server and remove its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
