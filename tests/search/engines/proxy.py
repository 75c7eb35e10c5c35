"""A wire to a server that can be cut, slowed down and mended: for tests of failure."""

import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit


class Proxy:
    """Listens on 127.0.0.1 and passes everything on to `target`, as long as it may."""

    def __init__(self, target: str) -> None:
        url = urlsplit(target)
        self._target = (url.hostname, url.port)
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.delay = 0.0
        # The connection is cut before an answer to a request that contains this.
        self.dies_at = b""
        self.asked = 0
        self.port = 0
        self.mend()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Listen again, at the same port."""
        self.delay, self.dies_at = 0.0, b""
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Drop all connections in the middle of whatever they do, and refuse new ones."""
        if self._listener is not None:
            listener, self._listener = self._listener, None
            # Closing alone does not wake the thread that waits in accept().
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        while self._open:
            _close(self._open.pop())

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            self._open += [client, server]
            for one, other, counts in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(one, other, counts), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, to_server: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if to_server:
                    self.asked += data.startswith((b"GET", b"POST", b"PUT", b"DELETE", b"HEAD"))
                    if self.dies_at and self.dies_at in data:
                        self.cut()
                else:
                    time.sleep(self.delay)
                target.sendall(data)
        _close(source)
        _close(target)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
