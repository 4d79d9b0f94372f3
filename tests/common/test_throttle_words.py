"""A refusal for too many requests is in one language, whatever its wait."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.api import client_of
from tests.factories.products import make_user
from tests.people import LAN


@pytest.fixture
def one_a_day(settings):
    cache.clear()
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"anon": "1/day", "user": "1/day"}
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("one_a_day")
@pytest.mark.parametrize("path", ["/api/v1/notices/", "/epcis/events"])
@pytest.mark.parametrize(
    ("language", "first", "second", "foreign"),
    [
        ("vi", "Gửi nhanh quá. Chị đợi ", " giây rồi thử lại.", "Expected"),
        ("en", "Request was throttled. Expected available in ", " second", "Chị"),
    ],
)
def test_too_many_requests_are_refused_in_one_language(settings, path, language, first, second, foreign):
    lan = client_of(make_user(LAN.full_name))
    lan.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert lan.get(path).status_code == 200
    refused = lan.get(path)
    text = refused.content.decode()
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert first in text and second in text and foreign not in text
