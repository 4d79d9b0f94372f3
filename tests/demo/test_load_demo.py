"""The demo is loaded once for this file, in a transaction that is rolled back at its end. It draws and reads back many
pictures and sheets, which takes as long as hundreds of other tests: hence the mark load.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import CharField, JSONField, Q, TextField
from django.utils import timezone

from backend.common.gtin import check_digit
from backend.common.phones import format_phone
from backend.demo.actions.goods import key_of
from backend.demo.actions.labels import code_of
from backend.demo.actions.pictures import FOLDER, manifest
from backend.demo.data.goods import GOODS
from backend.demo.data.makers import MAKERS
from backend.demo.data.people import PEOPLE, PIN
from backend.law.models import BulletinVersion, LawyerReading
from backend.ledger.auditing import Report, audit
from backend.ledger.models import Entry, Leaf
from backend.ledger.sequencing import head, sequence_all
from backend.ledger.tiles import bundle, width_at
from courses.authoring.versions import published
from courses.models import ContestRound, Credential, HandIn, LiveClass, Meeting
from members.models import NoticeDelivery, RoleGrant, User
from members.own_data.actions import erase_member
from members.people.cards import parse_card_number
from members.roles.enums import Role
from members.signing_in.validators import PinOrPasswordValidator
from orders.duties.actions import forget_left
from products.certificates.ocop import GROUPS, SETS
from products.listing.actions.listing import missing_for
from products.models import Certificate, Producer, Product, ProductFacts
from products.products.enums import ProductState
from traceability.events.enums import EventKind
from traceability.gs1.digital_link import Code, parse_path
from traceability.labels.enums import RunState
from traceability.lots.enums import LotRole
from traceability.models import Event, EventDetail, LabelRun, Lot, Recall, Scan
from traceability.scans.enums import Verdict
from traceability.scans.origin import pages
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.lookup import NotFoundInBook, look_up
from traceability.scans.origin.verdicts import verdict_of
from union.alarms.models import Alarm
from union.issues.enums import ReceiptState
from union.issues.models import Issue, Receipt
from union.questions.actions.answering import require_grounds
from union.questions.danger import dangers
from union.questions.models import Answer, PublicAnswer, Question
from union.questions.warning import warnings_of
from union.reports.models import Report as UnionReport
from union.reports.models import ReportForm
from union.roles.rules import chain


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    # This comes before conftest.py clears the caches: rolled back rows gave their numbers to the demo's.
    published.cache_clear()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.load, pytest.mark.usefixtures("demo")]


def listed() -> list[Product]:
    return list(Product.objects.listed().select_related("producer__unit").order_by("pk"))


def run_of(key: str, *, recalled: bool = False) -> LabelRun:
    draft_key = next(key_of(good) for good in GOODS if good.key == key)
    runs = LabelRun.objects.filter(lot__product__draft_key=draft_key, state=RunState.READY)
    runs = runs.exclude(lot__recalls=None) if recalled else runs.filter(lot__recalls=None)
    return runs.select_related("lot", "code").order_by("pk")[0]


def rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_load_demo_again_changes_nothing() -> None:
    before, last = rows(), Entry.objects.latest("id").pk
    call_command("load_demo", stdout=StringIO())
    assert rows() == before
    assert Entry.objects.latest("id").pk == last


def test_load_demo_is_refused_where_people_work_in_earnest(settings) -> None:
    settings.PRODUCTION, settings.PIEU_DEMO = True, False
    before, last = rows(), Entry.objects.latest("id").pk
    with pytest.raises(CommandError, match="PIEU_DEMO"):
        call_command("load_demo", stdout=StringIO())
    assert (rows(), Entry.objects.latest("id").pk) == (before, last)


def test_load_demo_on_the_next_day_changes_nothing() -> None:
    before = rows()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        call_command("load_demo", stdout=StringIO())
    assert rows() == before


def test_products_are_many_and_of_many_producers() -> None:
    products = listed()
    assert len(products) >= 24
    assert len({product.producer_id for product in products}) >= 10
    assert {SETS[product.ocop_set or 0].group.key for product in products} == {group.key for group in GROUPS}


def test_products_are_in_every_state_that_waits() -> None:
    assert set(Product.objects.values_list("state", flat=True)) >= {
        ProductState.DRAFT,
        ProductState.SUBMITTED,
        ProductState.RETURNED,
        ProductState.LISTED,
    }


def test_listed_products_keep_the_listing_rules() -> None:
    assert {product.name: missing_for(product) for product in listed() if missing_for(product)} == {}


def test_listed_products_have_a_story_and_a_journey() -> None:
    for product in listed():
        assert product.story.count(".") >= 3, product.name
        oldest = product.lots.exclude(label_runs=None).order_by("pk").last()
        assert Event.objects.filter(lot_links__lot=oldest).count() >= 3, product.name
        assert product.lots.exclude(label_runs=None).exists(), product.name
    assert not Event.objects.filter(event_time__gt=timezone.now()).exists()
    assert set(Event.objects.values_list("zone_offset", flat=True)) == {"+07:00"}


def test_ingredients_of_demo_products_exist_before_their_processing() -> None:
    made = Event.objects.filter(lot_links__role=LotRole.INPUT).distinct()
    assert made.count() == 3
    for event in made:
        for link in event.lot_links.filter(role=LotRole.INPUT):
            # It was harvested, or made from something harvested.
            came = Event.objects.filter(
                Q(kind=EventKind.HARVESTING) | Q(kind=EventKind.PROCESSING, lot_links__role=LotRole.OUTPUT),
                lot_links__lot=link.lot,
            ).order_by("event_time")[0]
            assert came.event_time <= event.event_time
            assert 0 < (link.quantity or 0) <= link.lot.quantity


def test_gtins_are_of_the_prefix_for_examples() -> None:
    gtins = [product.gtin for product in listed() if product.gtin]
    assert len(gtins) >= 12
    assert all(gtin.startswith("0952") and check_digit(gtin[:-1]) == gtin[-1] for gtin in gtins)


def test_certificates_show_every_case() -> None:
    today = timezone.localdate()
    papers = list(Certificate.objects.filter(kind="ocop"))
    assert {paper.stars for paper in papers} == {3, 4, 5}
    ends = [
        (paper.valid_until - today).days
        for paper in papers
        if paper.valid_until and paper.state == "verified"
    ]
    assert any(days < 0 for days in ends)
    assert any(0 <= days <= 90 for days in ends)
    assert any(days > 180 for days in ends)
    assert any(paper.state == "submitted" for paper in papers)
    assert all("MẪU" in paper.number for paper in Certificate.objects.all())


def test_labels_can_show_all_five_verdicts() -> None:
    run = run_of("man-say-deo")
    assert verdict_of(look_up(code_of(run, 7))) == Verdict.VALID
    assert verdict_of(look_up(code_of(run_of("ca-phe-arabica"), 5))) == Verdict.COPIED
    assert verdict_of(look_up(code_of(run_of("mang-kho"), 22))) == Verdict.NOT_IN_BOOK
    assert verdict_of(look_up(code_of(run_of("lap-suon", recalled=True), 3))) == Verdict.RECALLED
    lot_only = Code(gtin=run.code.value, lot=run.lot.code)
    assert verdict_of(look_up(lot_only)) == Verdict.UNKNOWN
    with pytest.raises(NotFoundInBook):
        look_up(code_of(run, run.count + 1))


def test_buyers_scanned_labels_of_most_products() -> None:
    scanned = set(Scan.objects.values_list("lot__product", flat=True))
    assert len(scanned & {product.pk for product in listed()}) >= 24


def test_show_demo_prints_a_genuine_label_with_its_lot(settings) -> None:
    settings.PUBLIC_ORIGIN = "http://127.0.0.1:8123"
    out = StringIO()
    call_command("show_demo", stdout=out)
    lines = out.getvalue().splitlines()
    uri = next(line.strip() for line in lines if "/01/" in line)
    assert uri.startswith("http://127.0.0.1:8123/01/0952")
    found = look_up(parse_path(urlsplit(uri).path))
    assert verdict_of(found) == Verdict.VALID
    lot = Lot.objects.get(pk=found.lot_id)
    assert lot.product.gtin
    assert lot.expiry_date
    assert lot.expiry_date > timezone.localdate()
    assert any(found.lot_code in line for line in lines)
    assert any("0912 000 001" in line for line in lines)
    assert PIN in out.getvalue()


def test_people_sign_in_with_phone_or_card() -> None:
    for person in PEOPLE:
        assert parse_card_number(person.card) == person.card
        user = User.objects.get(card_number=person.card)
        assert user.check_password(PIN)
        assert (user.phone or "") == person.phone
        PinOrPasswordValidator().validate(PIN, user)
    mai = User.objects.get(full_name="Lường Thị Mai")
    assert mai.phone is None
    assert Event.objects.filter(on_behalf_ref=mai.ref).exists()


def test_the_lawyer_says_that_she_is_a_demo_and_has_read_nothing() -> None:
    grant = RoleGrant.objects.get(role=Role.LAWYER)
    assert grant.user.phone == "+84912000007"
    assert "mẫu" in grant.capacity and "không phải luật sư thật" in grant.capacity
    assert not LawyerReading.objects.exists()


def test_nobody_was_sent_an_sms() -> None:
    assert not NoticeDelivery.objects.exists()


def test_only_the_recalled_lot_is_called_back() -> None:
    assert Recall.objects.count() == 1


def test_every_picture_is_used() -> None:
    stored = {path.stem for path in FOLDER.rglob("*.webp")}
    assert stored == set(manifest())
    papers = {paper.scan for good in GOODS for paper in good.papers}
    assert (
        stored
        == {good.key for good in GOODS} | {maker.portrait for maker in MAKERS if maker.portrait} | papers
    )


def test_the_page_of_lans_products_offers_a_call(client):
    product = Product.objects.listed().filter(producer__people__user__full_name="Lò Thị Lan").first()
    assert f'href="tel:{product.producer.phone}"' in client.get(f"/products/{product.slug}/").content.decode()


def test_the_page_of_every_product_is_light_and_marked_as_a_demo(client, settings) -> None:
    """The demo is complete: certificates, journey, story, and every commune that a buyer may choose."""
    settings.PIEU_DEMO = True
    pages.forget_pages()
    weights = {}
    for product in listed():
        lot = product.lots.exclude(label_runs=None).order_by("pk")[0]
        answer = client.get(str(origin_path(lot)), HTTP_ACCEPT="text/html", HTTP_ACCEPT_ENCODING="gzip")
        assert answer.status_code == 200
        assert "Bản dùng thử" in gzip.decompress(answer.content).decode()
        weights[product.name] = len(answer.content)
    assert {name: weight for name, weight in weights.items() if weight > 14_000} == {}
    pages.forget_pages()


def test_training_has_something_in_every_room() -> None:
    """A class with free places, work that waits for the trainer, a certificate whose page shows real results."""
    assert LiveClass.objects.get().sign_ups.count() == 2
    assert HandIn.objects.filter(state="waiting").count() == 1
    credential = Credential.objects.get()
    assert (credential.is_standing, credential.shows_name, len(credential.statement["results"])) == (
        True,
        True,
        6,
    )


def test_a_meeting_was_held_and_keeps_its_record(client) -> None:
    meeting = Meeting.objects.get()
    assert meeting.ended_at and "minh hoạ" in meeting.note
    assert meeting.presences.count() == 3
    assert {sum(row.counts.values()) for row in meeting.hands.all()} == {3}
    client.force_login(User.objects.get(full_name="Nguyễn Thị Thu"))
    page = client.get(f"/hoc/hop/{meeting.pk}/").text
    assert "Lò Thị Lan" in page and meeting.note in page


def test_a_contest_is_over_with_its_list_its_key_and_winners_nobody_can_call(client) -> None:
    round_ = ContestRound.objects.get(published_at__isnull=False)
    assert "minh hoạ" in round_.contest.title
    won = [(row.rank, row.right, row.prize) for row in round_.results.order_by("position")]
    assert won == [(1, 5, 0), (2, 4, 1), (3, 3, 1), (4, 2, None)]
    call_command("recompute_round", str(round_), stdout=(out := StringIO()))
    assert hashlib.sha256(out.getvalue().encode()).hexdigest() == round_.list_sha256
    page = client.get(f"/hoc/thi/{round_.contest.slug}/{round_.number}/ket-qua/").text
    assert "Lò Thị Lan" in page and "091****001" in page
    assert not re.search(r"0912[ .]?000[ .]?00\d|84912000", page)
    assert client.get(f"/hoc/thi/{round_.contest.slug}/{round_.number}/de.json").status_code == 200


def test_bulletins_of_the_law_are_examples_that_two_officers_wrote_and_read() -> None:
    versions = BulletinVersion.objects.select_related("bulletin__document")
    assert {each.bulletin.document.number for each in versions} == {"37/2026/NĐ-CP", "283/2026/NĐ-CP"}
    for each in versions:
        assert each.is_published and each.title.endswith("(minh hoạ)")
        assert each.written_by is not None and each.read_by not in (None, each.written_by)


def test_the_public_log_holds_no_personal_word_of_anybody(demo):
    """Every kind of entry that the demo writes, as a stranger reads it, and the entries behind the sealed ones."""
    sequence_all()
    size = head().size
    leaves = b"".join(
        bundle(index, width_at(0, index, size), size) for index in range(-(-size // 256))
    ).decode("utf-8", "replace")
    bodies = "\n".join(Entry.objects.values_list("body", flat=True))
    people = list(User.objects.all())
    words = {person.full_name for person in people} | set(Producer.objects.values_list("name", flat=True))
    words |= set(Producer.objects.exclude(address="").values_list("address", flat=True))
    words |= set(EventDetail.objects.exclude(text="").values_list("text", flat=True))
    phones = {
        str(phone).lstrip("+") for phone in User.objects.exclude(phone=None).values_list("phone", flat=True)
    }
    words |= phones | {"0" + phone.removeprefix("84") for phone in phones}
    words = {word for word in words if len(word) > 5}
    assert len(words) > 100 and len(set(Entry.objects.values_list("kind", flat=True))) > 25
    assert [word for word in words if word in leaves or word in bodies] == []
    assert Leaf.objects.filter(salt=None).exists() and Leaf.objects.exclude(salt=None).exists()
    # No public page connects a pseudonym with a person, except next to goods.
    public_kinds = set(Entry.objects.filter(leaf__salt=None).values_list("kind", flat=True))
    assert {kind.partition(".")[0] for kind in public_kinds} <= {
        "certificate", "contest", "elabel", "event", "host", "labels", "law", "link", "lot", "origin", "passport", "producer", "product",
        "recall",
    }  # fmt: skip


def test_every_row_of_the_demo_agrees_with_the_ledger(demo):
    assert [finding.words() for finding in audit(Report())] == []


def personal_places(words: set[str]) -> dict[str, set[str]]:
    """Return the columns of the whole database that contain one of `words`, without binary columns."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, (CharField, TextField, JSONField)):
                for (value,) in model._base_manager.values_list(field.name):
                    text = (
                        value
                        if isinstance(value, str)
                        else json.dumps(value, ensure_ascii=False, default=str)
                    )
                    if hits := {word for word in words if word in text}:
                        found.setdefault(f"{model._meta.label}.{field.name}", set()).update(hits)
    return found


