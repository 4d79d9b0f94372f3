"""Every page of Piêu at 320 px: nothing moves while it loads, the focus is visible, and it fits a desktop.

axe-core checks each, too. The gate opens one page of each trade, `.ci/run all` every page.
PIEU_AXE names a folder where `npm install --ignore-scripts axe-core` has run. A new page must be on the list.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pypdfium2
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from backend.demo.actions.labels import code_of
from backend.demo.data.people import PEOPLE
from backend.demo.data.people import PIN as DEMO_PIN
from members.acting import Actor
from members.assist.actions import end_assist, start_assist
from members.branches.enums import BranchLevel, MembershipState
from members.models import AssistSession, Branch, Membership, User
from members.people.actions.accounts import choose_language
from products.models import Certificate, Producer, Product, ProductPhoto
from products.producers.actions.producers import ensure_producer
from products.products.actions.products import create_draft, set_first_quantity, update_product
from tests.e2e.authoring_spots import AUTHORING_SPOTS, AUTHORING_WITHOUT_PAGE, furnish_authoring
from tests.e2e.browsers import Browsers
from tests.e2e.channel_spots import CHANNEL_SPOTS, CHANNEL_WITHOUT_PAGE, furnish_channels
from tests.e2e.class_spots import CLASS_SPOTS, CLASS_WITHOUT_PAGE, furnish_classes
from tests.e2e.contest_spots import CONTEST_SPOTS, CONTEST_WITHOUT_PAGE, furnish_contests
from tests.e2e.credential_spots import CREDENTIAL_SPOTS, CREDENTIAL_WITHOUT_PAGE, furnish_credentials
from tests.e2e.genealogy_spots import GENEALOGY_SPOTS, GENEALOGY_WITHOUT_PAGE
from tests.e2e.import_spots import IMPORT_SPOTS, IMPORT_WITHOUT_PAGE, furnish_imports
from tests.e2e.law_spots import LAW_SPOTS, LAW_WITHOUT_PAGE, furnish_bulletins, furnish_law
from tests.e2e.lesson_spots import LESSON_SPOTS, LESSON_WITHOUT_PAGE, furnish_lessons
from tests.e2e.link_spots import LINK_SPOTS, furnish_links
from tests.e2e.log_spots import LOG_SPOTS, LOG_WITHOUT_PAGE
from tests.e2e.offline_spots import OFFLINE_SPOTS, OFFLINE_WITHOUT_PAGE
from tests.e2e.order_spots import ORDER_SPOTS, ORDER_WITHOUT_PAGE, furnish_orders
from tests.e2e.phone import PATIENCE, log_in, sent
from tests.e2e.question_spots import QUESTION_SPOTS, QUESTION_WITHOUT_PAGE, furnish_questions
from tests.e2e.quiz_spots import QUIZ_SPOTS, QUIZ_WITHOUT_PAGE, furnish_quizzes
from tests.e2e.task_spots import TASK_SPOTS, TASK_WITHOUT_PAGE, furnish_tasks
from tests.e2e.union_spots import UNION_SPOTS, UNION_WITHOUT_PAGE, furnish_union
from tests.e2e.webhook_spots import WEBHOOK_SPOTS, WEBHOOK_WITHOUT_PAGE, furnish_webhooks
from tests.factories.products import PhotoFactory
from tests.live import LiveProject, RealDatabase
from traceability.labels.enums import RunState
from traceability.legal.passport import passport_facts
from traceability.lots.actions.lots import open_lot
from traceability.models import (
    ELabel,
    Event,
    Inquiry,
    Inspection,
    LabelFlag,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
    Passport,
    Recall,
)
from traceability.scans.enums import Verdict
from traceability.scans.origin.lookup import look_up
from traceability.scans.origin.verdicts import verdict_of

pytestmark = pytest.mark.e2e

NARROWEST, DESKTOP = 320, 1280
HEIGHT = 640
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Night changes colours alone.
DARK = ["color-contrast", "link-in-text-block"]
# An origin page is read in a market, in the sun: 7:1, 18 px, and room for a finger.
MARKET = ["color-contrast-enhanced"]
SMALLEST_TEXT, SMALLEST_TARGET = 18, 48
# The limit of cumulative layout shift that browsers call good. All pages stay below 0.02 here; a slow machine loads fonts later.
MOST_SHIFT = 0.1


@dataclass(frozen=True)
class Spot:
    """A page as `who` meets it; `args` are names of `Site.ids`.

    `sends` fills in its form and sends it: it comes back with complaints, or leads to the page `to`. "@name" is a value
    of `Site.ids`.
    """

    who: str
    name: str
    args: tuple[str, ...] = ()
    query: str = ""
    status: int = 200
    sends: dict[str, str] | None = None
    to: str = ""

    def __str__(self) -> str:
        what = "" if self.sends is None else f" to {self.to}" if self.to else " with faults"
        return " ".join([self.who, self.name, *self.args]) + self.query + what


def at(who: str, name: str, *args: str, **more: Any) -> Spot:
    return Spot(who, name, args, **more)


# A path instead of a name begins with "/" or is one of Site.paths, "@copied".
SPOTS = [
    *(
        at("anyone", name)
        for name in (
            "home", "account_login", "account_signup", "account_reset_password", "members:use_ticket", "products:list",
            "members:branches", "traceability:find", "traceability:report", "theme:offline", "theme:style",
            "account_inactive",
        )
    ),
    at("anyone", "account_login", query="?chu=1"),
    at("anyone", "account_login", sends={"login": "0912 000 001", "password": "000000"}),
    at("anyone", "account_signup", sends={"phone": "12", "password1": "1"}),
    at("anyone", "account_reset_password", sends={}),
    at("anyone", "members:use_ticket", sends={"card": "90000018", "code": "AAAA"}),
    at("anyone", "members:branch", "branch"),
    at("anyone", "products:list", query="?q=man+hau"),
    at("anyone", "products:list", query="?q=khongcogicả"),
    at("anyone", "products:ranking"),
    at("anyone", "products:detail", "slug"),
    at("anyone", "traceability:inquire", "lot"),
    at("anyone", "traceability:inquire", "lot", query="?loai=problem", sends={}),
    at("anyone", "traceability:report", sends={}),
    at("anyone", "traceability:find", query="?serial=ABCD", status=400),
    at("anyone", "traceability:inquiry", "inquiry_ref"),
    at("anyone", "/khong-co-trang-nay/", status=404),
    # What a code can open
    *(at("anyone", f"@{verdict}") for verdict in ("valid", "unknown", "recalled", "copied")),
    at("anyone", "@not_in_book", status=410),
    at("anyone", "@valid", query="?lang=en"),
    at("anyone", "@forged", status=404),
    at("anyone", "@mistyped", status=404),
    at("anyone", "@waiting", status=404),
    at("anyone", "/01/123", status=400),
    at("anyone", "/01/09520000000004", status=404),
    # A member
    # A page of keys wants a PIN typed after the login, less than 300 seconds ago: each spot types it on its way.
    *(
        at("lan", "account_reauthenticate", query=f"?next=/tai-khoan/khoa/webauthn/{path}/", sends={"password": DEMO_PIN}, to=to)
        for path, to in (
            ("add", "mfa_add_webauthn"), ("keys/{passkey}/edit", "mfa_edit_webauthn"),
            ("keys/{passkey}/remove", "mfa_remove_webauthn"),
        )
    ),
    *(
        at("lan", name)
        for name in (
            "home", "members:welcome", "members:profile", "members:edit_profile", "members:card", "members:phone",
            "members:consents", "members:data", "members:erase", "members:helped", "members:account_changes",
            "members:notices", "members:branches", "members:leave_branch", "account_logout", "account_change_password",
            "account_reauthenticate", "mfa_list_webauthn", "usersessions_list", "products:mine", "products:new",
            "products:new_producer", "products:certificates", "products:new_certificate",
            "traceability:diary", "traceability:record", "traceability:enter-sheet", "traceability:sheet",
            "traceability:lots", "traceability:runs", "traceability:choose-lot",
            "traceability:calibrate", "traceability:inbox",
        )
    ),
    at("lan", "products:step", "draft", "anh"),
    at("lan", "products:step", "draft", "ten"),
    at("lan", "products:step", "draft", "gia"),
    at("lan", "products:step", "draft", "so-luong"),
    at("hien", "products:step", "draft_first", "xem"),
    at("lan", "products:step", "draft", "ten", sends={"name": ""}),
    at("lan", "products:step", "draft", "gia", sends={"price": "1"}),
    at("lan", "products:manage", "product"),
    at("lan", "products:manage", "draft_pk"),
    at("lan", "products:edit", "product"),
    at("lan", "products:edit", "draft_pk"),
    at("lan", "products:edit", "draft_pk", sends={"name": "", "price": "x"}),
    at("lan", "products:choose_set", "draft_pk"),
    at("lan", "products:photos", "product"),
    at("lan", "products:photos", "draft_pk"),
    at("lan", "products:history", "product"),
    at("lan", "products:producer", "producer"),
    at("lan", "products:edit_producer", "producer"),
    at("lan", "products:edit_producer", "producer", sends={"name": ""}),
    at("lan", "products:portrait", "producer"),
    at("lan", "products:story", "producer"),
    at("lan", "products:edit_certificate", "certificate_waiting"),
    at("lan", "products:edit_certificate", "certificate_waiting", sends={"number": ""}),
    at("lan", "products:certificate", "certificate"),
    at("lan", "products:new_certificate", sends={}),
    at("lan", "traceability:record", query="?viec=che-bien"),
    at("lan", "traceability:record", sends={"quantity": "nhiều"}),
    at("lan", "traceability:enter-sheet", sends={"l1-date": "99/99", "l1-quantity": "x"}),
    at("lan", "traceability:event", "event"),
    at("lan", "traceability:lot", "lot"),
    at("lan", "traceability:edit-lot", "lot_free"),
    at("lan", "traceability:new-lot", query="?san-pham={product}"),
    at("lan", "traceability:new-lot", query="?san-pham={product}", sends={"quantity": "x"}),
    at("lan", "traceability:choose-paper", "lot_free"),
    at("lan", "traceability:new-run", "lot_free", "a4-65"),
    at("lan", "traceability:new-run", "lot_free", "roll-50x30", sends={"count": "0"}),
    at("lan", "traceability:run", "run"),
    at("lan", "traceability:run", "run_waiting"),
    at("lan", "traceability:print-run", "run"),
    at("lan", "traceability:print", "print"),
    at("lan", "traceability:void-labels", "run"),
    at("lan", "traceability:void-labels", "run", sends={}),
    at("lan", "traceability:shift-run", "run"),
    at("lan", "traceability:poster", "lot"),
    at("lan", "traceability:inbox-item", "inquiry"),
    at("lan", "/can-bo/", status=403),
    # The officer
    *(
        at("thu", name)
        for name in (
            "home", "members:desk", "members:members", "members:roles", "members:assist", "members:open_account",
            "members:consent_sheet", "members:notices", "products:desk", "products:certificate_desk", "products:verification_desk",
            "traceability:inbox",
        )
    ),
    at("thu", "members:assist", query="?q=mai"),
    at("thu", "members:paper_of_help", "help"),
    at("thu", "members:members", query="?q=lan"),
    at("thu", "members:open_account", sends={"full_name": ""}),
    at("thu", "members:member", "mai"),
    at("thu", "members:member", "hien"),
    at("thu", "members:ticket", "mai"),
    at("thu", "members:new_card", "mai"),
    at("thu", "members:member_card", "mai"),
    at("thu", "members:give_role", "mai"),
    at("thu", "members:refuse", "waiting"),
    at("thu", "members:refuse", "waiting", sends={"reason": ""}),
    at("thu", "members:branch", "branch"),
    at("thu", "members:add_chapter", "commune"),
    at("thu", "products:review", "submitted"),
    at("thu", "products:review_certificate", "certificate_waiting"),
    at("thu", "products:verify_producer", "producer"),
    at("thu", "products:verify_producer", "producer_hien"),
    at("hien", "products:producer", "producer_hien"),
    at("thu", "traceability:lot", "lot"),
    at("thu", "traceability:event", "event"),
    at("thu", "traceability:recall", "lot"),
    at("thu", "traceability:recall", "lot", sends={"reason": ""}),
    at("huong", "traceability:recall-labels", "run"),
    at("huong", "traceability:flags"),
    at("thu", "traceability:flag", "flag"),
    at("huong", "traceability:legal", "lot"),
    at("anyone", "traceability:passport", "lot_passport"),
    at("anyone", "traceability:e-label", "lot_passport"),
    at("lan", "traceability:switch-e-labels"),
    at("lan", "traceability:switch-e-labels", sends={"on": "1"}),
    at("lan", "traceability:e-labels-paper"),
    at("huong", "traceability:inspections"),
    at("huong", "traceability:inspection-check"),
    at("thu", "traceability:inspection", "inspection"),
    at("thu", "traceability:inspection-lot", "inspection", "lot"),
    at("thu", "traceability:inspection-part", "inspection", "lot", "inspected_part"),
    at("anyone", "traceability:exports"),
    at("anyone", "traceability:recalls"),
    at("anyone", "traceability:recalled", "recall"),
    at("huong", "traceability:recalled", "recall"),
    at("anyone", "traceability:recall-notice", "recall"),
    at("huong", "traceability:lot", "lot_recalled"),
    # Courses: public pages, a member who takes one, a trainer who answers and reads the figures
    *(at(*spot) for spot in LESSON_SPOTS),
    *(at(*spot) for spot in CLASS_SPOTS),
    *(at(*spot) for spot in LOG_SPOTS),
    *(at(*spot) for spot in ORDER_SPOTS),
    *(at(*spot) for spot in CHANNEL_SPOTS),
    *(at(who, name, *args, query=query) for who, name, args, query in IMPORT_SPOTS),
    *(at(*spot) for spot in WEBHOOK_SPOTS),
    *(at(*spot) for spot in GENEALOGY_SPOTS),
    # Courses stored on a phone
    *(at(*spot) for spot in OFFLINE_SPOTS),
    # Courses in their trainer's editor
    *(at(*spot) for spot in AUTHORING_SPOTS),
    # Quizzes: a member takes one, a trainer writes it
    *(at(*spot) for spot in QUIZ_SPOTS),
    # Links of codes for their producer and the officer, and the page where a visitor chooses a link
    *(at(*spot) for spot in LAW_SPOTS),
    *(at(*spot) for spot in LINK_SPOTS),
    # The Union's work: officers, and people with roles
    *(at(*spot) for spot in UNION_SPOTS),
    *(at(*spot) for spot in QUESTION_SPOTS),
    at("lan", "traceability:add-link", "product", sends={"url": "http://x"}),
    at("thu", "traceability:take-down-link", "product", "link", sends={"reason": ""}),
    at("anyone", "@unknown", query="?linkType=linkset"),
    at("anyone", "@unknown", query="?linkType=gs1:nosuch", status=404),
    at("anyone", "/00/006141411234567890", status=404),
    at("anyone", "/00/006141411234567891", status=400),
    # Practice tasks: a member submits, a trainer reviews; the livestream kit
    *(at(*spot) for spot in TASK_SPOTS),
    # Certificates: anybody verifies one, a member owns one, a trainer revokes one
    *(at(*spot) for spot in CREDENTIAL_SPOTS),
    at("anyone", "credentials:credential", "0000000000000000000A", status=404),
    at("anyone", "credentials:find", query="?ma=12", status=400),
    at("van", "courses:credential_revoke", "certificate_hers", sends={"note": ""}),
    # Contests: the public, a member who takes part, an officer who organises
    *(at(*spot) for spot in CONTEST_SPOTS),
    # The officer while helping Bà Mai
    at("thu for mai", "home"),
    at("thu for mai", "products:new"),
    at("thu for mai", "traceability:enter-sheet"),
    # Pages with unfinished work
    at("thu", "products:producers"),
    at("thu", "members:ticket", "mai", sends={"kind": "secret"}, to="members:ticket_paper"),
    at("minh", "members:api_token", sends={"secret": "1"}),
    at("minh", "members:api_token", sends={"name": "Máy tính", "secret": DEMO_PIN}, to="members:api_token"),
    at("minh", "products:producer", "producer_minh", sends={"contact": "12"}),
    at("minh", "members:phone", sends={"phone": "0912 345 699", "secret": DEMO_PIN}, to="members:confirm_phone"),
    at("anyone", "account_reset_password", sends={"login": "0912 000 001"}, to="account_reset_by_code"),
    at("huong", "members:open_account", sends={"full_name": "Tòng Thị Xiên", "branch": "@branch"}, to="members:first_paper"),
    at("anyone", "account_signup", sends={"phone": "0912 345 698", "password1": "407193"}, to="account_verify_phone"),
]  # fmt: skip

# Names that have no page of their own: they take a POST, answer with a file, redirect or speak to a program.
NO_PAGES = set(
    """
    account_change_phone account_set_password members:confirm members:data_archive members:data_file members:join_branch
    members:keep members:open_notice members:read_all members:ring members:start_helping members:stop_helping
    members:forget_person members:stop_role members:switch_person members:who mfa_activate_totp mfa_authenticate mfa_deactivate_totp
    mfa_index mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn products:answer_invitation
    products:copy_last products:english products:invite products:person products:photo products:retire products:submit
    products:ask_verification products:voice products:voice_note sitemap theme:csrf theme:favicon
    theme:language theme:manifest theme:service_worker traceability:calibration-sheet
    traceability:cancel-run traceability:check traceability:close-lot traceability:end-recall
    traceability:inbox-close traceability:label-sheet traceability:passport-data traceability:passport-file
    traceability:publish-passport traceability:switch-e-label traceability:poster-file traceability:remove-link traceability:remove-host
    short-link traceability:answer-lot traceability:reopen-lot
    traceability:export traceability:export-schema
    traceability:inspection-bundle traceability:end-inspection
    traceability:retry-run traceability:run-progress traceability:run-specimen traceability:specimen
    """.split()
)


@dataclass
class Site:
    """The running demo: `ids` for the arguments of addresses, `paths` of codes, a browser context for each person."""

    url: str
    ids: dict[str, Any]
    paths: dict[str, str]
    phones: dict[str, BrowserContext] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, who: str) -> Page:
        """Return the person's page by day, in Vietnamese unless the address asks for another language.

        A page for each address would start another browser process each time.
        """
        page = self.pages[who] = self.pages.get(who) or self.phones[who].new_page()
        page.emulate_media(color_scheme="light")
        # A scan page remembers the language of its address.
        self.phones[who].clear_cookies(name=settings.LANGUAGE_COOKIE_NAME)
        return page

    def path(self, spot: Spot) -> str:
        if spot.name.startswith("/"):
            return spot.name + spot.query
        if spot.name.startswith("@"):
            return self.paths[spot.name[1:]] + spot.query
        args = [self.ids.get(arg, arg) for arg in spot.args]
        # Short-lived data is made when it is wanted.
        args = [arg() if callable(arg) else arg for arg in args]
        return reverse(spot.name, args=args) + spot.query.format(**self.ids)


@pytest.fixture(scope="module")
def axe() -> str:
    """Return the source of axe-core. Skip the test without it, except in CI, where it is required."""
    folder = os.environ.get("PIEU_AXE")
    if not folder:
        if os.environ.get("CI"):
            pytest.fail("PIEU_AXE is not set: npm install --ignore-scripts axe-core, and name its folder")
        pytest.skip("PIEU_AXE names no folder with axe-core")
    return (Path(folder) / "node_modules/axe-core/axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def site(
    axe: str,
    django_db_setup: None,
    django_db_blocker: Any,
    collected_static: str,
    tmp_path_factory: pytest.TempPathFactory,
    browsers: Browsers,
    browser_context_args: dict[str, Any],
) -> Iterator[Site]:
    """The demo, visited by Lan, by Thu (the officer), by Thu for Bà Mai, and by anonymous visitors."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's synchronous interface keeps an event loop running in this thread.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with (
            django_db_blocker.unblock(),
            RealDatabase.copied(folder) as database,
            # No worker: a sheet that waits for one is a page, too.
            LiveProject.started(
                database, static_root=collected_static, folder=folder / "live", parts=("web",), PIEU_DEMO="1"
            ) as live,
        ):
            live.manage("load_demo", timeout=600)
            site = Site(live.url, *furnish())
            narrow = {**browser_context_args, "viewport": {"width": NARROWEST, "height": HEIGHT}}
            cards = {person.key: person.card for person in PEOPLE}
            for who in {spot.who: None for spot in SPOTS}:
                phone = site.phones[who] = browsers.living().new_context(**narrow, service_workers="block")
                phone.set_default_timeout(PATIENCE * 1000)
                phone.add_init_script(SHIFTS)
                if who == "anyone":
                    continue
                page = phone.new_page()
                log_in(
                    page, live.url, cards[who.split()[0]], DEMO_PIN, then="/lam-ho/" if "for" in who else "/"
                )
                if "for" in who:
                    page.locator(f"form[action$='/{site.ids['mai']}/'] button").tap()
                    sent(page, "/")
                page.close()
            yield site
            for phone in site.phones.values():
                phone.close()


