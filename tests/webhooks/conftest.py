"""A webhook receiver: a real HTTP server, which answers as the test configures and stores the requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.orders.conftest import make_shop


@dataclass
class Listener:
    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b"ok"
    server: Any = None
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    # If cleared, the server has read the request and doesn't answer yet.
    answers: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def listener(settings) -> Iterator[Listener]:
    settings.WEBHOOKS_ALLOW_LOCAL = True
    http_server = Listener()
    http_server.answers.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            http_server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            http_server.answers.wait()
            with suppress(BrokenPipeError):  # the client was killed
                self.send_response(http_server.status)
                for name, value in http_server.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(http_server.answer)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    http_server.server = server
    http_server.url = f"http://127.0.0.1:{server.server_port}/pieu?a=1"
    yield http_server
    http_server.answers.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shop(db):
    return make_shop()