def test_nothing_names_members_who_are_erased(demo) -> None:
    """Erase a member with a household, a helped member, an officer and a trainer: only texts required by law still name them."""
    cards = [person.card for person in PEOPLE if person.key in ("lan", "mai", "thu", "van")]
    people = User.objects.filter(card_number__in=cards)
    words = {word for person in people for word in (person.full_name, person.card_number)}
    words |= {person.phone.removeprefix("+84") for person in people if person.phone}
    words |= {format_phone(person.phone) for person in people if person.phone}
    words |= set(
        Producer.objects.filter(kind="household", people__user__in=people).values_list("name", flat=True)
    )
    with transaction.atomic():
        places = personal_places(words)
        assert {"members.Notice.title", "products.Producer.name", "courses.Credential.name"} <= places.keys()
        people.update(erase_due_at=timezone.now())
        for pk in [person.pk for person in people]:
            erase_member(user_id=pk)
        # The law requires the label's text for five years: nobody sees it, and it is emptied afterwards.
        assert personal_places(words).keys() == {"products.ProductFacts.body"}
        bodies = ProductFacts.objects.filter(withheld_at=None).values_list("body", flat=True)
        assert not [
            body for body in bodies if any(word in json.dumps(body, ensure_ascii=False) for word in words)
        ]
        with time_machine.travel(timezone.now() + timedelta(days=6 * 366), tick=False):
            forget_left()
        assert personal_places(words) == {}
        transaction.set_rollback(True)