def help_given(by_card: dict[str, User], member: User) -> AssistSession:
    """Thu helped this member before, and has finished."""
    officer = by_card[next(person.card for person in PEOPLE if person.key == "thu")]
    assist = start_assist(officer=officer, member=member)
    choose_language(actor=Actor(by=officer, member=member), language="en")
    choose_language(actor=Actor(by=officer, member=member), language="vi")
    end_assist(officer=officer, assist_id=assist.pk)
    return assist


def inspection_by(by_card: dict[str, User], lot: Lot) -> int:
    """Thu inspects the lot's producer, so that the page exists."""
    thu = by_card[next(person.card for person in PEOPLE if person.key == "thu")]
    until = timezone.now() + timedelta(days=7)
    return Inspection.objects.create(
        inspector=thu, producer=lot.product.producer, reason="Quyết định 12", until=until
    ).pk


def first_draft(user: User) -> Product:
    """The user's first product, ready to be sent: its last screen asks three consents."""
    actor = Actor.of(user)
    producer = ensure_producer(actor=actor)
    assert producer is not None
    draft = create_draft(actor=actor, producer=producer, draft_key=uuid4())
    draft = update_product(
        actor=actor, product=draft, changes={"name": "Măng khô", "price": "180000", "unit": "kg"}
    )
    ProductPhoto.objects.create(product=draft, photo=PhotoFactory(producer=producer), position=0)
    set_first_quantity(actor=actor, product=draft, quantity="5")
    return draft


