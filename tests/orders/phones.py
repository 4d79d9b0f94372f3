"""Browsers and programs that talk to a live project over HTTP, each from an address of its own.

Orders are counted by network (orders/basket/limits.py): buyers who all came from 127.0.0.1 would be one household that is held up after
twenty orders, whatever the stock says.
"""

from __future__ import annotations

import functools
import http.client
import http.cookiejar
import itertools
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from threading import Lock
from typing import Any
from urllib.request import Request
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from orders.basket import proofs
from tests.api import token_of

# A page with a form for everybody.
A_FORM = "/products/man-hau/"
_numbers = itertools.count(1)


def at_once(work, rows, threads: int = 8):
    """Return `work(row)` of every row, `threads` at a time, in the rows' order."""

    def one(row):
        try:
            return work(row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, rows))


def new_key() -> str:
    return str(uuid4())


@dataclass(frozen=True)
class Answer:
    """An answer of the server. `location` is the target of a redirect, `""` without one.

    `text` of the API is its JSON with sorted names: PostgreSQL keeps an answer's names in an order of its own (jsonb)."""

    status: int
    text: str
    location: str = ""

    @property
    def is_done(self) -> bool:
        """Return whether it is acknowledged: a redirect, or the API's new state."""
        return self.status in (200, 201, 302, 303)

    @property
    def body(self) -> Any:
        return json.loads(self.text)


class _From(urllib.request.HTTPHandler):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def http_open(self, request: Request):
        return self.do_open(
            functools.partial(http.client.HTTPConnection, source_address=(self.address, 0)), request
        )


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


class Phone:
    """A browser without JavaScript. Signed in where it is `user`'s; `user` must be in the live project's database.

    `proven` is a number (E.164) that was verified by a code in it.
    """

    def __init__(self, url: str, user: Any = None, *, proven: str = "") -> None:
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.token, self._lock = "", Lock()
        number = next(_numbers)
        parts = (_From(f"127.1.{number // 250 % 250}.{number % 250 + 1}"),)
        jar = urllib.request.HTTPCookieProcessor(self.jar)
        self._opener = urllib.request.build_opener(*parts, jar)
        self._stays = urllib.request.build_opener(*parts, jar, _Stay())
        if user is not None:
            client = Client()
            client.force_login(user)
            self.jar.set_cookie(_cookie("sessionid", client.cookies["sessionid"].value))
        if proven:
            session = import_module(settings.SESSION_ENGINE).SessionStore()
            session[proofs.KEY] = [[proven, timezone.now().isoformat()]]
            session.save()
            self.jar.set_cookie(_cookie("sessionid", session.session_key))

    def get(self, path: str) -> str:
        answer = self.read(path)
        assert answer.is_done, answer
        return answer.text

    def read(self, path: str) -> Answer:
        """Return a page after all redirects."""
        return _answer(self._opener, Request(self.url + path))

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send a form of `page` and return the target's address."""
        return self._send(self._opener, path, fields | {"csrfmiddlewaretoken": token_in(page)}, {}).text

    def send(
        self, path: str, fields: dict[str, str] | None = None, *, key: str = "", **headers: str
    ) -> Answer:
        """Send a form with an idempotency key (a new one by default) and don't follow the redirect."""
        with self._lock:
            if not self.token:
                page = self.read(A_FORM)
                if not page.is_done:
                    return page
                self.token = token_in(page.text)
        more = {"csrfmiddlewaretoken": self.token, "idempotency_key": key or new_key()}
        return self._send(self._stays, path, (fields or {}) | more, headers)

    def _send(self, opener: Any, path: str, fields: dict[str, str], headers: dict[str, str]) -> Answer:
        data = urllib.parse.urlencode(fields).encode()
        return _answer(opener, Request(self.url + path, data, headers | {"Referer": self.url + path}))


def _cookie(name: str, value: str) -> http.cookiejar.Cookie:
    host = "127.0.0.1"
    return http.cookiejar.Cookie(
        0, name, value, None, False, host, True, False, "/", True, False, None, True, None, None, {}
    )


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found[1]


class Program:
    """A program that uses the API, with the token of `user` or anonymously."""

    def __init__(self, url: str, user: Any = None) -> None:
        self.url = url
        number = next(_numbers)
        self._opener = urllib.request.build_opener(_From(f"127.2.{number // 250 % 250}.{number % 250 + 1}"))
        self.headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if user is not None:
            self.headers["Authorization"] = f"Token {token_of(user)}"

    def send(self, path: str, body: object = None, *, key: str = "", **headers: str) -> Answer:
        """POST to /api/v1/`path` with an idempotency key, a new one by default."""
        data = json.dumps({} if body is None else body).encode()
        more = {"Idempotency-Key": key or new_key(), **headers}
        answer = _answer(self._opener, Request(f"{self.url}/api/v1/{path}", data, self.headers | more))
        text = json.dumps(json.loads(answer.text), sort_keys=True, ensure_ascii=False)
        return replace(answer, text=text)


def _answer(opener: urllib.request.OpenerDirector, request: Request) -> Answer:
    """Raise OSError or http.client.HTTPException without a complete answer."""
    try:
        with opener.open(request, timeout=60) as answer:
            return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.read().decode(), refused.headers.get("Location", ""))
