"""A site with known faults, to show that a tool can find one. It is served on loopback, for the time of a scan.

/?q=  puts its text into SQL and back into the page; /safe/?q=  does neither. With `header` it answers 401 to everyone
who doesn't send it, as a page behind a log-in does: a tool that finds the fault has sent it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

# Each of these is one fault.
WEAK_POLICY = "default-src *; script-src 'self' 'unsafe-inline' 'unsafe-eval' https:; object-src *"
WEAK_HEADERS = [
    ("Content-Security-Policy", WEAK_POLICY),
    ("Set-Cookie", "sessionid=1"),
    ("Referrer-Policy", "unsafe-url"),
    ("Strict-Transport-Security", "max-age=60"),
    ("Cross-Origin-Resource-Policy", "everybody"),
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def _site(database: Path, header: tuple[str, str] | None) -> Callable[..., list[bytes]]:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        sent = environ.get(f"HTTP_{header[0].upper()}", "") if header else ""
        if header and not set(header[1].split("; ")) <= set(sent.split("; ")):
            start_response("401 Unauthorized", [("Content-Type", "text/plain")])
            return [b""]
        word = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
        is_safe = environ.get("PATH_INFO") == "/safe/"
        status, rows = "200 OK", ""
        with closing(sqlite3.connect(database)) as connection:
            try:
                if is_safe:
                    found = connection.execute("SELECT name FROM goods WHERE name = ?", [word]).fetchall()
                else:
                    found = connection.execute(f"SELECT name FROM goods WHERE name = '{word}'").fetchall()
                rows = "".join(f"<li>{escape(str(name))}</li>" for (name,) in found)
            except sqlite3.Error as error:
                status, rows = "500 Internal Server Error", f"sqlite3.OperationalError: {error}"
        shown = escape(word) if is_safe else word
        # A cookie of its own would take the place of the one that opens the site.
        weak = [(name, value) for name, value in WEAK_HEADERS if not header or name != "Set-Cookie"]
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), *weak])
        page = f'<html><body><form action="/"><input name="q" value=""></form><a href="/?q=tea">tea</a><p>{shown}</p><ul>{rows}</ul></body></html>'
        return [page.encode()]

    return answer


@contextmanager
def planted_site(header: tuple[str, str] | None = None) -> Iterator[str]:
    """Serve the site, and yield its address. header: name and value of the header that opens it."""
    with TemporaryDirectory(prefix="pieu-planted-") as folder:
        database = Path(folder, "goods.sqlite3")
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript("CREATE TABLE goods (name); INSERT INTO goods VALUES ('tea'), ('plum');")
        with make_server("127.0.0.1", 0, _site(database, header), handler_class=_Quiet) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()
