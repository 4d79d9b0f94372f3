from __future__ import annotations

import pytest
from django.urls import reverse

from backend.law.catalogue import load_catalogue
from backend.law.citing import citers
from backend.law.citing.registry import citing_places
from courses.models import Step
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(citers, "_maps", {})


def test_an_article_names_the_rules_and_situations_that_rest_on_it(client):
    load_catalogue()
    rule = client.get(reverse("law:article", args=["37-2026-nd-cp", "43"])).text
    assert "Chị viết tên sản phẩm" in rule
    situation = client.get(reverse("law:article", args=["52-2014-qh13", "82"])).text
    assert reverse("law:situation", args=["cap-duong-sau-ly-hon"]) in situation


def test_lessons_are_not_named_to_everybody(client):
    load_catalogue()
    make_course()
    cited = [{"document": "37/2026/NĐ-CP", "article": "22", "date": "2026-11-24"}]
    assert Step.objects.update(citations=cited)
    assert any("37/2026/NĐ-CP 22" in place.cites for place in citing_places(["lessons"]))
    assert "Bài học:" not in client.get(reverse("law:article", args=["37-2026-nd-cp", "22"])).text
