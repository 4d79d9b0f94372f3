"""The cached pages of the law: right after every change, in every process, for every visitor."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from backend.common import slots
from backend.common.change_tokens import read_token
from backend.law.citing import citers, registry
from backend.law.citing.registry import CitingPlace, register_citing
from backend.law.editions.actions.importing import Source, import_law, resolve_citations
from backend.law.editions.yaml_document import read_yaml_document
from backend.law.library import page_cache
from backend.law.library.actions.changes import NewChange, record_change, withdraw_change
from backend.law.library.actions.documents import add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.page_cache import TOKEN, forget_pages
from backend.law.library.references import parse_ref
from backend.law.models import (
    Bulletin,
    BulletinVersion,
    Change,
    Document,
    LawyerReading,
    Provision,
    ProvisionText,
    Recording,
)
from backend.law.readings.actions.words import write_words
from backend.law.situations.stock import DATA, read_stock
from members.models import RoleGrant
from tests.factories.law import BEGIN, a_document, a_provision
from tests.factories.members import LanFactory, LawyerFactory
from tests.live import ROOT, project_env

pytestmark = pytest.mark.databases
ARTICLE = "/luat/van-ban/901-2019-qh99/dieu-7/"
SITUATION = "/luat/tinh-huong/cap-duong-sau-ly-hon/"
SHOWN_TABLES = (
    "document", "provision", "provisiontext", "change", "plainwords", "lawyerreading", "recording", "bulletin", "bulletinversion",
)  # fmt: skip
# Tables of law whose rows no page for everybody shows.
OTHER_TABLES = {"law_edition", "law_toldchange", "law_followedtopic", "law_handbook"}


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Begin with an empty cache, whose pages don't become old during the test."""
    monkeypatch.setattr(citers, "_maps", {})
    monkeypatch.setattr(page_cache, "SECONDS", 10**6)
    forget_pages()
    yield
    forget_pages()


@pytest.fixture
def article(real_db) -> Provision:
    return a_provision("7", document=a_document(), title="Ghi sổ", text="Ai trồng mận thì ghi sổ.")


def page(address: str = ARTICLE) -> str:
    """Return the page as a new visitor sees it, twice the same."""
    first, second = (Client().get(address) for _visitor in range(2))
    assert first.status_code == second.status_code == 200
    shown = [re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", each.text) for each in (first, second)]
    assert shown[0] == shown[1] and "@@" not in shown[0]
    return first.text


@contextmanager
def cited_by(name: str):
    """Let a public place of this name cite the article."""
    place = CitingPlace("lesson:1", "Bài học", name, ("901/2019/QH99 7",), BEGIN)
    register_citing("test", lambda: [place], is_public=True)
    try:
        yield
    finally:
        registry._sources.pop("test")
        registry._public.discard("test")


def imported(text: str) -> None:
    law = read_yaml_document(
        f"number: 901/2019/QH99\nkind: law\ntitle: Trồng mận\nfrom: 2020-01-01\nprovisions:\n"
        f"  - ref: '8'\n    text: {text}\n"
    )
    import_law(actor=None, law=law, source=Source("a.yaml", "0" * 64), resolved=resolve_citations(law))


def test_an_article_shows_each_change_at_once(article):
    shown = page()
    assert "Ai trồng mận thì ghi sổ." in shown
    put_text(actor=None, provision=article, text="Ai trồng mận thì nộp sổ.", from_date=BEGIN)
    assert "nộp sổ" in page() and "ghi sổ." not in page()
    add_provision(actor=None, document=article.document, ref=parse_ref("7"), title="Nộp sổ")
    assert "Điều 7. Nộp sổ" in page()
    write_words(actor=None, provision=article, text="Chị nộp sổ.")
    assert "Chị nộp sổ." in page()
    change = record_change(
        actor=None,
        change=NewChange(kind="repeals", document=article.document, from_date=timezone.localdate()),
    )
    assert "hết hiệu lực" in page()
    withdraw_change(actor=None, change=change, reason="Ghi nhầm")
    assert "hết hiệu lực" not in page()
    a_document("901/2019/QH99", title="Trồng mận hậu")
    assert "Luật Trồng mận hậu" in page()


def test_a_document_and_the_search_show_an_import_at_once(article):
    address, search = "/luat/van-ban/901-2019-qh99/", "/luat/?q=ghi+chep+vuon+man"
    assert "dieu-8/" not in page(address) and "dieu-8/" not in page(search)
    imported("Ghi chép vườn mận.")
    assert "dieu-8/" in page(address) and "dieu-8/" in page(search)


def test_a_situation_shows_a_change_of_the_law_that_it_cites(real_db):
    law = a_document("52/2014/QH13", title="Hôn nhân và gia đình", state="read", read_date=BEGIN)
    assert "(hết hiệu lực)" not in page(SITUATION)
    record_change(actor=None, change=NewChange(kind="repeals", document=law, from_date=BEGIN))
    assert "(hết hiệu lực)" in page(SITUATION)


def test_situations_that_were_read_again_are_shown(real_db, tmp_path, monkeypatch):
    assert "Sửa tựa" not in page(SITUATION)
    shutil.copytree(DATA, tmp_path / "data")
    [path] = (tmp_path / "data").rglob("cap-duong-sau-ly-hon.toml")
    path.write_text(re.sub(r'(?m)^title = ".*"', 'title = "Sửa tựa"', path.read_text("utf-8")), "utf-8")
    changed = read_stock(tmp_path / "data")
    monkeypatch.setattr("backend.law.situations.views.stock", lambda: changed)
    assert "Sửa tựa" in page(SITUATION)


def test_what_cites_an_article_is_shown_once_the_process_looks_again(article, monkeypatch):
    assert "Bài học: Sổ mận" not in page()
    with cited_by("Sổ mận"):
        monkeypatch.setattr(citers, "_maps", {})  # as after citers.SECONDS
        assert "Bài học: Sổ mận" in page()
    monkeypatch.setattr(citers, "_maps", {})
    assert "Bài học: Sổ mận" not in page()


def test_a_day_that_passes_changes_the_page(article, monkeypatch):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    put_text(actor=None, provision=article, text="Lời của ngày mai.", from_date=tomorrow)
    assert "Lời của ngày mai." not in page()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(days=1))
    assert "Lời của ngày mai." in page()


