"""The scripts' own checks find planted faults, and call a good answer good."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from bench.doors import main, table
from bench.probes import Result, Tools
from bench.probes.headers import (
    Page,
    cookie_score,
    csp_score,
    evaluate_policies,
    grade,
    observatory,
    scores,
    total,
)
from bench.probes.injection import Scan, run_sqlmap, run_wapiti
from bench.probes.planted import WEAK_HEADERS, WEAK_POLICY, planted_site
from bench.probes.tls import run_sslyze
from bench.probes.visited import Site, Visitor, _Links

GOOD = Page(
    "/",
    (
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self' 'nonce-x'; frame-ancestors 'none'",
        ),
        ("set-cookie", "__Host-session=1; Secure; HttpOnly; SameSite=Lax; Path=/"),
        ("set-cookie", "__Host-csrf=1; Secure; SameSite=Lax; Path=/"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains; preload"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=()"),
    ),
)
WEAK = Page("/schlecht/", tuple((name.lower(), value) for name, value in WEAK_HEADERS))


def test_observatory_gives_a_good_page_all_bonuses_and_takes_points_for_each_fault():
    assert (total(scores(GOOD)), grade(total(scores(GOOD)))) == (135, "A+")
    assert scores(WEAK) == {
        "CSP": -20, "cookies": -40, "CORS": 0, "HSTS": -10, "Referrer-Policy": -5, "X-Content-Type-Options": -5,
        "framing": -20, "CORP": -5,
    }  # fmt: skip
    assert (total(scores(WEAK)), grade(0)) == (0, "F")
    found = observatory([GOOD, WEAK], WEAK)
    assert (found.tried, found.planted) == (2, "7 of 7 found")
    assert len(found.found) == 9 and all(line.startswith("/schlecht/") for line in found.found)


def test_a_misspelt_visitor_is_refused_before_anything_is_scanned(monkeypatch, tmp_path, capsys):
    demo = tmp_path / "demo"
    monkeypatch.setattr("sys.argv", ["doors", "--only", "stranger", "--demo", str(demo)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2 and "an officer's token" in capsys.readouterr().err
    assert not demo.exists()


def test_no_bonus_below_90():
    assert total({"CSP": -20, "framing": 5}) == 80
    assert total({"CSP": 10, "HSTS": -10}) == 100


@pytest.mark.parametrize(
    ("policy", "score"),
    [
        ("", -25),
        ("default-src 'none'", 10),
        ("default-src 'self'", 5),
        ("default-src 'self'; script-src 'self' 'unsafe-inline'", -20),
        ("default-src 'self'; script-src 'nonce-a' 'unsafe-inline'", 5),
        ("script-src 'self'", -20),
        ("default-src 'self'; script-src 'self' 'unsafe-eval'", -10),
        ("default-src 'self'; style-src 'unsafe-inline'", 0),
        ("default-src 'self'; img-src http://x.vn", -20),
    ],
)
def test_policies_are_scored_as_published(policy, score):
    assert csp_score(policy) == score


def test_cookies_are_scored_by_the_worst():
    assert cookie_score([], has_hsts=True) == 0
    assert cookie_score(["sessionid=1; Secure; SameSite=Lax"], has_hsts=True) == -30
    assert cookie_score(["lang=vi; SameSite=Lax"], has_hsts=True) == -5


def test_missing_tools_are_named_and_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    tools = Tools(None)
    found = [
        run_sqlmap(Scan(tools, "x", tmp_path), ["http://127.0.0.1:1/?q=1"]),
        run_wapiti(Scan(tools, "x", tmp_path), "http://127.0.0.1:1/", tmp_path / "log"),
        run_sslyze(tools, "127.0.0.1:1", "127.0.0.1:1", tmp_path),
        evaluate_policies(tools, [GOOD], WEAK_POLICY),
    ]
    assert all(each.missing for each in found)
    assert table(found).count("not run: ") == 4


def test_table_counts_what_held_and_lists_what_was_found():
    text = table([Result("SQL", "sqlmap", 12, "requests", ("/?q= q: U",), "found")])
    assert "| SQL | sqlmap | 12 requests | 11 | 1 | found |" in text and "- sqlmap: /?q= q: U" in text


def test_planted_site_is_injectable_and_reflects_and_its_safe_page_does_neither():
    def body(url: str) -> str:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()

    with planted_site() as url:
        assert "<li>plum</li>" in body(f"{url}/?q=x'%20OR%20'1'='1")
        assert "<b>x</b>" in body(f"{url}/?q=<b>x</b>")
        safe = body(f"{url}/safe/?q=x'%20OR%20'1'='1<b>x</b>")
        assert "<li>" not in safe and "<b>x</b>" not in safe


@pytest.mark.parametrize("header", [("Cookie", "sessionid=1"), ("Authorization", "Token pieu_1")])
def test_planted_site_behind_a_log_in_answers_only_who_sends_the_header(header):
    with planted_site(header) as url:
        with (
            pytest.raises(urllib.error.HTTPError) as refused,
            urllib.request.urlopen(f"{url}/?q=tea", timeout=10),
        ):
            pass
        with refused.value:
            assert refused.value.code == 401
        request = urllib.request.Request(f"{url}/?q=tea", headers=dict([header]))
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert "<li>tea</li>" in answer.read().decode()


def test_a_visitor_is_known_by_the_token_or_by_cookies():
    assert Visitor("http://127.0.0.1:1").header is None
    assert Visitor("http://127.0.0.1:1", token="pieu_1").header == ("Authorization", "Token pieu_1")


def test_a_walk_finds_links_and_the_fields_of_get_forms():
    page = _Links()
    page.feed(
        '<a href="/a/?x=1">a</a><form action="/tim/"><input name="q"><select name="loai"><option value=""></option><option value="che"></option></select></form>'
        '<form method="post"><input name="csrfmiddlewaretoken" value="t"><input name="secret"></form>'
    )
    assert page.links == ["/a/?x=1"]
    assert page.forms == [("/tim/", {"q": "", "loai": "che"})]
    assert page.token == "t"


def test_each_parameter_has_an_address_with_a_value_that_the_site_offered():
    site = Site()
    assert site.add("/products/", {"q": "", "trang": "2"})
    assert not site.add("/products/", {"q": "man"})
    site.add("/khong-co-tham-so/", {})
    assert site.addresses() == ["/products/?q=man", "/products/?trang=2"]
