"""Collect the keys of documents whose hash or salted pin is stored: another key gives other bytes, and the hash no longer fits.

One document of each kind is made here, as full as its fields allow, so the names don't depend on which tests run. Documents that
other software sent (captured events) have its keys and are not here.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone

from backend.ledger import page_pins, pins
from courses import packs
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import AssetKind, StepKind
from courses.contests.closing import close_round
from courses.contests.lists import list_from_results
from courses.models import Course, CourseVersion, RoundPaper, Step
from courses.offline.packs import manifest_bytes
from courses.packs.writing import write_pack
from members.acting import Actor
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order
from products.models import ProductFacts
from products.products.actions.facts import publish_facts
from products.products.facts import PUBLIC_FIELDS, public_facts
from tests.courses.credentials.test_issuing import issued
from tests.factories.contests import after, committed_round, during, take
from tests.factories.courses import make_asset, make_course
from tests.factories.members import HoaFactory, OfficerFactory
from tests.factories.products import CertificateFactory, PhotoFactory, ProducerFactory
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.lasting_names.written import paths
from tests.orders.conftest import make_shop, order_of
from tests.shared_rows import building
from tests.traceability.inspection.test_inspection import make_proved
from traceability import ports
from traceability.inspection.bundle import write_bundle
from traceability.inspection.names import MANIFEST, ORDERS
from traceability.legal.passport import passport_facts
from traceability.lots.actions.lots import rename_lot
from traceability.models import CodeLink, LabelRun, Lot
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.origin.content import product_content
from traceability.scans.origin.facts import build_facts, facts_of

PRODUCT = {
    "gtin": "09521234543213", "is_packed": True, "net_content": "500 g", "ingredients": "mận, đường", "usage": "ăn ngay",
    "storage": "nơi khô mát", "warnings": "không dùng khi gói rách", "alcohol_percent": "4.5", "materials": "lanh",
    "specification": "hũ", "brand": "Lan", "standards": "TCVN 1872", "shelf_life_days": 180, "nutrition": "table",
    "nutrition_per": "100g", "energy_kcal": 320, "protein_g": "1.5", "carbohydrate_g": 75, "fat_g": 1, "sodium_mg": 12,
    "sugars_g": 70, "saturated_fat_g": 1, "has_added_sugar": True, "is_fried": True, "ocop_set": 4, "voice": "voices/lan.ogg",
    "name_en": "Plum", "summary_en": "From Mộc Châu",
}  # fmt: skip
OTHER_QUESTIONS: list[dict[str, Any]] = [
    {"key": "q5", "kind": "matching", "text": "Ghép", "pairs": [{"key": "x", "left": "mận", "right": "Mộc Châu"}, {"key": "y", "left": "chè", "right": "Tà Xùa"}], "extra_rights": ["Hà Nội"]},
    {"key": "q6", "kind": "short_answer", "text": "Viết", "answers": [{"text": "hoà", "fraction": 100}]},
]  # fmt: skip
# Below these every key is data: languages, steps and questions of a course, sizes of pictures, names of files.
DATA_BELOW = ("texts", "translations", "keys", "keys.*", "variants", "files")


def pinned_documents() -> set[str]:
    """Each kind of document with the paths of its keys. Whatever is made for them is rolled back."""
    makers = (_of_goods, _of_orders, _of_courses, _of_contests, _shown)
    return {line for make in makers for line in _lines(make)}


def _lines(make: Callable[[], Iterator[tuple[str, Any]]]) -> set[str]:
    block = building()
    with block:
        found = {
            f"{kind}  {path}" for kind, document in make() for path in paths(document, data_below=DATA_BELOW)
        }
        transaction.set_rollback(True)
    return found


def _of_goods() -> Iterator[tuple[str, Any]]:
    """The book of the bundle's tests, whose product has every public field and whose lot is recalled again."""
    book = make_proved()
    lan, lot = Actor.of(book.lan), book.lots[0]
    product = lot.product
    for name, value in PRODUCT.items():
        setattr(product, name, value)
    product.save()
    producer = product.producer
    producer.address, producer.identity_code, producer.phone = "bản Áng", "5500123456", "+84981234567"
    producer.verified_at, producer.verified_by = timezone.now(), book.lan
    producer.save()
    CertificateFactory(product=product, producer=producer)
    publish_facts(actor=lan, product=product)
    facts = json.loads(ProductFacts.objects.filter(product=product).latest("version").body)
    assert not (empty := {*PUBLIC_FIELDS} - {*facts}), f"the product of this test lacks {empty}"
    product.retired_at = timezone.now()
    yield from (("product", each) for each in (facts, public_facts(product)))

    rename_lot(actor=lan, lot=lot, code="A1-MOI")
    recall_lot(actor=lan, lot=lot, reason="Có mẻ bị mốc")
    lot = Lot.objects.select_related("product__producer__unit__parent", "place").get(pk=lot.pk)
    yield "origin", build_facts(lot)
    yield "origin", facts_of(lot, replace(product_content(lot), taken_down_on=timezone.localdate()))
    yield "passport", passport_facts(lot)
    yield "label_run", LabelRun.objects.filter(lot=lot).latest("pk").content
    link = CodeLink.objects.latest("pk")
    words = {"url": link.url, "title": link.title}
    assert pins.pin(bytes(link.salt), rfc8785.dumps(words)) == link.pin
    yield "code_link", words

    for name, value in book.bundle.files.items():
        # Facts are kinds of their own here.
        is_facts = name in ("ban-cong-bo.json", "ho-chieu.json")
        yield f"bundle {name}", [row | {"facts": None} for row in value] if is_facts else value
    with zipfile.ZipFile(io.BytesIO(write_bundle(book.bundle))) as archive:
        yield f"bundle {MANIFEST}", json.loads(archive.read(MANIFEST))


