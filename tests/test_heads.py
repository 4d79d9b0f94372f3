"""HEAD requests to the WSGI application itself (the test client would drop a body), and the <head> of every page."""

import logging
import re

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from backend.wsgi import application
from tests.factories.members import MemberFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def ask(method, path):
    """Return (status, headers, body) as a server gets them."""
    response_head = {}

    def start_response(status, headers, _exc_info=None):
        response_head.update(status=int(status[:3]), headers=dict(headers))

    request = RequestFactory().generic(method, path, HTTP_HOST="127.0.0.1")
    response = application(request.environ, start_response)
    try:
        body = b"".join(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    return response_head["status"], response_head["headers"], body


@pytest.mark.parametrize(
    "path", ["/healthz", "/robots.txt", "/01/09521410002047", "/products/", "/khong-co/"]
)
def test_head_answers_like_get_without_a_body(path):
    status, headers, body = ask("GET", path)
    assert body
    head = ask("HEAD", path)
    assert head[0] == status
    assert head[1]["Content-Type"] == headers["Content-Type"]
    assert int(head[1]["Content-Length"]) > 0
    assert head[2] == b""


def test_a_refused_scan_writes_no_code_into_the_log(caplog):
    with caplog.at_level(logging.INFO):
        assert ask("GET", "/01/09521410002046/21/BC765145NJPKQB5T")[0] == 404
        assert ask("DELETE", "/01/09521410002046/21/BC765145NJPKQB5T")[0] == 405
    assert "BC765145NJPKQB5T" not in caplog.text


# Pages by other people's templates.
FOREIGN = ("/quan-tri/", "/api/", "/epcis/")
# A script that doesn't stop the page from being painted.
WAITS_FOR_NOBODY = re.compile(r'\s(?:type="(?:module|application/(?:ld\+)?json)"|defer|async)')


def plain_paths(resolver: URLResolver, before: str = "/") -> list[str]:
    """Return the paths of all routes without parameters."""
    found = []
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += plain_paths(entry, path)
        elif isinstance(entry, URLPattern) and not re.search(r"[<^(]", path):
            found.append(path)
    return sorted(path for path in set(found) if not path.startswith(FOREIGN))


def faults_of(page: str, *, is_public: bool) -> set[str]:
    """Return what delays or moves the first paint of `page`, and what a search engine misses."""
    head = page.partition("</head>")[0]
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)"', head)
    # A script after everything that is painted delays nothing.
    before_paint = re.findall(r"<script[^>]*>", page.partition("</main>")[0])
    faults = {script for script in before_paint if not WAITS_FOR_NOBODY.search(script)}
    faults |= {sheet for sheet in sheets if not sheet.startswith("/static/")}
    if len(sheets) > 3:  # the theme's, the app's and the room's: they load side by side
        faults.add(f"{len(sheets)} style sheets")
    if 'rel="stylesheet"' in page[len(head) :] or "@import" in page:
        faults.add("a late style sheet")
    for image in re.findall(r"<img\b[^>]*>", page):
        if not all(re.search(rf'\b{name}="', image) for name in ("width", "height", "alt")):
            faults.add(image)
    if is_public and not re.search(r'<meta\s+name="description"\s+content="[^"]{20,}"', head):
        faults.add("no description")
    return faults


@pytest.mark.slow  # opens every page without a parameter
@pytest.mark.parametrize("who", [None, MemberFactory, OfficerFactory], ids=["anyone", "member", "officer"])
def test_no_page_waits_for_a_script_or_moves_under_the_reader(client, who):
    if who:
        client.force_login(who())
    faults, seen = {}, 0
    for path in plain_paths(get_resolver()):
        answer = client.get(path, headers={"accept": "text/html"})
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        page = answer.text
        is_public = who is None and "noindex" not in page.partition("</head>")[0]
        if found := faults_of(page, is_public=is_public):
            faults[path] = found
    assert faults == {}
    assert seen >= (15 if who is None else 50)


def test_the_faces_of_the_first_view_are_asked_for_with_the_page(client):
    """A bold face that came late moved the basket: its fallback breaks lines elsewhere."""
    head = client.get("/tim-don/").text.partition("</head>")[0]
    links = re.findall(r'<link\s+rel="preload"\s+href="[^"]*be-vietnam-pro-(\d+)[^"]*\.woff2"', head)
    assert links == ["400", "600"]
