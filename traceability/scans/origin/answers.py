"""Turn a request for a code into its HTTP response.

Runs before sessions, log-in and languages: a scan needs none of them.
"""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import parse_etags

from backend.theme.languages import CODES, chosen_language, store_language
from traceability.gs1.digital_link import Code
from traceability.scans.enums import Verdict
from traceability.scans.origin import compression, guesses, pages, verdicts
from traceability.scans.origin.lookup import Found, NoLotYet, NotFoundInBook
from traceability.scans.origin.problems import PROBLEMS

# A lot's page is the same for everybody. A browser revalidates each time, a shared cache each second, both by
# the ETag. A recall is hidden for at most a second, and no cache may serve an old page while the server is
# down.
LOT_CACHE = "public, max-age=0, s-maxage=1, must-revalidate"
# nginx counts whole seconds, and so would cache a page with s-maxage=1 for up to two. This header names the
# last second in which it may serve the page: the second of the request, before the look-up. So no page is
# served a second after it was true.
NGINX_UNTIL = "X-Accel-Expires"
# The same page in a language that its reader chose: the choice is in a cookie, which other readers don't share.
CHOSEN_CACHE = "private, max-age=0, must-revalidate"
LABEL_CACHE = "private, no-store"
# What a response for a code depends on, in addition to its URL: a browser gets a page, others are
# redirected, in their language.
VARY = "Accept, Accept-Language, Accept-Encoding"


def raw_target(request: HttpRequest) -> tuple[str, str]:
    """Return path and query as the client sent them. Percent-escapes are not decoded yet.

    gunicorn passes the target as RAW_URI, others as REQUEST_URI. The test client passes neither, so its path
    is encoded again.
    """
    target = request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or request.get_full_path()
    if not target.startswith("/"):  # absolute form, RFC 9112 §3.2.2
        target = "/" + target.partition("://")[2].partition("/")[2]
    path, _, query = target.partition("?")
    return path, query


def language_of(request: HttpRequest, query: str) -> str:
    """Return the language of a page: the one that the URL names, else the one chosen before, else Vietnamese."""
    return asked_language(query) or chosen_language(request) or settings.LANGUAGE_CODE


def asked_language(query: str) -> str | None:
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        if name == "lang" and value in CODES:
            return value
    return None


def keep_language(request: HttpRequest, response: HttpResponse) -> None:
    """Store a language that the URL names, so that the next scan is answered in it, too.

    No shared cache may store a page in a chosen language. Only pages have one: links and redirects depend on
    Accept-Language alone, as the resolver standard requires.
    """
    if "Content-Language" not in response.headers:
        return
    asked, chosen = asked_language(raw_target(request)[1]), chosen_language(request)
    if asked is not None and asked != chosen:
        store_language(response, asked)
    is_chosen = asked is not None or chosen not in (None, settings.LANGUAGE_CODE)
    if is_chosen and response.headers["Cache-Control"] == LOT_CACHE:
        response.headers["Cache-Control"] = CHOSEN_CACHE


@lru_cache(maxsize=8)
def headers_of(cache: str, language: str, is_gzip: bool) -> dict[str, str]:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Content-Security-Policy": pages.csp_header(),
        "Cache-Control": cache,
        "Vary": VARY,
        "X-Frame-Options": "DENY",
    }
    if (
        cache != LOT_CACHE
    ):  # pages of labels and problems are for the person with the label, not for search engines
        headers["X-Robots-Tag"] = "noindex"
    if is_gzip:
        headers["Content-Encoding"] = "gzip"
    return headers


def page_response(request: HttpRequest, found: Found, code: Code, language: str) -> HttpResponse:
    """Return the page of a lot, which is cacheable with its ETag, or of one label, which is not.

    A lot that the product never had gets the page of the product alone.
    """
    if found.is_lot_unknown:
        page = pages.page_of_unknown_lot(found, language)
    else:
        page = pages.lot_page(found.lot_id, found.page_version, found.facts_version, language)
    strip = verdicts.strip(found, language, code.serial or "")
    # Nobody buys again what is recalled or perhaps copied.
    may_buy = verdicts.verdict_of(found) not in (Verdict.RECALLED, Verdict.COPIED)
    is_label = found.serial_key is not None
    status = 410 if found.void_reason is not None else 200 if found.is_ready else 404
    return _answered(request, page, strip, language, status=status, is_label=is_label, may_buy=may_buy)


