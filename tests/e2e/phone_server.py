"""A minimal server for phone tests: the project's real scripts and style, pages of the tests, and an address for posts.

It can drop every request half way, lose only its answers, or answer as configured; and it counts the requests. No Django runs
here: the real addresses are tested in tests/theme/test_views.py.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from backend.theme import shell, style_sheet

THEME = Path(shell.__file__).resolve().parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
WORDS = json.dumps(
    {key: key for key in ("waiting", "sending", "sent", "review", "savedHere", "oldCopy", "photoWaiting")}
)


@dataclass
class Post:
    path: str
    headers: Message
    fields: dict[str, bytes]


@dataclass
class PhoneServer:
    url: str = ""
    owner: str = "lan"
    token: str = "token-1"
    day: str = "hôm nay"
    connected: bool = True
    answers: bool = True
    replies: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    gets: list[str] = field(default_factory=list)

    def page(self, body: str, *, app: bool = True, scripts: str = "") -> str:
        """Return an HTML page; a page of the app names its user and loads outbox and app, as theme/base.html does."""
        owner = f' data-owner="{self.owner}"' if app else ""
        style = '<link rel="stylesheet" href="/static/theme/app.css">' if app else ""
        own = '<script type="module" src="/static/theme/outbox.js"></script>' if app else ""
        own += '<script type="module" src="/static/theme/app.js"></script>' if app else ""
        return (
            f'<!DOCTYPE html><html lang="vi"{owner}><head><meta charset="utf-8"><title>Thử</title>'
            f'{style}</head><body><main><div class="column">{body}</div>'
            f'</main><div data-toasts></div><script type="application/json" id="pieu-words">{WORDS}</script>'
            f"{own}{scripts}</body></html>"
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # a connection a request: nothing survives a lost connection
    state: PhoneServer

    def log_message(self, *args: object) -> None:
        pass

    def reply(self, status: int, text: str | bytes, kind: str = "text/html", **headers: str) -> None:
        body = text.encode() if isinstance(text, str) else text
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        state = self.state
        path = self.path.split("?")[0]
        if not state.connected:
            self.close_connection = True
            return
        state.gets.append(path)
        if path == "/csrf/":
            answer = {"token": state.token, "owner": state.owner or None, "login": "/dang-nhap/"}
            self.reply(200, json.dumps(answer), "application/json", Cache_Control="no-store")
        elif path == "/sw.js":
            shell_text = json.dumps(
                {
                    "version": "v1",
                    "offline": "/mat-mang/",
                    "core": ["/static/theme/app.css"],
                    "member": ["/static/theme/outbox.js", "/static/theme/app.js", "/static/theme/photo.js"],
                    "pages": ["/nhat-ky/"],
                    "shared": {},
                    "files": [],
                    "continued": [],
                    "own": [],
                }
            )
            text = f"const SHELL = {shell_text};\n" + shell.worker_source()
            self.reply(200, text, "text/javascript", Cache_Control="no-cache")
        elif path == "/mat-mang/":
            self.reply(200, "<!DOCTYPE html><html lang='vi'><title>x</title><h1>Chưa có mạng</h1>")
        elif path == "/dang-nhap/":
            self.reply(200, state.page("<h1>Đăng nhập</h1>"))
        elif path == "/nhat-ky/":
            self.reply(200, state.page(f"<h1>Nhật ký của {state.owner}</h1><p>{state.day}</p>"))
        elif path.startswith("/static/theme/"):
            file = THEME / path.lstrip("/")
            sheet = path.endswith(style_sheet.PATH)
            self.reply(
                200,
                style_sheet.text() if sheet else file.read_bytes(),
                KINDS.get(file.suffix, "application/octet-stream"),
            )
        elif path in state.pages:
            self.reply(200, state.pages[path])
        else:
            self.reply(404, "")

    def do_POST(self) -> None:
        state = self.state
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not state.connected:
            self.close_connection = True
            return
        state.posts.append(Post(self.path, self.headers, fields_of(self.headers, body)))
        if not state.answers:
            self.close_connection = True
            return
        status, headers, text = state.replies.pop(0) if state.replies else (201, {}, "{}")
        self.reply(status, text, headers.pop("type", "application/json"), **headers)


def fields_of(headers: Message, body: bytes) -> dict[str, bytes]:
    whole = b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body
    message = BytesParser().parsebytes(whole)
    return {
        re.search(r'name="([^"]*)"', part["Content-Disposition"])[1]: part.get_payload(decode=True)
        for part in message.get_payload()
    }


@contextmanager
def phone_server() -> Iterator[PhoneServer]:
    state = PhoneServer()
    handler = type("BoundHandler", (Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