def passport_of(lot: Lot) -> int:
    """A lot with a published passport and an e-label."""
    Passport.objects.create(lot=lot, number=1, facts=passport_facts(lot), pin="0" * 64)
    ELabel.objects.create(product=lot.product)
    return lot.pk


def furnish() -> tuple[dict[str, Any], dict[str, str]]:
    """Return the arguments of addresses; begin a draft and order a run, so that each page has one."""
    by_card = {user.card_number: user for user in User.objects.all()}
    lan, mai, hien = (by_card[person.card] for person in PEOPLE if person.key in ("lan", "mai", "hien"))
    producer = Producer.objects.run_by(lan).get()
    products = Product.objects.filter(producer=producer)
    run = LabelRun.objects.filter(lot__product__in=products, state=RunState.READY, prints__isnull=False)[0]
    actor, day = Actor.of(lan), timezone.localdate()
    draft = create_draft(actor=actor, producer=producer, draft_key=uuid4())
    draft = update_product(
        actor=actor, product=draft, changes={"name": "Mơ ngâm đường", "price": "60000", "unit": "hu"}
    )
    lot = open_lot(
        actor=actor, product=run.lot.product, quantity=Decimal(30), unit=run.lot.unit, harvested_date=day
    )
    paper = Certificate.objects.create(
        producer=producer, kind="vietgap", state="submitted", number="VG-1", issuer="Trung tâm", issued_date=day,
        submitted_at=timezone.now(),
    )  # fmt: skip
    passkey = Authenticator.objects.create(
        user=lan,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Máy của tôi", "passwordless": True, "credential": {}},
    )
    ids = {
        "branch": lan.memberships.get(state=MembershipState.CONFIRMED).branch_id,
        "commune": Branch.objects.get(unit=producer.unit, level=BranchLevel.COMMUNE).pk,
        "slug": run.lot.product.slug,
        "product": run.lot.product_id,
        "producer": producer.pk,
        "producer_hien": Producer.objects.get(verified_at=None).pk,
        "producer_minh": Producer.objects.filter(people__user__full_name="Hoàng Thị Minh")[0].pk,
        "draft": draft.draft_key,
        "draft_first": first_draft(hien).draft_key,
        "draft_pk": draft.pk,
        "lot": run.lot_id,
        "lot_free": lot.pk,
        "lot_recalled": Recall.objects.open()[0].lot_id,
        "recall": Recall.objects.open()[0].pk,
        "inspection": inspection_by(by_card, run.lot),
        "inspected_part": "labels",
        "lot_passport": passport_of(run.lot),
        "flag": LabelFlag.objects.create(run=run, number=1, lot=run.lot, sign="places").pk,
        "run": run.pk,
        "run_waiting": LabelRun.objects.filter(lot__product__in=products, state=RunState.QUEUED)[0].pk,
        "print": LabelPrint.objects.filter(run=run)[0].pk,
        "event": Event.objects.filter(lot_links__lot=run.lot)[0].event_id,
        "inquiry": Inquiry.objects.filter(lot__product__in=products)[0].pk,
        "inquiry_ref": Inquiry.objects.exclude(answer="")[0].ref,
        "certificate": Certificate.objects.filter(producer=producer)[0].pk,
        "certificate_waiting": paper.pk,
        "submitted": Product.objects.filter(state="submitted", producer__branch=producer.branch)[0].pk,
        "passkey": passkey.pk,
        "mai": mai.pk,
        "help": help_given(by_card, mai).pk,
        "hien": hien.pk,
        "waiting": Membership.objects.get(user=hien, state=MembershipState.REQUESTED).pk,
    }
    van = by_card[next(person.card for person in PEOPLE if person.key == "van")]
    thu = by_card[next(person.card for person in PEOPLE if person.key == "thu")]
    more = (
        furnish_classes(lan, thu)
        | furnish_lessons()
        | furnish_authoring()
        | furnish_quizzes(lan, van)
        | furnish_contests(lan, thu)
    )
    more |= (
        furnish_orders(lan) | furnish_channels(lan, thu) | furnish_imports(lan, thu) | furnish_webhooks(lan)
    )
    nga = by_card[next(person.card for person in PEOPLE if person.key == "nga")]
    more |= (
        furnish_tasks(lan, van) | furnish_links(lan, run.lot) | furnish_law(van) | furnish_bulletins(thu, nga)
    )
    huong = by_card[next(person.card for person in PEOPLE if person.key == "huong")]
    more |= furnish_questions(lan, huong)
    more |= furnish_union(huong, lan, thu)
    return ids | more | furnish_credentials(lan, van), scanned_paths()


