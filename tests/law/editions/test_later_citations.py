"""Citations in stored texts that name a law which is imported later."""

from __future__ import annotations

import pytest
from django.urls import reverse

from backend.law.editions.actions.importing import Outcome, Source, import_law, resolve_citations
from backend.law.editions.actions.later_citations import resolve_stored
from backend.law.editions.plain_document import read_plain_document
from backend.law.editions.yaml_document import read_yaml_document
from backend.law.library.actions.documents import DocumentFacts, add_document
from backend.law.models import ProvisionText

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
EARLIER = """NGHỊ ĐỊNH
Về chợ mận

Điều 1. Chợ

1. Chợ theo Điều 4 Luật Bảo vệ người bán mận và Điều 2 Nghị định này.

2. Sạp theo khoản 1 Điều 9 Luật Bảo vệ người bán mận, Điều 3 Luật Trồng táo.

Điều 2. Hiệu lực

Nghị định này có hiệu lực thi hành từ ngày 20 tháng 5 năm 2021.
"""
LATER = """number: 903/2019/QH99
kind: law
title: Bảo vệ người bán mận
from: 2020-01-01
provisions:
  - ref: "9(1)"
    text: Người bán được hỏi trước.
"""


def written(law, **options) -> Outcome:
    return import_law(
        actor=None, law=law, source=Source("a.txt", "0" * 64), resolved=resolve_citations(law), **options
    )


@pytest.fixture
def market() -> None:
    written(read_plain_document(EARLIER, name="77-2021-nd-cp.txt", number="77/2021/NĐ-CP"))


def cites() -> dict[str, list[str]]:
    rows = ProvisionText.objects.filter(provision__document__number="77/2021/NĐ-CP").exclude(mentions=[])
    return {
        row.provision.ref: [f"{row.text[at : at + size]}: {cited}" for at, size, cited in row.mentions]
        for row in rows.select_related("provision")
    }


OWN = "Điều 2: 77/2021/NĐ-CP 2"


def test_an_import_resolves_what_stored_texts_say_of_its_law(market):
    assert cites() == {"1(1)": [OWN]}
    law = read_yaml_document(LATER)
    assert written(law, is_trial=True).resolved_again == 0 and cites() == {"1(1)": [OWN]}
    assert written(law).resolved_again == 2
    assert cites() == {
        "1(1)": ["Điều 4: 903/2019/QH99 4", OWN],
        "1(2)": ["khoản 1 Điều 9: 903/2019/QH99 9(1)"],
    }
    assert written(law).resolved_again == 0


def test_the_same_file_completes_an_import_that_ended_before_it_resolved(market):
    law = read_yaml_document(LATER)
    written(law)
    for row in ProvisionText.objects.filter(provision__document__number="77/2021/NĐ-CP"):
        row.mentions = [each for each in row.mentions if "903" not in each[2]]
        row.save(update_fields=["mentions"])
    assert cites() == {"1(1)": [OWN]}
    outcome = written(law)
    assert outcome.is_empty and outcome.resolved_again == 2


def test_few_queries_look_for_the_titles(market, django_assert_max_num_queries):
    add_document(actor=None, facts=DocumentFacts("904/2019/QH99", kind="law", title="Bảo vệ người bán đào"))
    with django_assert_max_num_queries(2):
        assert resolve_stored({"904/2019/QH99"}) == 0
    with django_assert_max_num_queries(1):
        assert resolve_stored({"77/2021/NĐ-CP"}) == 0


def test_a_page_links_only_to_what_the_library_has(client, market):
    address = reverse("law:article", args=["77-2021-nd-cp", "1"])
    assert client.get(address).text.count('href="/luat/van-ban/903') == 0
    add_document(actor=None, facts=DocumentFacts("903/2019/QH99", kind="law", title="Bảo vệ người bán mận"))
    resolve_stored({"903/2019/QH99"})
    assert client.get(address).text.count('href="/luat/van-ban/903-2019-qh99/"') == 2
    written(read_yaml_document(LATER))
    shown = client.get(address).text
    assert shown.count('href="/luat/van-ban/903-2019-qh99/dieu-9/#k1"') == 1
    assert shown.count('href="/luat/van-ban/903-2019-qh99/"') == 1