def test_union_work_is_in_every_state_and_marked_as_a_demo() -> None:
    assert set(Receipt.objects.values_list("state", flat=True)) == set(ReceiptState.values)
    assert set(UnionReport.objects.values_list("state", flat=True)) >= {
        "waiting",
        "draft",
        "sent",
        "returned",
        "accepted",
        "excused",
    }
    assert set(Question.objects.values_list("state", flat=True)) == {"asked", "answered", "merged"}
    today = timezone.localdate()
    assert any(row.is_late(today) for row in Receipt.objects.select_related("issue"))
    assert any(row.is_late for row in UnionReport.objects.filter(state__in=["sent", "accepted"]))
    public = PublicAnswer.objects.visible_to(None).get()
    require_grounds(public)
    assert warnings_of(f"{public.asked}. {public.text}") == []
    texts = [*Issue.objects.values_list("title", flat=True), *Question.objects.values_list("text", flat=True)]
    texts += [
        *Answer.objects.values_list("text", flat=True),
        *ReportForm.objects.values_list("title", flat=True),
    ]
    assert [text for text in [*texts, public.title] if "minh hoạ" not in text] == []


def test_union_has_a_duty_chain_and_no_alarm() -> None:
    hoa = User.objects.get(full_name="Vì Thị Hoa")
    branch = hoa.memberships.get().branch
    rung = [[str(person) for person in people] for _branch, people in chain("duty", branch)]
    assert rung == [["Hà Thị Xuân"], ["Cầm Thị Hương", "Hoàng Thị Thảo"]]
    assert not Alarm.objects.exists()
    assert [text for text in Question.objects.values_list("text", flat=True) if dangers(text)] == []
