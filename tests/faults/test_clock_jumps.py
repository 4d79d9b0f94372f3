"""The machine's clock was a day ahead and is set back, or jumps ahead by a day.

Each act runs in a process whose clock is moved. What was written at another time must neither lock people out, nor
stay valid for a day longer, nor hide a dead worker.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q
from django.test import Client, RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common import clock, workers
from backend.common.errors import DomainError
from backend.common.limits import SharedLimit
from backend.health import healthz
from backend.ledger.checkpoints import extend_log
from courses.models import Attempt
from courses.quizzes.actions.attempts import finish_attempt, start_attempt
from members.acting import Actor
from members.assist.actions import start_assist
from members.middleware import SESSION_KEY, get_actor
from members.signing_in.actions import sms_codes
from members.signing_in.actions.guesses import FREE_TRIES, TooManyGuesses, note_failure, take_try
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, deliver_order, ship_order
from products.imports.actions import check_import, start_import
from products.imports.tasks import resume_lost_imports
from products.models import ProductImport
from tests.factories.quizzes import quiz_version
from tests.faults.conftest import Count
from tests.faults.processes import Failed, run
from tests.orders.conftest import make_shop, order_of
from tests.orders.whole import orders_are_whole
from tests.products.imports.test_imports import xlsx
from tests.traceability.label_runs import a_run
from traceability.labels import tasks as label_tasks
from traceability.labels.runs import rendering
from traceability.models import LabelRun

pytestmark = pytest.mark.crash
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def world(real_db, settings, tmp_path) -> SimpleNamespace:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "backend_cache"}
    }
    shop = make_shop()
    shop.start = timezone.now()
    return shop


class Machine:
    """Processes whose clock shows another time than this one's, by `off` from the start."""

    def __init__(self, start: datetime, count: Count) -> None:
        self.start, self.count = start, count

    def at(self, off: timedelta, act: Callable[[], Any]) -> Any:
        def acted() -> Any:
            with time_machine.travel(self.start + off):
                return act()

        return run(acted)

    def expect(self, about: str, off: timedelta, act: Callable[[], Any], *wanted: Any) -> None:
        try:
            found = self.at(off, act)
        except Failed as error:
            found = str(error)[-600:]
        self.count.case(found in wanted, f"{about}: {found!r}, not {wanted!r}")


def refusal(act: Callable[[], Any]) -> str:
    try:
        act()
    except DomainError as refused:
        return refused.code or type(refused).__name__
    return "done"


# --- What was written a day ahead -----------------------------------------------------------------------------------


def leave_a_lock() -> None:
    with suppress(TooManyGuesses):
        for _try in range(FREE_TRIES):
            take_try("pin:user:1")
            note_failure("pin:user:1")


def guess() -> str:
    return refusal(lambda: take_try("pin:user:1"))


def limits(times: int) -> int:
    limit = SharedLimit("guesses", 8, seconds=60)
    return sum(not limit.is_over("a") for _try in range(times))


def send_code(phone: str) -> str:
    before = set(DBTaskResult.objects.values_list("id", flat=True))
    sms_codes.send_secret_code(typed=phone)
    task = DBTaskResult.objects.exclude(id__in=before).get()
    found = re.search(r"\d{6}", task.args_kwargs["kwargs"]["text"])
    assert found
    return found[0]


def use_code(phone: str, code: str) -> str:
    return refusal(lambda: sms_codes.reset_secret(address=phone, code=code, secret="864209"))


def health() -> tuple[bool, bool]:
    found = json.loads(healthz(RequestFactory().get("/healthz")).content)
    return found["worker"], found["clock"]


def sessions_and_codes(world: SimpleNamespace, machine: Machine, before: timedelta, after: timedelta) -> None:
    client = Client()
    with time_machine.travel(world.start + before):
        client.force_login(world.lan)
    machine.expect("session", after, lambda: client.get("/san-pham-cua-toi/").status_code, 200)

    type(world.lan).objects.filter(pk=world.lan.pk).update(
        phone="+84912345670", phone_verified_at=world.start
    )
    code = machine.at(before, lambda: send_code("+84912345670"))
    machine.expect("old code", after + 25 * MINUTE, lambda: use_code("+84912345670", code), "wrong_code")
    newer = machine.at(after + 26 * MINUTE, lambda: send_code("+84912345670"))
    machine.expect("new code", after + 27 * MINUTE, lambda: use_code("+84912345670", newer), "done")


@pytest.mark.parametrize(("before", "after"), [(DAY, 0 * DAY), (0 * DAY, DAY)], ids=["back", "ahead"])
def test_what_was_written_before_the_clock_was_set_does_no_harm(world, count, before, after):
    machine = Machine(world.start, count)
    sessions_and_codes(world, machine, before, after)

    machine.at(before, leave_a_lock)
    machine.at(after, guess)
    machine.expect("PIN after its lock", after + 3 * MINUTE, guess, "done")

    machine.expect("limit before", before, lambda: limits(20), 8)
    machine.expect("limit after", after, lambda: limits(20), 8)
    machine.expect("limit an hour later", after + 60 * MINUTE, lambda: limits(20), 8)

    def assisting() -> bool:
        session = SessionStore()
        session[SESSION_KEY] = world.assist
        actor = get_actor(SimpleNamespace(user=world.thu, session=session))  # type: ignore[arg-type]
        return actor is not None and actor.is_helping

    world.assist = machine.at(before, lambda: start_assist(officer=world.thu, member=world.minh).pk)
    machine.expect("làm hộ after five hours", after + 5 * 60 * MINUTE, assisting, False)


