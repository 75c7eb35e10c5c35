"""The files of the embedded index: which one is served, and who may replace it.

    index/CURRENT             name of the file that is served
    index/search-<n>.sqlite   an index
    index/building-<n>.sqlite one that is being built, never served
    index/rebuild.lock        held while building

A new index gets a name of its own and `CURRENT` is replaced in one step. So readers with the old
file open finish undisturbed, and a write-ahead log never meets a file it was not written for.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from search.engines import RebuildRunning

SUFFIXES = ("", "-wal", "-shm", "-journal")


class IndexFiles:
    """The files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "CURRENT"
        self._seen: tuple[int, int] | None = None
        self._current: Path | None = None

    def current(self) -> Path | None:
        """Return the index that is served, or None. Cheap enough for each request."""
        try:
            stat = os.stat(self._pointer)
        except FileNotFoundError:
            self._seen = self._current = None
            return None
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._seen:
            name = self._pointer.read_text().strip()
            # A pointer that someone damaged must not lead out of the folder.
            self._current = self.folder / name if name and "/" not in name else None
            self._seen = seen
        return self._current

    def new_name(self, prefix: str) -> Path:
        """Return a path that no index had before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{prefix}-{time.time_ns()}-{os.getpid()}.sqlite"

    def made(self, path: Path) -> float:
        """Return when an index got its name, in seconds since 1970: when its rebuild was done."""
        return int(path.stem.split("-")[1]) / 1e9

    def serve(self, path: Path) -> None:
        """Make `path` the index that is served, in one step that survives a power cut."""
        draft = self.folder / f"CURRENT.{os.getpid()}.{time.time_ns()}"
        with open(draft, "w") as file:
            file.write(path.name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._pointer)
        with contextlib.suppress(OSError):
            folder = os.open(self.folder, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)

    def set_aside(self, path: Path) -> None:
        """Stop serving a damaged index; it is kept as `.damaged` for whoever wants to look."""
        if self.current() == path:
            self._pointer.unlink(missing_ok=True)
        for old in self.folder.glob("*.damaged"):
            old.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            path.rename(path.with_suffix(".damaged"))
        self.remove(path)

    def remove(self, path: Path) -> None:
        """Delete an index with everything that SQLite keeps beside it."""
        for suffix in SUFFIXES:
            Path(f"{path}{suffix}").unlink(missing_ok=True)

    def remove_leftovers(self) -> None:
        """Delete what a killed rebuild left, and indexes no longer served. Needs the lock."""
        keep = self.current()
        for pattern in ("building-*.sqlite", "search-*.sqlite"):
            for path in self.folder.glob(pattern):
                if path != keep:
                    self.remove(path)

    @contextlib.contextmanager
    def lock(self, name: str = "rebuild", wait: bool = False) -> Iterator[None]:
        """Hold a lock of this folder; the system frees it when the process dies.

        Raises RebuildRunning if another one holds it and `wait` is False.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / f"{name}.lock", "a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise RebuildRunning("The search index is being rebuilt already") from None
            yield
