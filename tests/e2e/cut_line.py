"""A connection between browser and server that breaks in the middle of a request."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Line:
    """`url` is the address of the server behind this line. While `breaks_at` is set, a request to a path that begins with it is cut off after
    `after` bytes, on both sides; `cuts` counts them."""

    url: str
    breaks_at: str = ""
    after: int = 20_000
    cuts: int = 0
    _open: set[socket.socket] = field(default_factory=set)

    def _should_cut(self, head: bytes, sent: int) -> bool:
        return (
            bool(self.breaks_at) and head.startswith(f"POST {self.breaks_at}".encode()) and sent > self.after
        )


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """A line to the address of `server`."""
    parts = urlsplit(server)
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        line = Line(f"http://127.0.0.1:{door.getsockname()[1]}")

        def accept() -> None:
            with suppress(OSError):
                while True:
                    near, _address = door.accept()
                    far = socket.create_connection((parts.hostname, parts.port))
                    line._open |= {near, far}
                    threading.Thread(target=up, args=(near, far), daemon=True).start()
                    threading.Thread(target=down, args=(far, near), daemon=True).start()

        def up(near: socket.socket, far: socket.socket) -> None:
            """Pass on what the browser sends, one request after the other: requests of a page are small or cut."""
            head, sent = b"", 0
            with suppress(OSError):
                while piece := near.recv(4096):
                    if piece.startswith((b"GET ", b"POST ", b"HEAD ")):
                        head, sent = piece, 0
                    sent += len(piece)
                    if line._should_cut(head, sent):
                        line.cuts += 1
                        break
                    far.sendall(piece)
            hang_up(near, far)

        def down(far: socket.socket, near: socket.socket) -> None:
            with suppress(OSError):
                while piece := far.recv(65536):
                    near.sendall(piece)
            hang_up(near, far)

        def hang_up(*ends: socket.socket) -> None:
            for end in ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
                line._open.discard(end)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield line
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()
            thread.join(5)
            hang_up(*tuple(line._open))