def test_each_language_has_a_page_of_its_own(article):
    assert 'lang="vi"' in page() and 'lang="en"' in page(f"{ARTICLE}?lang=en") and 'lang="vi"' in page()


def test_a_page_of_one_person_is_never_that_of_another(article):
    lan, visitor = Client(), Client()
    lan.force_login(LanFactory(full_name="Lò Thị Riêng"))
    assert "Riêng" in lan.get(ARTICLE).text
    for _time in range(2):
        assert "Riêng" not in visitor.get(ARTICLE).text and "Đăng nhập" in visitor.get(ARTICLE).text
        assert "Riêng" in lan.get(ARTICLE).text and "Đăng nhập" not in lan.get(ARTICLE).text


def test_each_visitor_gets_a_token_and_the_way_back_to_the_own_address(article):
    tokens = set()
    for way in ("?tu=zalo", "?tu=in"):
        client = Client()
        shown = client.get(ARTICLE + way).text
        [token] = set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', shown))
        assert client.cookies[settings.CSRF_COOKIE_NAME].value and f'value="{ARTICLE}{way}"' in shown
        assert "nonce=" not in shown
        tokens.add(token)
    assert len(tokens) == 2


def test_what_looks_like_a_mark_is_shown_as_it_was_typed(article):
    for name in ("token", "way", "x"):
        typed = f"@@LIST-{name}@@"
        client = Client()
        shown = client.get("/luat/", {"q": typed})
        assert shown.status_code == 200 and f'value="{typed}"' in shown.text
        put_text(actor=None, provision=article, text=f"Ai trồng mận thì {typed}.", from_date=BEGIN)
        assert f"Ai trồng mận thì {typed}." in client.get(ARTICLE).text


def test_a_rendering_has_marks_of_its_own(article):
    marks = set()

    def drawn(request: HttpRequest, **_kwargs: object) -> dict[str, object]:
        marks.add(request.path)
        return {}

    slots.register("law.article", "path", template="law/library/changes.html", context=drawn)
    try:
        for _time in range(2):
            forget_pages()
            Client().get(ARTICLE)
    finally:
        slots.unregister("law.article", "path")
    assert len(marks) == 2


def test_a_page_with_a_form_in_a_slot_is_not_shared(article):
    slots.register("law.article", "form", template="theme/language.html", context=lambda request, **kw: {})
    try:
        tokens = [
            re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', Client().get(ARTICLE).text)
            for _visitor in range(2)
        ]
    finally:
        slots.unregister("law.article", "form")
    assert [len(each) for each in tokens] == [2, 2] and not set(tokens[0]) & set(tokens[1])


def test_pages_cost_one_query_once_they_are_cached(article, django_assert_num_queries):
    for address in (ARTICLE, SITUATION, "/luat/", "/luat/?q=ghi+so", "/luat/van-ban/901-2019-qh99/"):
        page(address)
        with django_assert_num_queries(1):
            Client().get(address)


