"""Every page of django-allauth uses this project's layout and is in Vietnamese."""

from __future__ import annotations

import html
import re

import pytest
from allauth import urls as allauth_urls
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

pytestmark = pytest.mark.django_db


def addresses(patterns) -> set[str]:
    """Return the names of allauth's addresses without arguments."""
    names = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            names |= addresses(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name and not pattern.pattern.converters:
            names.add(pattern.name)
    return names


NAMES = sorted(
    name
    for name in addresses(allauth_urls.urlpatterns)
    if re.match("account_|mfa_|usersessions_", name) and "download" not in name
)
ENGLISH = re.compile(
    r"\b(?:the|your|sign|password|please|account|key|code|session|browser|remember|username)\b", re.IGNORECASE
)


def words(page: str) -> str:
    """Return the visible text: no scripts, no tags, no attributes."""
    body = re.sub(r"<(script|style|textarea)\b.*?</\1>", " ", page[page.index("<main") :], flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", body.split("</main>")[0]))


def assert_dressed(answer, name: str) -> None:
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        assert answer.status_code in {200, 302, 403, 404, 405, 429}, name
        return
    page = answer.text
    assert 'class="site-header"' in page, name
    assert page.count("<h1") == 1, name
    assert re.search(r"<title>\s*\S", page), name
    assert ENGLISH.findall(words(page)) == [], name
    assert not re.search(r"<input(?![^>]*type=\"hidden\")[^>]*\sstyle=", page), name


def pages() -> dict[str, str]:
    """Return the address of each page that this installation really has."""
    found = {}
    for name in NAMES:
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue
    return found


def test_allauth_has_the_tested_pages():
    assert {"account_login", "account_signup", "account_logout"} <= set(pages())


def test_pages_of_a_visitor_are_ours(client):
    for name, address in pages().items():
        assert_dressed(client.get(address), name)


def test_account_pages_of_a_signed_in_user_have_the_sites_layout(client, django_user_model):
    person = django_user_model.objects.create(full_name="Lò Thị Lan")
    for name, address in pages().items():
        client.force_login(person)
        assert_dressed(client.get(address), name)