def scanned_paths() -> dict[str, str]:
    """Return a code for each of the five verdicts, and for each kind of unknown code."""
    paths: dict[str, str] = {}
    for run in LabelRun.objects.filter(state=RunState.READY).select_related("lot", "code"):
        for counter in range(1, min(run.count, 60) + 1):
            code = code_of(run, counter)
            paths.setdefault(str(verdict_of(look_up(code))), code.path)
    void = LabelVoid.objects.select_related("run__lot", "run__code")[0]
    paths[Verdict.NOT_IN_BOOK] = code_of(void.run, void.first).path
    waiting = LabelRun.objects.filter(state=RunState.QUEUED).select_related("lot", "code")[0]
    paths["waiting"] = code_of(waiting, 1).path
    valid = paths[Verdict.VALID]
    paths[Verdict.UNKNOWN] = valid.partition("/21/")[0]
    paths["forged"] = valid[:-4] + ("0000" if not valid.endswith("0000") else "1111")
    paths["mistyped"] = valid + "0"
    return paths


UNFOLD = "() => document.querySelectorAll('details').forEach((fold) => (fold.open = true))"
AXE = """async ([tags, rules]) => {
    const found = await axe.run(document, {
        runOnly: rules ? { type: "rule", values: rules } : { type: "tag", values: tags },
        resultTypes: ["violations"],
    });
    return found.violations.map(({ id, impact, help, nodes }) =>
        ({ id, impact, help, nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => `${html}\\n      ${failureSummary}`) }));
}"""