def test_check_finds_a_sign_of_life_that_is_believed_from_a_time_to_come(world, planted):
    machine = Machine(world.start, planted)
    labels = a_run(world, count=13, layout="a4-65")
    machine.at(DAY, lambda: rendering._claim(labels.pk))
    DBTaskResult.objects.all().delete()

    def resume() -> int:
        label_tasks.is_silent = rendering.is_silent = lambda field, now, most: Q(
            **{f"{field}__lt": now - most}
        )
        return label_tasks.resume_lost_runs()

    machine.expect("label run of the dead worker", 3 * MINUTE, resume, 1)


def test_a_dead_worker_of_the_day_ahead_is_found(world, count):
    machine = Machine(world.start, count)
    labels = a_run(world, count=13, layout="a4-65")
    machine.at(DAY, lambda: workers.beat("dead"))

    def take_task() -> None:
        DBTaskResult.objects.earliest("enqueued_at").claim("dead")
        rendering._claim(labels.pk)

    machine.at(DAY, take_task)

    def begin_import() -> None:
        actor = Actor.of(world.lan)
        table = xlsx(["Mơ", "30.000", "kg", "1 kg"])
        begun = check_import(actor=actor, producer=world.producer, data=table, file_name="a.xlsx")
        start_import(actor=actor, run=begun)

    machine.at(DAY, begin_import)
    machine.at(DAY, clock.run_due)
    machine.expect("live worker and clock", DAY, health, (True, True))
    # The clock and its jobs run on; the worker is dead.
    ProductImport.objects.update(beat_at=world.start + DAY)
    LabelRun.objects.update(heartbeat_at=world.start + DAY)

    def sweep() -> int:
        return workers.requeue_lost_tasks()

    machine.at(timedelta(), sweep)
    machine.expect("task of the dead worker", 3 * MINUTE, sweep, 1)
    machine.expect("dead worker and clock at /healthz", 20 * MINUTE, health, (False, False))
    DBTaskResult.objects.all().delete()
    machine.expect("label run of the dead worker", 3 * MINUTE, label_tasks.resume_lost_runs, 1)
    machine.expect("import of the dead worker", 3 * MINUTE, resume_lost_imports, 1)


def by_minutes(most: int) -> set[str]:
    return {job.name for job in clock.jobs() if job.at is None and job.period <= timedelta(minutes=most)}


@pytest.mark.parametrize("off", [DAY, -DAY], ids=["ahead", "behind"])
def test_periodic_jobs_go_on_when_the_clock_is_set(world, count, off):
    machine = Machine(world.start, count)
    machine.at(timedelta(), clock.run_due)
    machine.at(off, clock.run_due)
    twice = machine.at(off, clock.run_due)
    count.case(twice == [], f"run again at once: {twice}")
    # Right again: each job runs within its period or a quarter of an hour, and once.
    machine.at(timedelta(), clock.run_due)
    found: Counter[str] = Counter()
    for minutes in (1, 17, 33, 49):
        found.update(machine.at(minutes * MINUTE, clock.run_due))
    for name in by_minutes(15):
        count.case(found[name] >= 2, f"{name} ran {found[name]} times in 49 minutes")
    machine.expect("clock at /healthz", 49 * MINUTE, lambda: health()[1], True)
    found.update(machine.at(DAY + 50 * MINUTE, clock.run_due))
    for job in clock.jobs():
        if job.at is not None:
            count.case(found[job.name] >= 1, f"{job.name} did not run within a day")


@pytest.mark.parametrize("off", [DAY, -DAY], ids=["ahead", "behind"])
def test_orders_quizzes_and_the_log_go_on_when_the_clock_is_set(world, count, off):
    machine = Machine(world.start, count)
    lan = world.as_.lan
    order = machine.at(off, lambda: order_of(world, 1))
    for number, (name, act) in enumerate(
        (
            ("confirm", lambda row: confirm_order(actor=lan, order=row)),
            ("pack", lambda row: pack_order(actor=lan, order=row, lots={row.lines.get().pk: world.lot})),
            ("ship", lambda row: ship_order(actor=lan, order=row)),
            ("deliver", lambda row: deliver_order(actor=lan, order=row)),
        )
    ):
        order.refresh_from_db()
        when = (timedelta(), off)[number % 2]
        machine.expect(name, when, lambda act=act, row=order: refusal(lambda: act(row)), "done")
    orders_are_whole(world)

    version = quiz_version(attempts_allowed=1, time_limit_seconds=600)
    actor = Actor.of(world.minh)
    machine.at(off, lambda: start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi").pk)
    attempt = Attempt.objects.get()
    machine.expect(
        "hand in a quiz",
        MINUTE,
        lambda: refusal(lambda: finish_attempt(actor=actor, attempt=attempt)),
        "done",
    )

    sizes = [machine.at(when, lambda: extend_log().size) for when in (timedelta(), off, timedelta())]
    count.case(sizes == sorted(sizes) and sizes[0] > 0, f"the log had {sizes} leaves")
