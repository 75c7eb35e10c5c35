"""A mail server that takes what it is given and keeps it: as much of SMTP as a client needs."""

import email
import socketserver
import threading
from email.message import Message


class MailServer:
    """Listens on a free port of 127.0.0.1 while in use.

    `taken` are the mails it said yes to. While `silent_at_the_end` it hears a mail to its end,
    sets `heard`, and never answers: what a server does that dies or is slow. `refuse` is an answer
    that it gives to every recipient instead of yes.
    """

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.silent_at_the_end = False
        self.refuse = ""
        self.heard = threading.Event()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._talk)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The value of EMAIL_URL for this server."""
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _talk(self, request, _address, _server) -> None:
        lines = request.makefile("rwb")

        def say(text: str) -> None:
            lines.write(text.encode() + b"\r\n")
            lines.flush()

        say("220 here")
        for line in lines:
            verb = line.split(maxsplit=1)[0].upper() if line.strip() else b""
            if verb == b"DATA":
                say("354 go on")
                self._hear(lines, say)
            elif verb == b"RCPT" and self.refuse:
                say(self.refuse)
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 yes")

    def _hear(self, lines, say) -> None:
        text = b""
        for line in lines:
            if line == b".\r\n":
                break
            text += line
        else:
            return
        self.heard.set()
        if self.silent_at_the_end:
            lines.read()
            return
        self.taken.append(email.message_from_bytes(text))
        say("250 taken")