FAULTY = """<!doctype html><html lang="vi"><title>Thử</title><meta name="color-scheme" content="light dark">
<style>:root { color-scheme: light dark } @media (prefers-color-scheme: dark) { p { color: #333; background: #222 } }</style>
<main><h1>Thử</h1><p>Chữ chìm trong đêm</p><img src="data:,"></main>"""


def test_faults_are_found_by_day_and_by_night(axe: str, page: Page) -> None:
    page.set_content(FAULTY)
    page.evaluate(axe)
    assert [problem.split(":")[0] for problem in faults(page, None)] == ["critical image-alt"]
    page.emulate_media(color_scheme="dark")
    assert [problem.split(":")[0] for problem in faults(page, DARK)] == ["serious color-contrast"]


SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });"""
# Elements that take the focus while neither they, their container nor their next sibling change their look.
UNMARKED = """() => {
    const isMarked = (element) => element && getComputedStyle(element).outlineStyle !== "none";
    const isWithin = (element) => element && (isMarked(element) || isWithin(element.parentElement));
    const unmarked = [];
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, audio, video")) {
        if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue;
        element.focus({ focusVisible: true, preventScroll: true });
        if (document.activeElement === element && !isWithin(element) && !isMarked(element.nextElementSibling))
            unmarked.push(element.outerHTML.slice(0, 80));
    }
    document.activeElement?.blur();
    return unmarked;
}"""


SMALL = """([text, target]) => {
    const seen = (element) => element.checkVisibility({ visibilityProperty: true });
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = [];
    while (walker.nextNode()) {
        const { parentElement: parent, data } = walker.currentNode;
        const size = parseFloat(getComputedStyle(parent).fontSize);
        if (data.trim() && seen(parent) && parent.localName !== "option" && size < text) small.push(`${size} px: ${data.trim().slice(0, 40)}`);
    }
    for (const element of document.querySelectorAll("button, summary, select, input, textarea, .btn, audio")) {
        const { height } = element.getBoundingClientRect();
        if (seen(element) && height < target) small.push(`${height} px high: ${element.outerHTML.slice(0, 80)}`);
    }
    return small;
}"""


@pytest.mark.parametrize("name", ["valid", "unknown", "recalled", "copied", "not_in_book", "forged"])
def test_origin_page_is_read_in_a_market(name: str, site: Site, axe: str) -> None:
    page = site.page("anyone")
    page.goto(site.url + site.paths[name])
    page.evaluate(UNFOLD)
    problems = page.evaluate(SMALL, [SMALLEST_TEXT, SMALLEST_TARGET])
    page.evaluate(axe)
    problems += faults(page, MARKET)
    page.emulate_media(color_scheme="dark")
    problems += faults(page, MARKET)
    assert not problems, "\n".join(problems)


def test_origin_page_prints_what_is_folded(site: Site) -> None:
    page = site.page("anyone")
    page.goto(site.url + site.paths["valid"])
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
        paper_text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    paper_text = " ".join(paper_text.split())
    for words in ("Tem có trong sổ của Hội", "Nghị định 37/2026/NĐ-CP", "Nơi sản xuất tự nói"):
        assert words in paper_text
    for button in ("Đặt mua loại này", "Bạn đang ở đâu?"):
        assert button not in paper_text


def one_of_each_trade() -> list[Spot]:
    """Return the first spot of each folder of views, which is that of their templates, too."""
    modules = dict(names_of(get_resolver()))
    first: dict[str, Spot] = {}
    for spot in SPOTS:
        module = modules.get(spot.to or spot.name, spot.name)
        first.setdefault(module.partition(".views")[0], spot)
    return list(first.values())


def names_of(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name of each address and the module of its view."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from names_of(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))
        elif entry.name:
            yield prefix + entry.name, entry.callback.__module__


ONE_OF_EACH_TRADE = one_of_each_trade()
OTHERS = [spot for spot in SPOTS if spot not in ONE_OF_EACH_TRADE]


@pytest.mark.parametrize(
    "spot",
    [*ONE_OF_EACH_TRADE, *(pytest.param(spot, marks=pytest.mark.everything) for spot in OTHERS)],
    ids=str,
)
def test_page(spot: Spot, site: Site, axe: str) -> None:
    page = site.page(spot.who)
    path = site.path(spot)
    answer = page.goto(site.url + path)
    assert answer is not None
    assert (urlsplit(page.url).path, answer.status) == (urlsplit(path).path, spot.status)
    assert page.evaluate("() => window.shifts") < MOST_SHIFT
    page.evaluate(UNFOLD)
    if spot.sends is not None:
        send(page, spot, site)
        page.evaluate(UNFOLD)
    assert shape_of(page) == {
        "lang": "en" if "lang=en" in path else "vi",
        "title": True,
        "h1": 1,
        "width": NARROWEST,
        "unmarked": [],
    }
    assert width_at(page, DESKTOP) == DESKTOP
    page.evaluate(axe)
    problems = faults(page, None)
    page.emulate_media(color_scheme="dark")
    problems += faults(page, DARK)
    assert not problems, "\n".join(problems)


# Values that a button adds to its form; a form sent by a script has none.
PRESSED = """(form, [name, value]) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))"""


def send(page: Page, spot: Spot, site: Site) -> None:
    """Send the form as a browser without JavaScript and without its own checks would."""
    sends = {
        name: str(site.ids[value[1:]]) if value[:1] == "@" else value
        for name, value in (spot.sends or {}).items()
    }
    form = page.locator("main form[method=post]")
    for name in sends:
        form = form.filter(has=page.locator(f"[name='{name}']"))
    for name, value in sends.items():
        field = form.locator(f"[name='{name}']").first
        tag = field.evaluate("(field) => field.localName")
        if tag == "button":
            form.evaluate(PRESSED, [name, value])
        elif tag == "select":
            field.select_option(value)
        elif field.get_attribute("type") in ("checkbox", "radio"):
            form.locator(f"[name='{name}'][value='{value}']").check(force=True)
        else:
            field.fill(value)
    with page.expect_navigation() as answered:
        form.last.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
    if spot.to:
        assert resolve(urlsplit(page.url).path).view_name == spot.to, page.locator("main").inner_text()
    else:
        assert answered.value is not None and answered.value.status in (200, 400, 409)
        assert page.locator(".field--error, .error-summary, .field__error").count(), (
            "it complains about nothing"
        )


def shape_of(page: Page) -> dict[str, Any]:
    return page.evaluate(
        """() => ({
            lang: document.documentElement.lang,
            title: document.title.trim() !== "",
            h1: [...document.querySelectorAll("h1")].filter((h1) => h1.checkVisibility()).length,
            width: Math.max(document.documentElement.scrollWidth, innerWidth),
        })"""
    ) | {"unmarked": page.evaluate(UNMARKED)}


def width_at(page: Page, width: int) -> int:
    """Return the width of the page in a window of `width`."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    found = page.evaluate("() => Math.max(document.documentElement.scrollWidth, innerWidth)")
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    return found


