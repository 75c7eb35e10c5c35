"""A PostgreSQL and a Redis of the test's own, on free ports, to be restarted at will."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import redis

from tests.browser.running import _free_port

BINARIES = Path("/usr/lib/postgresql")
OWNER = "postgres"
PATIENCE = 60.0


def missing() -> list[str]:
    """Return which programs are not here (`make services` installs them)."""
    found = [] if shutil.which("redis-server") else ["redis-server"]
    return found if sorted(BINARIES.glob("*/bin/initdb")) else [*found, "PostgreSQL"]


def _as_owner(folder: Path) -> list[str]:
    """Return what runs a program as somebody whom PostgreSQL accepts: it refuses root."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, OWNER)
    return ["runuser", "-u", OWNER, "--"]


class Postgres:
    """A cluster with the settings of a production one: what it acknowledged survives a crash."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.port = folder, _free_port()
        self.binaries = max(BINARIES.glob("*/bin/initdb"), key=lambda one: one.parts[-3]).parent
        self.url = f"postgres://{OWNER}@127.0.0.1:{self.port}/chaos"
        self.prefix = _as_owner(folder)
        data = str(folder / "data")
        self._run("initdb", "--pgdata", data, "--username", OWNER, "--auth", "trust", "-E", "UTF8")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, "chaos")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.prefix, str(self.binaries / program), *arguments]
        # Into a file: the server that `pg_ctl` leaves behind would keep a pipe open.
        with (self.folder / "commands.log").open("a") as log:
            subprocess.run(
                command, check=True, cwd=self.folder, stdout=log, stderr=log, timeout=PATIENCE
            )

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "--wait", "--pgdata", str(self.folder / "data"), *arguments)

    def start(self) -> None:
        """Start it, and return when it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._control("-o", options, "--log", str(self.folder / "data" / "server.log"), "start")

    def stop(self, mode: str) -> None:
        """Stop it: `fast` tells everybody, `immediate` is a crash."""
        self._control("--mode", mode, "stop")


class Redis:
    """A server that keeps nothing on disk, so it is empty whenever it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, and return when it answers. Raises redis.RedisError."""
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                redis.Redis.from_url(self.url).ping()
                return
            except redis.RedisError:
                if time.monotonic() > end:
                    raise
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as a power cut does."""
        self.process.kill()
        self.process.wait()
