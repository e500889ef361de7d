"""clamd over its own socket: INSTREAM, so that the scanner need not see our disk."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 1 << 16
SECONDS = 60


class ScannerDown(Exception):
    """No answer, or none that can be understood: the file stays unseen, never let through."""


def scan(file):
    """The name of what was found in it, or "" when it is clean. Raises ScannerDown."""
    try:
        with _connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := connection.recv(4096)):
                answer += more
    except OSError as down:
        raise ScannerDown(type(down).__name__) from down
    said = answer.rstrip(b"\0").decode("utf-8", "replace").partition(": ")[2]
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:120]
    raise ScannerDown(said[:80] or "no answer")


def _connect():
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(address.path)
        return connection
    return socket.create_connection((address.hostname, address.port or 3310), timeout=SECONDS)