def test_a_first_page_costs_the_same_queries_however_long_it_is(article, django_assert_max_num_queries):
    for number in range(1, 30):
        a_provision(f"7({number})", document=article.document, text="Theo Điều 7 Luật này.")
    ProvisionText.objects.filter(provision__ref__startswith="7(").update(mentions=[[5, 6, "901/2019/QH99 7"]])
    Client().get(f"{ARTICLE}?ngay=2020-02-01")  # imports and templates of the process
    with django_assert_max_num_queries(14):
        Client().get(ARTICLE)


def test_pages_of_a_transaction_that_is_undone_are_not_cached(article):
    with transaction.atomic():
        Document.objects.update(title="Trồng mận nháp")
        assert "Trồng mận nháp" in Client().get(ARTICLE).text
        transaction.set_rollback(True)
    assert "Trồng mận nháp" not in page()


def test_another_process_that_commits_is_seen_and_a_killed_one_is_not(article, real_db):
    assert "Ai trồng mận" in page()
    before = read_token(TOKEN)
    script = (
        "import os, signal, django; django.setup()\n"
        "from django.db import transaction\n"
        "from backend.law.models import ProvisionText\n"
        "with transaction.atomic():\n"
        "    ProvisionText.objects.update(text='Lời của tiến trình khác.')\n"
        "    if os.environ['KILLED']: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    for killed, code in (("1", -signal.SIGKILL), ("", 0)):
        env = project_env(DATABASE_URL=real_db.url, KILLED=killed, DJANGO_SETTINGS_MODULE="backend.settings")
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, check=False)
        assert done.returncode == code
        assert (read_token(TOKEN) == before) is bool(killed)
        assert ("Lời của tiến trình khác." in page()) is not bool(killed)


def test_every_table_that_pages_show_changes_the_token(article):
    tables = {model._meta.db_table for model in Document._meta.apps.get_app_config("law").get_models()}
    assert tables - OTHER_TABLES == {f"law_{name}" for name in SHOWN_TABLES}
    write_words(actor=None, provision=article, text="Chị ghi sổ.")
    record_change(actor=None, change=NewChange(kind="amends", document=article.document, from_date=BEGIN))
    lawyer = LawyerFactory()
    grant = RoleGrant.objects.get(user=lawyer)
    LawyerReading.objects.create(
        provision=article, verdict="right", read_by=lawyer, grant=grant, read_at=timezone.now()
    )
    Recording.objects.create(provision=article, language="vi", added_by=lawyer, added_at=timezone.now())
    bulletin = Bulletin.objects.create(
        document=article.document, topic="ban-hang", slug="x", started_at=timezone.now()
    )
    BulletinVersion.objects.create(bulletin=bulletin, number=1, title="x", written_at=timezone.now())
    tokens = [read_token(TOKEN)]
    for name in SHOWN_TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE law_{name} SET id = id")
        tokens.append(read_token(TOKEN))
    Change.objects.all().delete()
    tokens.append(read_token(TOKEN))
    assert len(set(tokens)) == len(tokens)
    with transaction.atomic():
        assert read_token(TOKEN) is None


def test_a_long_article_stays_small_and_readable_without_scripts(real_db):
    """8,000 characters of different syllables, in clauses and points with citations: at most 14,000 bytes compressed."""
    law = a_document()
    letters = "bcdđghklmnpqrstvx"
    vowels = "a ă â e ê i o ô ơ u ư ai ao ân ôi ươi".split()
    words = [
        f"{first}{vowel}{last}" for first in letters for vowel in vowels for last in ("", "n", "ng", "ch")
    ]
    text = " ".join(words[(7919 * at) % len(words)] for at in range(3_000))
    a_provision("7", document=law, title="Điều dài", text=text[:2_000])
    for number, begin in enumerate(range(2_000, 8_000, 500), 1):
        a_provision(f"7({number})", document=law, text=text[begin : begin + 500])
    rows = ProvisionText.objects.filter(provision__document=law)
    rows.update(mentions=[[0, 9, "901/2019/QH99 7(1)"], [20, 9, "901/2019/QH99 7(2)"]])
    shown = page()
    assert sum(len(row.text) for row in rows) > 7_900
    assert len(gzip.compress(shown.encode(), 6)) <= 14_000
    body = re.sub(r"<script.*?</script>|<[^>]*>", "", shown, flags=re.DOTALL)
    assert all(" ".join(row.text[-40:].split()) in " ".join(body.split()) for row in rows)
