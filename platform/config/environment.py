"""Configuration from environment variables, each with a default that works on a laptop.

A wrong value ends the start with one sentence that names the variable.
"""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ

PROJECT = Path(__file__).resolve().parents[2]

Value = TypeVar("Value")


def read(name: str, parse: Callable[[str], Value], default: str) -> Value:
    """Return the parsed value of the environment variable `name`, or of its default.

    `parse` takes the text and raises ValueError with a reason when the text is wrong;
    then the program ends (SystemExit) with a sentence that names the variable.
    """
    raw = os.environ.get(name, "").strip() or default
    try:
        return parse(raw)
    except (ValueError, KeyError, environ.ImproperlyConfigured) as error:
        raise SystemExit(f"{name} has a wrong value: {error}.") from error


def port(raw: str) -> int:
    """Parse a TCP port, 1 to 65535."""
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        raise ValueError(f"«{raw}» is not a port between 1 and 65535")
    return int(raw)


def count(raw: str, most: int = 100) -> int:
    """Parse a whole number, 0 to `most`."""
    if not (raw.isascii() and raw.isdecimal()) or len(raw) > 9 or int(raw) > most:
        raise ValueError(f"«{raw}» is not a number between 0 and {most}")
    return int(raw)


def rate(raw: str) -> int:
    """Parse a number of requests a minute; 0: no limit."""
    return count(raw, 1_000_000)


def boolean(raw: str) -> bool:
    """Parse yes or no in the usual spellings."""
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    if raw.lower() not in known:
        raise ValueError(f"«{raw}» is neither yes nor no")
    return known[raw.lower()]


def folder(raw: str) -> Path:
    """Parse a folder's path and make the folder."""
    path = Path(raw).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder «{raw}» cannot be made ({error.strerror})") from error
    if not os.access(path, os.W_OK):
        raise ValueError(f"the folder «{raw}» cannot be written to")
    return path


def address(*schemes: str, empty: bool = True) -> Callable[[str], str]:
    """Return a parser for an address with one of `schemes`; returns it without a last slash."""

    def parse(raw: str) -> str:
        if not raw and empty:
            return ""
        parts = urlsplit(raw)
        if parts.scheme not in schemes or not parts.hostname:
            wanted = " or ".join(f"{scheme}://host" for scheme in schemes)
            raise ValueError(f"«{raw}» is not an address of the form {wanted}")
        _ = parts.port  # raises ValueError for a port that is no number
        return raw.rstrip("/")

    return parse


def one_of(*known: str) -> Callable[[str], str]:
    """Return a parser for one of `known`."""

    def parse(raw: str) -> str:
        if raw not in known:
            raise ValueError(f"«{raw}» is none of {', '.join(known)}")
        return raw

    return parse


def words(raw: str) -> list[str]:
    """Parse a list separated by commas."""
    return [word.strip() for word in raw.split(",") if word.strip()]


def database(raw: str) -> dict:
    """Parse a database address into Django's settings; SQLite or PostgreSQL only."""
    parts = urlsplit(raw)
    if parts.scheme not in ("sqlite", "postgres", "postgresql"):
        raise ValueError(f"«{parts.scheme or raw}» is neither sqlite:// nor postgresql://")
    return dict(environ.Env.db_url_config(raw))


def email(raw: str) -> dict:
    """Parse a mail address (smtp://…, smtp+tls://…, consolemail://, filemail:///folder)."""
    config = dict(environ.Env.email_url_config(raw))
    if raw.startswith("filemail:"):
        # The library drops the first slash, and mail would land below wherever the site started.
        config["EMAIL_FILE_PATH"] = urlsplit(raw).path
    if not config.get("EMAIL_BACKEND"):
        raise ValueError(f"«{raw}» is not a mail address such as smtp://user:password@host:587")
    return config


def mailbox(raw: str) -> str:
    """Parse one e-mail address, or nothing."""
    if raw and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", raw):
        raise ValueError(f"«{raw}» is not an e-mail address")
    return raw


def kept_secret(data_dir: Path) -> str:
    """Return the secret kept in `data_dir`, made at the first call (laptop and demo only)."""
    path = data_dir / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


def dotted_path(raw: str) -> str:
    """Parse where a class of Python is: `package.module.Class`; nothing at all is right as well."""
    if raw and not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", raw):
        raise ValueError(f"«{raw}» is not the path of a class, like package.module.Class")
    return raw


def index_name(raw: str) -> str:
    """Parse what the names of indexes begin with: small letters, digits and hyphens."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", raw):
        raise ValueError(f"«{raw}» is not made of small letters, digits and hyphens")
    return raw


def required(raw: str) -> str:
    """Parse a secret that has no default: at least 50 characters."""
    if len(raw) < 50:
        raise ValueError("it must be set to a secret of at least 50 characters")
    return raw