def faults(page: Page, rules: list[str] | None) -> list[str]:
    return [
        f"{found['impact']} {found['id']}: {found['help']}\n    " + "\n    ".join(found["nodes"])
        for found in page.evaluate(AXE, [TAGS, rules])
    ]


def test_every_page_is_on_the_list() -> None:
    """A new address needs a line in SPOTS, or in NO_PAGES if it shows nothing."""
    named = {name for name, _ in names_of(get_resolver()) if not name.startswith(("api", "epcis"))}
    looked_at = {spot.name for spot in SPOTS} | {spot.to for spot in SPOTS}
    without = (
        NO_PAGES
        | AUTHORING_WITHOUT_PAGE
        | CREDENTIAL_WITHOUT_PAGE
        | LESSON_WITHOUT_PAGE
        | OFFLINE_WITHOUT_PAGE
        | LOG_WITHOUT_PAGE
        | LAW_WITHOUT_PAGE
        | UNION_WITHOUT_PAGE
        | QUESTION_WITHOUT_PAGE
        | ORDER_WITHOUT_PAGE
        | CHANNEL_WITHOUT_PAGE
        | IMPORT_WITHOUT_PAGE
        | WEBHOOK_WITHOUT_PAGE
        | GENEALOGY_WITHOUT_PAGE
        | CLASS_WITHOUT_PAGE
        | QUIZ_WITHOUT_PAGE
        | CONTEST_WITHOUT_PAGE
        | TASK_WITHOUT_PAGE
    )
    assert named - looked_at - without == set()
