"""Every page of members and buyers is short before its main action, and leaves law and codes to a fold.

The demo is loaded once for this file, at a fixed moment: what is on sale and how long a contest lasts changes with the day. Each
address of the accessibility tests, where a new page must have a line, is opened as a visitor and as members would. What only officers,
trainers or staff can open is no page of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse

from backend.demo.data.people import PEOPLE, PIN
from backend.theme.reading import is_for_reading
from courses.authoring.versions import published
from members.models import User
from orders.models import Offer
from tests.e2e.test_accessibility import SPOTS, Site, Spot, furnish
from tests.officer_walk import Walk
from tests.page_words import SeenPage, read_page
from tests.shared_rows import building

pytestmark = pytest.mark.load

MOST_WORDS = 80
VISITORS = ("anyone", "lan", "minh", "hien")
# Pages with more words before their main action, and how many. The list may only shrink: lower a count that fell, never raise one.
LONGER = {
    "orders:write-down producer": 169,
    "traceability:enter-sheet": 134,
    "@recalled": 127,
    "orders:sale sale_done": 102,
}
# Pages about codes themselves; members reach them through “Thêm”, visitors by scanning such a code.
CODES = {
    "/00/006141411234567890",
    "/00/006141411234567891",
    "members:api_token",
    "traceability:containers producer",
    "traceability:gs1-prefix producer",
}
# For software, auditors and officials: an article of a law, a decree or circular by its number, a check sum, a logistic unit.
TECHNICAL = re.compile(
    r"\bĐiều \d+|\bkhoản \d+|\b\d+/20\d\d/|NĐ-CP|TT-[A-ZĐ]{2}|Mã cho phần mềm|\bpallet\b|\bSSCC\b|\bEPC\b|\bsổ cái\b|\b[0-9a-f]{16,}\b",
    re.IGNORECASE,
)


@dataclass
class Visit:
    """A page as somebody saw it. `is_answer`: a form was sent, and this came back."""

    who: str
    spot: Spot
    status: int
    page: SeenPage | None
    is_reading: bool
    is_answer: bool = False

    @property
    def name(self) -> str:
        """Return the address as the list of exceptions writes it: a route, its arguments and its query."""
        return " ".join([self.spot.name, *self.spot.args]) + self.spot.query


def visit_of(who: str, spot: Spot, answer: HttpResponse, *, is_answer: bool = False) -> Visit:
    is_page = answer.get("Content-Type", "").startswith("text/html") and answer.status_code not in (302, 303)
    return Visit(
        who,
        spot,
        answer.status_code,
        read_page(answer.content.decode()) if is_page else None,
        answer.status_code == 200 and is_reading(answer),
        is_answer,
    )


def is_reading(answer: HttpResponse) -> bool:
    try:
        found = resolve(answer.wsgi_request.path)  # type: ignore[attr-defined]
    except Resolver404:  # a scanned code is answered before the table of addresses
        return False
    return is_for_reading(found.func)


@pytest.fixture(scope="module")
def visits(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Visit]]:
    # conftest.py clears it for each test, but the demo is loaded before.
    published.cache_clear()
    with (
        django_db_blocker.unblock(),
        override_settings(PIEU_DEMO=True),
        building(),
        time_machine.travel("2026-12-01T10:00:00+07:00", tick=True),
    ):
        call_command("load_demo", stdout=StringIO())
        yield list(walk(Site("", *furnish())))
        transaction.set_rollback(True)


def walk(site: Site) -> Iterator[Visit]:
    clients = {who: new_client() for who in VISITORS}
    for who in VISITORS[1:]:
        # Some pages want a recent PIN.
        answer = clients[who].post(reverse("account_login"), {"login": card_of(who), "password": PIN})
        assert answer.status_code == 302, answer.text
        clients[who].post(reverse("account_reauthenticate"), {"password": PIN})
    fill_basket(clients["anyone"])
    opened: set[tuple[str, str]] = set()
    for spot in SPOTS:
        path = site.path(spot)
        for who in dict.fromkeys((spot.who, "anyone", "lan")):
            if who not in VISITORS or (who, path) in opened:
                continue
            opened.add((who, path))
            # A scan page remembers the language of its address.
            clients[who].cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
            yield visit_of(who, spot, clients[who].get(path))
    # Forms last: what they change is no concern of the pages above.
    for spot in SPOTS:
        # The demo has no real passkey, so the page behind this form can't begin another.
        if spot.sends is None or spot.who not in VISITORS or spot.to == "mfa_add_webauthn":
            continue
        client = new_client()
        if spot.who != "anyone":
            user = User.objects.get(card_number=card_of(spot.who))
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        person = Walk(client)
        person.open(site.path(spot))
        path, values = person.submission(set(spot.sends))
        sent = {
            name: str(site.ids[value[1:]]) if value[:1] == "@" else value
            for name, value in spot.sends.items()
        }
        yield visit_of(spot.who, spot, client.post(path, values | sent, follow=True), is_answer=True)


def new_client() -> Client:
    return Client(headers={"accept": "text/html"})


def card_of(who: str) -> str:
    return next(person.card for person in PEOPLE if person.key == who)


def fill_basket(client: Client) -> None:
    """Put goods of two producers into the basket: an empty one is a short page."""
    offers = {offer.product.producer_id: offer for offer in Offer.objects.on_sale().order_by("pk")}
    for offer in list(offers.values())[:2]:
        client.post(f"/gio-hang/them/{offer.pk}/", {"count": str(max(1, offer.min_count))})


def longest(visits: list[Visit]) -> dict[str, int]:
    """Return the most words before the main action of each page that is no reading."""
    found: dict[str, int] = {}
    for visit in visits:
        if visit.page and not visit.is_reading and not visit.is_answer:
            found[visit.name] = max(found.get(visit.name, 0), visit.page.words_first)
    return found


def test_each_page_was_seen_by_whom_it_is_for(visits: list[Visit]) -> None:
    missed = [
        (str(visit.spot), visit.status)
        for visit in visits
        if visit.who == visit.spot.who
        and not visit.is_answer
        and (visit.status != visit.spot.status or visit.page is None)
    ]
    assert missed == []


def test_few_words_stand_before_the_main_action(visits: list[Visit]) -> None:
    assert {
        name: count for name, count in longest(visits).items() if count > LONGER.get(name, MOST_WORDS)
    } == {}, "rewrite, fold, or move the action up"


def test_the_list_of_longer_pages_only_shrinks(visits: list[Visit]) -> None:
    found = longest(visits)
    assert {name: found.get(name, 0) for name, count in LONGER.items() if found.get(name, 0) < count} == {}, (
        "lower these, and remove those of at most 80"
    )
    assert [name for name, count in LONGER.items() if count <= MOST_WORDS] == []


def test_law_and_codes_are_folded(visits: list[Visit]) -> None:
    found: dict[str, str] = {}
    for visit in visits:
        if visit.page is None or visit.is_reading or visit.name in CODES:
            continue
        if cited := TECHNICAL.search(visit.page.text):
            around = visit.page.text[max(0, cited.start() - 40) : cited.end() + 20]
            found[f"{visit.who} {visit.name}"] = around
    assert found == {}
