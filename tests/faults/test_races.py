"""The same act by several processes at the same moment has one effect, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from courses.contests.actions.entries import start_entry, submit_entry
from courses.models import ContestEntry
from members.acting import Actor
from members.models import Milestone, Notice, RoleGrant
from members.roles.enums import Role
from orders.bank.actions.feeds import set_secret
from orders.bank.signing import signature
from orders.models import Order, OrderStep, Transfer
from orders.shops.enums import Payment
from products.certificates.actions.certificates import refuse_certificate, verify_certificate
from products.models import Certificate
from tests.courses.contests.test_race import open_round
from tests.factories.members import MemberFactory, chapter
from tests.factories.products import CertificateFactory
from tests.faults.conftest import Count, rounds
from tests.faults.processes import Failed, answers_twice, raced, without_transactions
from tests.faults.test_killed_at_steps import Post
from tests.orders.bank.test_feed import SECRET, bank_message
from tests.orders.conftest import make_shop, order_of
from tests.traceability.label_runs import a_lot
from traceability.labels.actions import request_run
from traceability.labels.enums import RunState
from traceability.labels.runs.rendering import make_sheet
from traceability.models import LabelRun

pytestmark = pytest.mark.crash
PROCESSES = 6


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def one_effect(count: Count, results: list[Any], effects: dict[str, tuple[object, object]]) -> None:
    """Count a race: each of its effects (found, wanted), and that every loser got a readable refusal or the same answer."""
    failed = [str(each) for each in results if isinstance(each, Failed)]
    wrong = {name: pair for name, pair in effects.items() if pair[0] != pair[1]}
    count.case(not failed and not wrong, f"{wrong} {failed[:1]} {results if wrong else ''}")


def refusable(act: Callable[[], Any]) -> Callable[[int], str]:
    """Return "done", or the code of the refusal."""

    def acted(_n: int) -> str:
        from backend.common.errors import DomainError  # noqa: PLC0415 in the forked process

        try:
            act()
        except DomainError as refused:
            return refused.code
        return "done"

    return acted


# --- A bank's message -----------------------------------------------------------------------------------------------


def pay(shop, count: Count, plant: Callable[[], object] = lambda: None) -> None:
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    order = order_of(shop, 1, payment=Payment.TRANSFER)
    sent = json.dumps(bank_message(order)).encode()

    def tell(_n: int) -> tuple[int, str]:
        plant()
        stamp = str(int(time.time()))
        headers = {"X-SePay-Timestamp": stamp, "X-SePay-Signature": signature(SECRET, stamp, sent)}
        answer = Client(headers=headers).post(
            f"/webhooks/bank/{feed.ref}/", sent, content_type="application/json"
        )
        return answer.status_code, answer.text

    answers = raced(tell, times=PROCESSES)
    order = Order.objects.get(pk=order.pk)
    one_effect(
        count,
        answers,
        {
            "answers": (set(answers), {(200, '{"success": true}')}),
            "transfers": (Transfer.objects.filter(order=order).count(), 1),
            "steps": (OrderStep.objects.filter(order=order, kind="paid").count(), 1),
            "entries": (Entry.objects.filter(kind="order.paid", subject=f"order:{order.ref}").count(), 1),
            "money": (order.paid_amount, order.total),
        },
    )


def test_transfer_is_counted_once_when_several_processes_report_it(real_db, count):
    shop = make_shop(bags=200)
    for _round in range(rounds(2, 40)):
        pay(shop, count)


# --- Labels -------------------------------------------------------------------------------------------------------


def ask_for_labels(shop, lot, count: Count) -> None:
    before = set(LabelRun.objects.values_list("pk", flat=True))
    post = Post(shop.lan, f"/tem/moi/{lot.pk}/a4-65/", lambda: {"count": "5", "offset_x": "", "offset_y": ""})
    answers = raced(lambda _n: post(), times=PROCESSES)
    made = LabelRun.objects.exclude(pk__in=before)
    one_effect(
        count,
        answers,
        {"runs": (made.count(), 1), "answers": (set(answers), {(302, f"/tem/{made[0].pk}/")})},
    )


def test_one_request_for_labels_in_several_processes_is_one_run(real_db, count):
    shop = make_shop()
    lot = a_lot(shop)
    for _round in range(rounds(2, 30)):
        ask_for_labels(shop, lot, count)


def test_one_sheet_is_made_by_several_workers(real_db, count):
    shop = make_shop()
    lot = a_lot(shop)
    for _round in range(rounds(2, 15)):
        labels = request_run(actor=shop.as_.lan, lot=lot, count=13, layout="a4-65")
        made = raced(lambda _n, pk=labels.pk: make_sheet(pk), times=PROCESSES)  # type: ignore[misc]
        labels.refresh_from_db()
        one_effect(
            count,
            made,
            {
                "published": (Counter(map(str, made)), Counter({"True": 1, "False": PROCESSES - 1})),
                "state": (labels.state, RunState.READY),
                "entries": (Entry.objects.filter(kind="labels.ready", subject=f"run:{labels.pk}").count(), 1),
                "notices": (Notice.objects.filter(key=f"labels.ready:{labels.pk}").count(), 1),
            },
        )


# --- A contest ----------------------------------------------------------------------------------------------------


def test_one_member_has_one_entry_when_several_processes_begin_and_hand_it_in(real_db, count):
    round_, _organiser = open_round(entries_per="round", entries_allowed=1)
    for _round in range(rounds(3, 40)):
        lan = Actor.of(MemberFactory(branch=chapter()))
        begun = raced(
            refusable(lambda lan=lan: start_entry(actor=lan, round_=round_)),  # type: ignore[misc]
            times=PROCESSES,
        )
        entries = ContestEntry.objects.filter(user=lan.member)
        one_effect(
            count,
            begun,
            {
                "entries": (entries.count(), 1),
                "refusals": (set(begun) - {"done", "no_tries_left", "busy"}, set()),
            },
        )
        entry = entries.get()
        given = raced(
            refusable(lambda lan=lan, entry=entry: submit_entry(actor=lan, entry=entry)),  # type: ignore[misc]
            times=PROCESSES,
        )
        entry.refresh_from_db()
        numbers = list(entries.values_list("number", flat=True))
        recorded = Entry.objects.filter(subject__contains=str(entry.pk)).values_list("kind", flat=True)
        one_effect(
            count,
            given,
            {
                "handed in": (entry.submitted_at is not None, True),
                "numbers": (numbers, [1]),
                "entries": ({kind: many for kind, many in Counter(recorded).items() if many > 1}, {}),
            },
        )


# --- A certificate --------------------------------------------------------------------------------------------------


def decide(shop, count: Count, plant: Callable[[], object] = lambda: None) -> None:
    """Several officers verify and refuse one certificate at once."""
    certificate = CertificateFactory(
        producer=shop.producer, product=shop.product, state="submitted", submitted_by=shop.lan
    )
    before = set(Entry.objects.values_list("pk", flat=True))

    def act(n: int) -> str:
        plant()
        officer = shop.officers[n % len(shop.officers)]
        row = Certificate.objects.get(pk=certificate.pk)
        if n % 3 == 2:
            return refusable(lambda: refuse_certificate(actor=officer, certificate=row, reason="Mờ"))(n)
        return refusable(lambda: verify_certificate(actor=officer, certificate=row))(n)

    found = raced(act, times=PROCESSES)
    row = Certificate.objects.get(pk=certificate.pk)
    subject = f"certificate:{certificate.pk}"
    kinds = list(Entry.objects.filter(subject=subject).exclude(pk__in=before).values_list("kind", flat=True))
    is_verified = row.state == "verified"
    milestones = Milestone.objects.filter(subject=subject, undone_at=None).count()
    one_effect(
        count,
        found,
        {
            "answers": (Counter(found), Counter({"done": 1, "wrong_state": PROCESSES - 1})),
            "entries": ([kind for kind in kinds if kind != STATED], [f"certificate.{row.state}"]),
            "milestones": (bool(milestones), is_verified),
            "notices": (Notice.objects.filter(user=shop.lan, key__startswith=f"{subject}:").count(), 1),
        },
    )


def officers_of(shop) -> list[Actor]:
    RoleGrant.objects.create(user=shop.minh, role=Role.OFFICER, branch=shop.minh.memberships.get().branch)
    return [Actor.of(shop.thu), Actor.of(shop.minh)]


def test_certificate_is_decided_once_when_several_officers_decide(real_db, count):
    shop = make_shop()
    shop.officers = officers_of(shop)
    for _round in range(rounds(3, 40)):
        decide(shop, count)


# --- Planted faults ---------------------------------------------------------------------------------------------------


def test_check_finds_a_decision_without_a_transaction(real_db, planted):
    shop = make_shop()
    shop.officers = officers_of(shop)
    for _round in range(10):
        decide(shop, planted, without_transactions)
        if planted.missed:
            break


def test_check_finds_a_repeated_key_that_is_carried_out_again(real_db, planted):
    shop = make_shop()
    lot = a_lot(shop)
    post = Post(shop.lan, f"/tem/moi/{lot.pk}/a4-65/", lambda: {"count": "5", "offset_x": "", "offset_y": ""})

    def send(_n: int) -> tuple[int, str]:
        answers_twice()
        return post()

    answers = raced(send, times=PROCESSES)
    one_effect(planted, answers, {"runs": (LabelRun.objects.count(), 1)})
