"""What the apps below this one cite: retention periods and consents. They know no library."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.common.retention import TERMS
from backend.law.citing.registry import CitingPlace, place_of
from members.consent.wording import WORDINGS


def citing_terms() -> Iterator[CitingPlace]:
    for term in TERMS:
        yield place_of(term.source, key="term", kind=_("Thời hạn giữ hồ sơ"), name=term.words)


def citing_consents() -> Iterator[CitingPlace]:
    url = reverse("members:consents")
    for wording in WORDINGS.values():
        yield place_of(wording.source, key="consent", kind=_("Lời đồng ý"), name=wording.words, url=url)
