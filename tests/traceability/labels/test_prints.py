"""The print ledger, reprints, and permanently voided labels."""

import json

import pytest
from django.utils import timezone

from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.models import Milestone
from members.notices.enums import MilestoneKind
from members.rules import NotAllowed
from products.models import Producer, Product
from tests.traceability.label_runs import a_ready_run, a_run, numbers, serials_in, snapshot
from traceability.labels.actions import (
    AlreadyVoid,
    LotRecalled,
    ReasonMissing,
    RunNotReady,
    WrongRange,
    take_to_printer,
    void_labels,
)
from traceability.labels.enums import PrintKind
from traceability.labels.runs.rendering import check_fits
from traceability.labels.runs.serials import serial_of, uncovered
from traceability.labels.runs.sheets import is_whole, labels_of, part_sheet
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.origin import pages
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.usefixtures("own_media")


def payloads(kind: str) -> list[dict]:
    return [json.loads(entry.body)["payload"] for entry in Entry.objects.filter(kind=kind).order_by("pk")]


def path_of(run, number: int) -> str:
    uri = check_fits(run).uri(serial_of(run, number))
    return "/" + uri.partition("://")[2].partition("/")[2]


def test_first_print_is_in_the_ledger_and_a_milestone(world):
    run = a_ready_run(world)
    taken = take_to_printer(actor=world.thu_for_lan, run=run)
    assert (taken.kind, taken.first, taken.last, taken.reason) == (PrintKind.FIRST, 1, 3, "")
    assert (taken.by, taken.on_behalf_of) == (world.thu, world.lan)
    assert is_whole(taken)
    assert payloads("labels.printed") == [
        {
            "run": run.pk,
            "print": taken.pk,
            "kind": "first",
            "first": 1,
            "last": 3,
            "reasonPin": pin(bytes(taken.reason_salt), ""),
        }
    ]
    milestone = Milestone.objects.get()
    assert (milestone.user, milestone.kind, milestone.subject) == (
        world.lan,
        MilestoneKind.LABELS_PRINTED,
        f"run:{run.pk}",
    )


def test_reprint_needs_a_reason_and_is_no_second_milestone(world):
    run = a_ready_run(world)
    take_to_printer(actor=world.as_.lan, run=run, first=1, last=2)
    before = snapshot()
    with pytest.raises(ReasonMissing) as refusal:
        take_to_printer(actor=world.as_.lan, run=run, reason="   ")
    assert refusal.value.field == "reason"
    assert snapshot() == before
    assert take_to_printer(actor=world.as_.lan, run=run, first=3).kind == PrintKind.FIRST
    again = take_to_printer(actor=world.as_.lan, run=run, first=2, last=2, reason="Giấy kẹt")
    assert (again.kind, again.reason) == (PrintKind.REPRINT, "Giấy kẹt")
    assert Milestone.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(0, 2, "first"), (4, 4, "first"), (2, 1, "last"), (1, 4, "last"), (-1, 1, "first")],
)
def test_ranges_outside_the_run_are_refused(world, first, last, field):
    run = a_ready_run(world)
    before = snapshot()
    for act, more in ((take_to_printer, {}), (void_labels, {"reason": "Mất"})):
        with pytest.raises(WrongRange) as refusal:
            act(actor=world.as_.lan, run=run, first=first, last=last, **more)
        assert refusal.value.field == field
    assert snapshot() == before


@pytest.mark.parametrize("who", ["minh", "hoa", "thu"])
def test_others_cannot_print_or_void_labels(world, who):
    run = a_ready_run(world)
    before = snapshot()
    with pytest.raises(NotAllowed):
        take_to_printer(actor=getattr(world.as_, who), run=run)
    with pytest.raises(NotAllowed):
        void_labels(actor=getattr(world.as_, who), run=run, first=1, last=1, reason="Mất")
    assert snapshot() == before


def test_nothing_is_printed_or_voided_before_the_sheet_is_ready(world):
    run = a_run(world)
    before = snapshot()
    with pytest.raises(RunNotReady):
        take_to_printer(actor=world.as_.lan, run=run)
    with pytest.raises(RunNotReady):
        void_labels(actor=world.as_.lan, run=run, first=1, last=1, reason="Mất")
    assert snapshot() == before


def test_labels_of_a_recalled_lot_are_not_printed_but_may_be_voided(world):
    run = a_ready_run(world)
    recall_lot(actor=world.as_.lan, lot=run.lot, reason="Có mảnh thuỷ tinh")
    before = snapshot()
    with pytest.raises(LotRecalled):
        take_to_printer(actor=world.as_.lan, run=run)
    assert snapshot() == before
    assert void_labels(actor=world.as_.lan, run=run, first=1, last=3, reason="Thu hồi").last == 3