def _of_orders() -> Iterator[tuple[str, Any]]:
    shop = make_shop()
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 2))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    yield f"bundle {ORDERS}", ports.buyers_of_lots(lots=[shop.lot.pk])


def _of_courses() -> Iterator[tuple[str, Any]]:
    version = _full_version()
    yield "course_version", {"content": version.content, "keys": version.keys}
    yield "offline_pack", json.loads(manifest_bytes(version))
    write_pack(version, pack := io.BytesIO())
    with zipfile.ZipFile(pack) as archive:
        for name in (packs.MANIFEST, packs.SIGNATURE):
            yield f"course_pack {name}", json.loads(archive.read(name))
    yield "credential", issued().statement


def _full_version() -> CourseVersion:
    """A course whose first step has every medium and a citation, with a quiz of most kinds and a task."""
    course = make_course(slug="day-du")
    picture, audio, captions = (
        make_asset(b"picture", content_type="image/webp", kind=AssetKind.PICTURE),
        make_asset(),
        make_asset(b"WEBVTT", content_type="text/vtt", kind=AssetKind.CAPTIONS),
    )
    for asset in (picture, audio):
        asset.variants[0] |= {"width": 3, "height": 2, "seconds": 1.5}
        asset.save()
    step = Step.objects.get(lesson__module__course=course, lesson__key="mot", key="a")
    step.picture, step.media, step.captions = picture, audio, captions
    step.citations = [{"document": "37/2026/NĐ-CP", "article": "Điều 32", "date": "2026-07-01"}]
    step.save()
    step.texts.update(audio=audio, audio_source="recorded", audio_text_hash="0" * 64)
    Step.objects.filter(lesson__module__course=course, lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": "product_listed", "count": 1}
    )
    Course.objects.filter(pk=course.pk).update(cover=picture)
    make_quiz(course, questions=QUESTIONS + OTHER_QUESTIONS, feedback="after")
    return freeze_course(course=course)


def _of_contests() -> Iterator[tuple[str, Any]]:
    round_ = committed_round(
        OfficerFactory(), prediction="Bao nhiêu bài?", ranking=["right", "prediction", "early"]
    )
    yield "contest_paper", json.loads(RoundPaper.objects.get(commitment=round_.commitment).document)
    with during(round_):
        take(HoaFactory(), round_, right=2, prediction=4)
    with after(round_):
        yield "contest_results", json.loads(list_from_results(close_round(round_=round_)))


def _shown() -> Iterator[tuple[str, Any]]:
    """Rows that pages show, of each source."""
    HoaFactory()
    PhotoFactory(producer=ProducerFactory())
    for name, (rows, _more_checks) in page_pins._sources.items():
        found = [words for _subject, words in rows()]
        assert found, f"no row of {name}"
        yield from ((f"shown {name}", words) for words in found)