def product_response(request: HttpRequest, missing: NoLotYet, language: str) -> HttpResponse:
    """Return the page of a product that has no lot yet."""
    subject = verdicts.About.NEVER_A_LOT if missing.is_lot_unknown else verdicts.About.NO_LOT
    strip = list(verdicts.strip_parts(Verdict.UNKNOWN, language, False, subject))
    page = pages.product_page(missing.product_id, language, is_lot_unknown=missing.is_lot_unknown)
    return _answered(request, page, strip, language, status=200, is_label=False)


def _answered(
    request: HttpRequest,
    page: pages.Page,
    strip: list[compression.Part],
    language: str,
    *,
    status: int,
    is_label: bool,
    may_buy: bool = True,
) -> HttpResponse:
    is_gzip = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    headers = headers_of(LABEL_CACHE if is_label else LOT_CACHE, language, is_gzip)
    if not is_label:
        # Weak: the same text compressed and plain.
        etag = f'W/"{page.tag}{crc32(compression.plain_of(strip)):08x}"'
        if is_known(request, etag):
            names = ("Cache-Control", "Vary", "Content-Security-Policy", "Content-Language")
            return HttpResponseNotModified(headers={"ETag": etag} | {name: headers[name] for name in names})
        headers = headers | {"ETag": etag}
    parts = page.parts(strip, may_buy=may_buy)
    body = compression.gzip_of(parts) if is_gzip else compression.plain_of(parts)
    return HttpResponse(body, status=status, headers=headers | {"Content-Length": str(len(body))})


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Return whether gzip is acceptable by RFC 9110 §12.5.3: named, or "*", with a quality above zero."""
    found = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next(
            (text[2:].strip() for text in parameters if text.replace(" ", "").startswith("q=")), "1"
        )
        found[name] = bool(quality.strip("0.= "))
    return found.get("gzip", found.get("x-gzip", found.get("*", False)))


def is_known(request: HttpRequest, etag: str) -> bool:
    """Return whether the client or its cache has this version (RFC 9110 §13.1.2, weak comparison)."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    return (
        bool(given)
        and request.method != "POST"
        and any(
            known == "*" or known.removeprefix("W/") == etag.removeprefix("W/")
            for known in parse_etags(given)
        )
    )


def problem_response(reason: str, *, language: str, code_text: str, detail: str = "") -> HttpResponse:
    """Return the page of a code that opens nothing genuine: what happened, and what to do next."""
    problem = PROBLEMS[reason]
    with translation.override(language):
        html = render_to_string(
            "traceability/scans/origin/problem.html",
            {
                "problem": problem,
                "detail": detail,
                "icon": verdicts.ICONS[problem.verdict],
                "code_text": code_text[:120],
                "language": language,
                "css": pages.inline_css(),
                "DEMO": settings.PIEU_DEMO,
            },
        )
    return HttpResponse(html, status=problem.status, headers=headers_of("no-store", language, False))


def missing_response(
    request: HttpRequest, missing: NotFoundInBook, *, language: str, code_text: str
) -> HttpResponse:
    """Return the page of an unknown code, or of a product that has no lot yet.

    A client that tries many unknown serials gets 429 and is asked to wait.
    """
    if isinstance(missing, NoLotYet):
        return product_response(request, missing, language)
    if missing.reason == "serial" and guesses.is_one_too_many(request):
        response = problem_response("guessing", language=language, code_text="")
        response.headers["Retry-After"] = str(guesses.WAIT_SECONDS)
        return response
    return problem_response(missing.reason, language=language, code_text=code_text)


def page_answer(request: HttpRequest, found: Found, code: Code, language: str) -> HttpResponse:
    """Return the page of the code's lot or label.

    A void label, or one whose run is not ready, gets a page that explains it. A recall comes before both.
    """
    # A recall comes first, also for a label that was voided or never handed out: its goods may be eaten.
    if found.is_recalled:
        return page_response(request, found, code, language)
    if found.void_reason is not None:
        return problem_response(
            "void", language=language, code_text=code.serial or "", detail=found.void_reason
        )
    if not found.is_ready:
        return problem_response("waiting", language=language, code_text=code.serial or "")
    return page_response(request, found, code, language)