@pytest.mark.slow
def test_void_label_answers_void_and_its_neighbours_do_not(world, client):
    pages.forget_pages()
    run = a_ready_run(world, count=4)
    void = void_labels(actor=world.as_.lan, run=run, first=2, last=3, reason="Tem  bị mất")
    assert (void.reason, void.by) == ("Tem bị mất", world.lan)
    assert payloads("labels.voided") == [
        {
            "run": run.pk,
            "void": void.pk,
            "first": 2,
            "last": 3,
            "reasonPin": pin(bytes(void.reason_salt), void.reason),
        }
    ]
    answers = {number: client.get(path_of(run, number), HTTP_ACCEPT="text/html") for number in (1, 2, 3, 4)}
    assert {number: answer.status_code for number, answer in answers.items()} == {
        1: 200,
        2: 410,
        3: 410,
        4: 200,
    }
    assert "Tem bị mất" in answers[2].content.decode()


def test_label_of_a_run_that_is_not_ready_is_not_believed(world, client):
    run = a_run(world)
    assert client.get(path_of(run, 1)).status_code == 404


def test_label_made_under_another_key_than_its_run_is_not_believed(world, client, settings):
    """A key that leaked after it was replaced makes no labels of newer runs."""
    pages.forget_pages()
    settings.LABEL_KEYS, settings.LABEL_KEY_CURRENT = {**settings.LABEL_KEYS, 2: bytes(32)}, 2
    codec.cache_clear()
    try:
        run = a_ready_run(world)
        genuine = path_of(run, 1)
        forged = genuine[:-16] + next(codec().encode_many(run.pk, 1, 1, key_version=1))[:16]
        assert (
            run.key_version,
            client.get(genuine, HTTP_ACCEPT="text/html").status_code,
            client.get(forged).status_code,
        ) == (
            2,
            200,
            404,
        )
    finally:
        codec.cache_clear()


def test_void_needs_a_reason_and_happens_once(world):
    run = a_ready_run(world, count=5)
    before = snapshot()
    with pytest.raises(ReasonMissing):
        void_labels(actor=world.as_.lan, run=run, first=1, last=2, reason=" ")
    assert snapshot() == before
    void_labels(actor=world.as_.lan, run=run, first=1, last=2, reason="Mất")
    void_labels(actor=world.as_.lan, run=run, first=2, last=4, reason="Hỏng")
    before = snapshot()
    with pytest.raises(AlreadyVoid):
        void_labels(actor=world.as_.lan, run=run, first=1, last=4, reason="Mất")
    with pytest.raises(AlreadyVoid):
        take_to_printer(actor=world.as_.lan, run=run, first=2, last=3)
    assert snapshot() == before


def test_milestone_is_taken_back_when_the_whole_run_is_void(world):
    run = a_ready_run(world)
    take_to_printer(actor=world.thu_for_lan, run=run)
    void_labels(actor=world.as_.lan, run=run, first=2, last=3, reason="Hỏng")
    assert Milestone.objects.get().undone_at is None
    void_labels(actor=world.as_.lan, run=run, first=1, last=1, reason="Hỏng")
    assert Milestone.objects.get().undone_at <= timezone.now()


@pytest.mark.slow
def test_part_of_a_run_holds_those_labels_less_the_void_ones(world):
    run = a_ready_run(world, count=150, layout="a4-65")
    void_labels(actor=world.as_.lan, run=run, first=70, last=72, reason="Hỏng")
    part = take_to_printer(actor=world.as_.lan, run=run, first=66, last=130)
    void_labels(actor=world.as_.lan, run=run, first=130, last=130, reason="Hỏng sau khi in")
    assert not is_whole(part)
    assert labels_of(part) == 62
    with part_sheet(part) as sheet:
        assert serials_in(sheet.read()) == numbers((66, 69), (73, 130))


@pytest.mark.parametrize(
    ("first", "last", "ranges", "left"),
    [
        (1, 10, [], [(1, 10)]),
        (1, 10, [(3, 4), (4, 6)], [(1, 2), (7, 10)]),
        (3, 5, [(1, 9)], []),
        (3, 5, [(6, 9), (1, 2)], [(3, 5)]),
        (1, 3, [(3, 3), (1, 1)], [(2, 2)]),
    ],
)
def test_uncovered_returns_the_numbers_outside_all_ranges(first, last, ranges, left):
    assert uncovered(first, last, ranges) == left


@pytest.mark.slow
def test_product_page_offers_to_ask_about_the_newest_lot_where_no_number_shows(world, client):
    run = a_ready_run(world)
    product = Product.objects.get(pk=run.lot.product_id)
    asks = f'href="/lo/{run.lot_id}/nhan/?loai=question"'
    assert asks in client.get(f"/products/{product.slug}/").content.decode()
    Producer.objects.filter(pk=product.producer_id).update(phone="+84912000001", kind="cooperative")
    assert asks not in client.get(f"/products/{product.slug}/").content.decode()


@pytest.mark.slow
def test_a_choice_that_the_run_has_not_is_refused_in_vietnamese(world, client):
    run = a_ready_run(world)
    client.force_login(world.lan)
    before = snapshot()
    for what in ("thu-hoi", "huy"):
        answer = client.post(f"/tem/{run.pk}/{what}/", {"which": "sheets", "reason": "x"})
        page = answer.content.decode()
        assert (answer.status_code, "Chị chọn một trong các ô dưới đây" in page) == (400, True), what
        assert "Which" not in page and "Những tem nào: " in page, what
    assert snapshot() == before
