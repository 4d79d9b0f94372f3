"""Walk a running Piêu like a visitor: which pages there are, and which parameters they take."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

SKIPPED = re.compile(
    r"^/(static|anh|media|tep)/|dang-xuat|\.(pdf|zip|mp3|mp4|webp|jpg|png|svg|xml|js|css|ico)$"
)
LOGIN = "/tai-khoan/dang-nhap/"


class _Links(HTMLParser):
    """The links of a page, and its GET forms with their fields, each with a value that the page offers."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.token = ""
        self._is_form = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._is_form = given.get("method", "get").lower() == "get"
            if self._is_form:
                self.forms.append((given.get("action", ""), {}))
        elif name == "csrfmiddlewaretoken":
            self.token = value
        elif not self._is_form:
            return
        elif tag == "option" and self._select and not self.forms[-1][1][self._select]:
            self.forms[-1][1][self._select] = value
        elif tag in ("input", "select", "textarea", "button") and name:
            self._select = name if tag == "select" else ""
            self.forms[-1][1].setdefault(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_form = False


@dataclass
class Visitor:
    """A browser without scripts, with its cookies. token: of the API, sent with each request."""

    url: str
    token: str = ""
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, type and text. With `data` it is a POST."""
        body = urlencode(data).encode() if data is not None else None
        headers = {"Accept": "text/html, */*;q=0.5", "Referer": self.url}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with self._opener.open(request, timeout=60) as answer:
                return (
                    answer.status,
                    answer.headers.get_content_type(),
                    answer.read().decode("utf-8", "replace"),
                )
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get_content_type(), ""

    def log_in(self, number: str, pin: str) -> None:
        """Sign in by the form. Raises RuntimeError."""
        form = _Links()
        form.feed(self.get(LOGIN)[2])
        self.get(LOGIN, {"login": number, "password": pin, "csrfmiddlewaretoken": form.token})
        if "session" not in " ".join(cookie.name for cookie in self.jar):
            raise RuntimeError(f"{number} can't sign in")

    @property
    def header(self) -> tuple[str, str] | None:
        """Return the name and value of the header that shows who the visitor is; None for a stranger."""
        if self.token:
            return "Authorization", f"Token {self.token}"
        cookies = [f"{cookie.name}={cookie.value}" for cookie in self.jar]
        return ("Cookie", "; ".join(cookies)) if cookies else None


@dataclass
class Site:
    """Pages by route: one path each, with the parameters that links, forms and the API's schema name, and a value of each."""

    paths: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, path: str, given: Mapping[str, str]) -> bool:
        """Add a page. Return True if its route is new."""
        from django.urls import Resolver404, resolve  # Django is set up by the caller

        try:
            route = resolve(path).route
        except Resolver404:
            route = path
        known = self.parameters.setdefault(route, {})
        for name, value in given.items():
            known[name] = known.get(name) or value
        if route in self.paths:
            return False
        self.paths[route] = path
        return True

    def addresses(self) -> list[str]:
        """Return an address for each parameter, alone: a wrong value of another one would be refused before the query.

        Pages come before the API, and the first parameter of each route before the second.
        """
        found = [
            (route.startswith("api/"), place, route, urlencode({name: value or "1"}))
            for route, given in self.parameters.items()
            for place, (name, value) in enumerate(sorted(given.items()))
        ]
        return [f"{self.paths[route]}?{query}" for _is_api, _place, route, query in sorted(found)]


def opened_by(visitor: Visitor, site: Site, *, most: int) -> list[str]:
    """Return the first `most` addresses of `site` that show the visitor something: others end before any query."""
    answered = (address for address in site.addresses() if visitor.get(address)[0] == 200)
    return [visitor.url + address for address in islice(answered, most)]


def visit(visitor: Visitor, *, most: int) -> Site:
    """Follow links from the first page, breadth first, one page a route."""
    site, waiting, done = Site(), deque(["/", "/products/"]), 0
    seen: set[str] = set()
    while waiting and done < most:
        path = waiting.popleft()
        status, kind, text = visitor.get(path)
        done += 1
        if status != 200 or kind != "text/html":
            continue
        page = _Links()
        page.feed(text)
        found: list[tuple[str, dict[str, str]]] = [(link, {}) for link in page.links]
        for link, fields in found + page.forms:
            parts = urlsplit(urljoin(visitor.url + path, link))
            if f"{parts.scheme}://{parts.netloc}" != visitor.url or SKIPPED.search(parts.path):
                continue
            given = dict(parse_qsl(parts.query, keep_blank_values=True))
            is_new = site.add(parts.path, {**fields, **given})
            if is_new and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(parts.path)
    return site


def add_api(site: Site, schema: str) -> None:
    """Add the lists of the API that take parameters and no identifier, from its schema in JSON."""
    for path, methods in json.loads(schema)["paths"].items():
        get: dict[str, Any] = methods.get("get", {})
        given = {
            each["name"]: str(next(iter(each.get("schema", {}).get("enum", [])), ""))
            for each in get.get("parameters", [])
            if each["in"] == "query"
        }
        if given and "{" not in path:
            site.add(path, given)
