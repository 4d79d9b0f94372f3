"""What browsers may do in a page, and which other sites may load an answer."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse

from backend.common.browser_limits import DENIED, policy
from tests.apps import ROOT, installed_packages
from tests.factories.classes import a_class
from tests.factories.courses import make_trainer, published_course
from tests.factories.members import LanFactory
from tests.factories.products import ListedProductFactory, PhotoFactory

# Scripts that use a denied feature, found by the call.
CALLS = {"getUserMedia({ audio": "microphone", "getUserMedia({ video": "camera"}
SCRIPTS = {"courses/media/recorder.js": "microphone", "courses/classes/cards.js": "camera"}


def files(*patterns: str) -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for package in installed_packages()
        for pattern in patterns
        for path in (ROOT / package).rglob(pattern)
    }


def test_scripts_that_use_a_denied_feature_are_known():
    found = {
        name.partition("static/")[2]: feature
        for name, text in files("static/**/*.js").items()
        for call, feature in CALLS.items()
        if call in text
    }
    assert found == SCRIPTS
    used = re.compile(
        r"getUserMedia|getDisplayMedia|geolocation|PaymentRequest|requestMIDIAccess|DeviceMotion"
    )
    assert {
        name.partition("static/")[2] for name, text in files("static/**/*.js").items() if used.search(text)
    } == set(SCRIPTS)


def test_each_page_with_such_a_script_allows_its_feature_and_no_other_page_does():
    pages = files("templates/**/*.html")
    loads = {
        (name, feature)
        for name, text in pages.items()
        for script, feature in SCRIPTS.items()
        if f'{{% static "{script}" %}}' in text
    }
    allows = {
        (name, feature)
        for name, text in pages.items()
        for feature in re.findall(r'\{% may_use "([\w-]+)" %\}', text)
    }
    assert len(loads) >= 7
    assert allows == loads


@pytest.mark.django_db
def test_pages_deny_every_sensor_and_are_loaded_by_this_site_only(client):
    for path in ("/", "/products/", "/xem/01/09521410002047", "/khong-co/"):
        answer = client.get(path, headers={"accept": "text/html"})
        assert answer["Permissions-Policy"] == policy(), path
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert answer["Referrer-Policy"] == "same-origin", path
    assert all(f"{name}=()" in policy() for name in DENIED)
    # What a code leads to is public, and programs of every site may read it.
    code = client.get("/01/09521410002047", headers={"accept": "text/html"})
    assert (code["Permissions-Policy"], code["Cross-Origin-Resource-Policy"]) == (policy(), "cross-origin")


@pytest.mark.django_db
def test_a_page_that_records_may_use_the_microphone_and_nothing_else(client):
    version = published_course(author=make_trainer())
    ask = reverse("courses:pack_ask", args=[version.course.slug, version.number, "mot"])
    answer = client.get(ask)
    assert answer.status_code == 200
    assert answer["Permissions-Policy"] == policy(frozenset({"microphone"}))
    assert "microphone=(self)" in answer["Permissions-Policy"] and "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_the_page_that_reads_cards_may_use_the_camera(client):
    trainer = make_trainer()
    client.force_login(trainer)
    answer = client.get(reverse("courses:class_people", args=[a_class(trainer).pk]))
    assert answer.status_code == 200
    assert answer["Permissions-Policy"] == policy(frozenset({"camera"}))


def test_a_feature_that_is_not_denied_is_refused_in_templates():
    with pytest.raises(TemplateSyntaxError):
        Template('{% load browser_limits %}{% may_use "camara" %}').render(Context())
    assert Template('{% load browser_limits %}{% may_use "camera" %}').render(Context()) == ""


@pytest.mark.django_db
def test_other_sites_may_show_the_card_and_read_public_data(client):
    ListedProductFactory(slug="man-hau", photos=0)
    assert client.get("/nhung/man-hau/")["Cross-Origin-Resource-Policy"] == "cross-origin"
    url = f"{settings.PUBLIC_ORIGIN}/products/man-hau/"
    assert client.get("/oembed", {"url": url})["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/.well-known/gs1resolver")["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.django_db
def test_other_sites_may_show_a_public_photo_and_never_a_private_one(client, settings):
    settings.MEDIA_ACCEL_PREFIX = "/_media/"
    lan = LanFactory()
    variants = {"320.webp": {"path": "x.webp", "width": 320, "height": 240, "bytes": 10}}
    found = {
        is_public: PhotoFactory(is_public=is_public, uploaded_by=lan, variants=variants)
        for is_public in (True, False)
    }
    client.force_login(lan)
    for is_public, expected in ((True, "cross-origin"), (False, "same-origin")):
        answer = client.get(f"/anh/{found[is_public].key}/320.webp")
        assert (answer.status_code, answer["Cross-Origin-Resource-Policy"]) == (200, expected)
        assert "Permissions-Policy" not in answer


def test_the_header_is_on_answers_of_other_middleware():
    names = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    ours = names.index("BrowserLimitsMiddleware")
    assert all(
        ours < names.index(name) for name in ("HealthMiddleware", "OriginMiddleware", "WhiteNoiseMiddleware")
    )
