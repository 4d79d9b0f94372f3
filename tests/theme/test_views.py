from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from backend.theme import offline, shell
from backend.theme.templatetags.theme import ICONS
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create(full_name="Lò Thị Lan")


def test_service_worker_is_served_for_the_whole_site(client):
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    written = json.loads(re.match(r"const SHELL = (\{.*?\});\n", answer.text)[1])
    assert written == shell.description()


def test_shell_version_changes_with_contents(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    file = tmp_path / "some.css"
    versions = []
    for text in ("a {}", "b {}", "a {}"):
        file.write_text(text)
        shell.version.cache_clear()
        versions.append(shell.version(("some.css",)))
    assert versions[0] != versions[1]
    assert versions[0] == versions[2]
    assert re.fullmatch("[0-9a-f]{12}", versions[0])


def test_shell_names_only_files_that_exist():
    for path in (*shell.CORE, *shell.MEMBER):
        assert shell.content_of(path)


def test_offline_page_links_to_pages_that_work_offline(client):
    page = client.get("/mat-mang/").text
    assert [
        f'href="{reverse(name)}"' in page for name in ("traceability:diary", "courses:on_phone", "home")
    ] == [
        True,
        True,
        True,
    ]


def test_offline_page_is_registered_once_and_only_if_it_has_an_address(monkeypatch):
    monkeypatch.setattr(offline, "_pages", [])
    offline.register_offline_page("theme:offline")
    offline.register_offline_page("theme:offline")
    offline.register_offline_page("no_such:page")
    assert offline.offline_urls() == [reverse("theme:offline")]
    assert shell.description()["pages"] == [reverse("theme:offline")]


def test_csrf_names_nobody_for_a_visitor(client):
    answer = client.get("/csrf/")
    assert answer.json()["owner"] is None
    assert answer.json()["login"] == reverse("account_login")
    assert "no-store" in answer["Cache-Control"]


def test_csrf_names_the_owner_and_gives_a_token_that_works(client, person):
    client.force_login(person)
    answer = client.get("/csrf/").json()
    assert answer["owner"] == str(person.ref)
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(person)
    token = strict.get("/csrf/").json()["token"]
    refused = strict.post(reverse("theme:language"), {"language": "en"})
    taken = strict.post(
        reverse("theme:language"), {"language": "en", "next": "/kieu/"}, headers={"X-CSRFToken": token}
    )
    assert (refused.status_code, taken.status_code) == (403, 302)


def test_manifest_opens_the_app_at_home(client):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/", "standalone", "vi")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    # Chromium requires of an installable app: a name, a start, standalone, and a PNG of 192 and one of 512.
    assert {"192x192", "512x512"} <= {
        icon["sizes"] for icon in manifest["icons"] if icon["type"] == "image/png"
    }
    assert (manifest["name"], manifest["scope"]) == ("Piêu", "/")
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == ["/hoc/", "/nhat-ky/"]


def test_favicon_is_there(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.content[:4]) == (200, b"\x00\x00\x01\x00")


def test_offline_page_holds_nobodys_data(client, person):
    anonymous = client.get("/mat-mang/").content
    client.force_login(person)
    assert client.get("/mat-mang/").content == anonymous


@pytest.mark.parametrize("is_demo", [True, False])
def test_offline_page_is_marked_in_a_demo_and_only_there(client, settings, is_demo):
    settings.PIEU_DEMO = is_demo
    assert ("Bản dùng thử: dữ liệu minh hoạ" in client.get("/mat-mang/").text) is is_demo


def test_style_page_is_only_for_a_demo(client, settings):
    settings.PIEU_DEMO = settings.DEBUG = False
    assert client.get("/kieu/").status_code == 404
    settings.PIEU_DEMO = True
    answer = client.get("/kieu/")
    assert answer.status_code == 200
    assert "Bản dùng thử: dữ liệu minh hoạ" in answer.text


@pytest.mark.parametrize("address", ["/quan-tri/", "/quan-tri/members/user/"])
def test_admin_is_marked_in_a_demo_and_only_there(client, settings, address):
    client.force_login(StaffFactory(is_superuser=True))
    for is_demo in (True, False):
        settings.PIEU_DEMO = is_demo
        answer = client.get(address)
        assert answer.status_code == 200
        assert ("Bản dùng thử: dữ liệu minh hoạ" in answer.text) is is_demo


def test_page_names_its_owner_in_a_data_attribute(client, person, settings):
    settings.PIEU_DEMO = True
    assert '<html lang="vi" data-owner="">' in client.get("/kieu/").text
    client.force_login(person)
    assert f'<html lang="vi" data-owner="{person.ref}">' in client.get("/kieu/").text


def test_missing_page_shows_an_error_in_vietnamese(client):
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "<h1>Không tìm thấy trang này</h1>" in answer.text
    assert 'class="button"' in answer.text


def test_expired_csrf_token_shows_an_error_page(client):
    strict = type(client)(enforce_csrf_checks=True)
    answer = strict.post(reverse("theme:language"), {"language": "en"})
    assert answer.status_code == 403
    assert "<h1>Trang đã mở quá lâu</h1>" in answer.text


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "404.html", "500.html", "503.html", "403_csrf.html"]
)
def test_error_page_needs_nothing_from_a_view(name):
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert "<title>" in html


def test_language_is_changed_by_choice(client, settings):
    settings.PIEU_DEMO = True
    answer = client.post(reverse("theme:language"), {"language": "en", "next": "/kieu/"})
    assert answer["Location"] == "/kieu/"
    assert '<html lang="en"' in client.get("/kieu/").text


def test_browsers_language_is_not_a_choice(client, settings):
    settings.PIEU_DEMO = True
    assert '<html lang="vi"' in client.get("/kieu/", headers={"Accept-Language": "en-US,en"}).text


def test_every_script_carries_the_nonce(client, settings):
    settings.PIEU_DEMO = True
    answer = client.get("/kieu/")
    scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>", answer.text)
    nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])[1]
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert not re.search(r"<script(?![^>]*\b(?:src=|application/json))", answer.text)


def test_scripts_stay_small():
    """The theme's scripts of every page together weigh at most 15 kB on the wire, the worker with the vault 10 kB."""
    files = sorted((Path(ICONS).parent / "static" / "theme").glob("*.js"))
    written = next(file for file in files if file.name == "written.js")  # only where numbers are asked for
    assert len(gzip.compress(written.read_bytes(), 6)) <= 2_500
    files.remove(written)
    unlock = next(file for file in files if file.name == "unlock.js")  # only where a PIN is typed
    assert len(gzip.compress(unlock.read_bytes(), 6)) <= 2_500
    files.remove(unlock)
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= 15_000
    assert len(gzip.compress(shell.worker_source().encode(), 6)) <= 10_000


@pytest.mark.parametrize(
    ("pressed_on", "led_to"),
    [
        ("http://testserver/toi/xoa/?x=1", "/toi/xoa/?x=1"),
        ("https://elsewhere.example/toi/xoa/", "/toi/giu-lai/"),
        ("", "/toi/giu-lai/"),
    ],
    ids=["ours", "elsewhere", "unsaid"],
)
def test_button_pressed_when_the_log_in_is_over_leads_back_to_its_page(client, pressed_on, led_to):
    sent = {"accept": "text/html"} | ({"referer": pressed_on} if pressed_on else {})
    answer = client.post("/toi/giu-lai/", headers=sent)
    asked = urlsplit(answer["Location"])
    assert (asked.path, parse_qs(asked.query)) == (reverse("account_login"), {"next": [led_to]})
    assert "Việc vừa bấm chưa được ghi" in client.get(answer["Location"]).text


def test_get_of_a_post_only_address_shows_an_error_page(client, person):
    client.force_login(person)
    page = client.get("/toi/giu-lai/", headers={"accept": "text/html"})
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Việc này cần bấm nút" in page.text
    assert client.get("/toi/giu-lai/").content == b""


def test_scripts_do_not_read_the_phones_own_time_zone():
    """A phone with another time zone must not date a copy by it: no script reads the phone's own hour or day."""
    theme = Path(ICONS).parent
    scripts = [*theme.glob("service_worker*.js"), *(theme / "static" / "theme").glob("*.js")]
    own = re.compile(r"\.(?:get(?:Hours|Minutes|Date|Month|FullYear)|toLocale\w*String)\(")
    assert len(scripts) > 5
    assert [script.name for script in scripts if own.search(script.read_text())] == []
