"""Turn a request for a code into the HTTP response of a GS1-Conformant Resolver.

a browser asking for HTML                 200, the origin page at the scanned URL itself
linkType=linkset, or Accept of a linkset  200, the linkset
anybody else                              307 to the default link, or to the link of the linkType
several links that match equally          300 with those
nothing of that type, an unknown code     404; an unknown lot is ignored, an unknown label never
malformed                                 400
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from traceability.gs1 import digital_link
from traceability.gs1.digital_link import Code
from traceability.gs1.errors import Gs1Error
from traceability.gs1.uris import check_query, parse_uri
from traceability.resolver import description, keys, linkset
from traceability.resolver.links import Level, levels_of, levels_of_product
from traceability.resolver.negotiation import ALL, LINKSET, Wish, matching, wish_of
from traceability.resolver.targets import PAGE_PREFIX, Link, url_of
from traceability.scans.origin import pages
from traceability.scans.origin.answers import (
    LABEL_CACHE,
    LOT_CACHE,
    VARY,
    headers_of,
    language_of,
    missing_response,
    page_answer,
    problem_response,
    product_response,
    raw_target,
)
from traceability.scans.origin.lookup import NoLotYet, NotFoundInBook, look_up

METHODS = "GET, HEAD, OPTIONS"
# A scan is a POST to the code of a product, a lot or a label; cartons and places count no scans.
SCANNED = (f"/{digital_link.GTIN}", f"/{digital_link.OWN}", f"/{digital_link.OWN.lower()}")
LINKSET_JSON = "application/linkset+json"
_AI_PARAMETER = re.compile(r"(?:^|&)[0-9]+=")
_PLAIN_PROFILE = re.compile(
    r"application/linkset\+json\s*;[^,]*profile=\"?" + re.escape(linkset.PLAIN_PROFILE)
)


def resolve(request: HttpRequest) -> HttpResponse:
    """Respond to GET and HEAD of a code. Viewing is not scanning, so nothing is counted here."""
    path, query = raw_target(request)
    wish = wish_of(query, request.META.get("HTTP_ACCEPT", ""), request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    language = language_of(request, query)
    try:
        with translation.override(language):
            if keys.is_own(path):
                held = keys.held_at(path)
                _check_query(query)
                return _of_key(request, wish, held, language, path)
            code = read_code(path, query)
    except digital_link.UnsupportedCode as error:
        if path[1:].partition("/")[0] in keys.KEYS and (held := keys.held_at(path)) is not None:
            return _of_key(request, wish, held, language, path)
        return _problem(wish, "foreign", language, path, error.message)
    except (digital_link.DigitalLinkError, Gs1Error) as error:
        return _problem(wish, "malformed", language, path, error.message)
    try:
        found = look_up(code, walks_up=True)
    except NoLotYet as missing:
        return _of_product(request, wish, replace(code, lot=None), missing, language, path)
    except NotFoundInBook as missing:
        return _as_problem(
            wish,
            missing_response(request, missing, language=language, code_text=code.serial or path),
            missing.reason,
            language,
        )
    if found.is_lot_unknown:
        code = replace(code, lot=None)
    if wish.wants_page:
        return _with_links(page_answer(request, found, code, language), code)
    # A recall comes first, also for a label that was voided or never handed out: its goods may be eaten.
    if not found.is_recalled:
        if found.void_reason is not None:
            return _problem(wish, "void", language, code.serial or "", found.void_reason)
        if not found.is_ready:
            return _problem(wish, "waiting", language, code.serial or "")
    cache = LABEL_CACHE if found.serial_key is not None else LOT_CACHE
    return _with_links(_led_on(request, wish, levels_of(code, found), cache, language, path), code)


def _of_key(
    request: HttpRequest, wish: Wish, held: keys.Held | None, language: str, path: str
) -> HttpResponse:
    """Respond for a carton or a producer's place. Never cached, because a carton's contents change."""
    if held is None:
        return _problem(wish, "code", language, path)
    if wish.wants_page:
        response = HttpResponse(keys.page(held, language), headers=headers_of("no-store", language, False))
    else:
        response = _led_on(request, wish, [keys.level_of(held)], "no-store", language, path)
    return _with_links_of(response, settings.PUBLIC_ORIGIN + held.path)


def _of_product(
    request: HttpRequest, wish: Wish, code: Code, missing: NoLotYet, language: str, path: str
) -> HttpResponse:
    """Respond for a product without any lot, also if the code names a lot."""
    if wish.wants_page:
        return _with_links(product_response(request, missing, language), code)
    levels = levels_of_product(code, missing.product_id)
    return _with_links(_led_on(request, wish, levels, LOT_CACHE, language, path), code)


def show(request: HttpRequest) -> HttpResponse:
    """Show the page that links lead to. Everybody gets the page that a browser gets at the code itself."""
    path, query = raw_target(request)
    path, language = path.removeprefix(PAGE_PREFIX), language_of(request, query)
    try:
        with translation.override(language):
            if keys.is_own(path) or path[1:].partition("/")[0] in keys.KEYS:
                if (held := keys.held_at(path)) is not None:
                    return HttpResponse(
                        keys.page(held, language), headers=headers_of("no-store", language, False)
                    )
                if keys.is_own(path):
                    return problem_response("code", language=language, code_text=path)
            code = digital_link.parse_path(path)
        found = look_up(code, walks_up=True)
    except digital_link.UnsupportedCode as error:
        return problem_response("foreign", language=language, code_text=path, detail=error.message)
    except digital_link.DigitalLinkError as error:
        return problem_response("malformed", language=language, code_text=path, detail=error.message)
    except NotFoundInBook as missing:
        return missing_response(request, missing, language=language, code_text=path)
    return page_answer(request, found, code, language)


def methods_of(path: str) -> str:
    stem = "/" + path.removeprefix(PAGE_PREFIX)[1:].partition("/")[0]
    return f"{METHODS}, POST" if stem in SCANNED else METHODS


def options(request: HttpRequest) -> HttpResponse:
    """Respond with the methods allowed on a code, also to pages of other sites (CORS).

    Link headers name the linkset, as on every response.
    """
    path, query = raw_target(request)
    headers = {
        "Allow": methods_of(path),
        "Access-Control-Allow-Methods": methods_of(path),
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
        "Access-Control-Max-Age": "86400",
        "Cache-Control": "no-store",
    }
    response = HttpResponse(status=204, headers=headers)
    try:
        if (known := keys.key_at(path)) is not None:
            return _with_links_of(response, settings.PUBLIC_ORIGIN + known)
        return _with_links(response, read_code(path, query))
    except (digital_link.DigitalLinkError, Gs1Error):
        return allow_everybody(response)


def describe(request: HttpRequest) -> HttpResponse:
    """Serve /.well-known/gs1resolver, and its JSON-LD context."""
    is_context = request.path_info == description.CONTEXT_PATH
    content = description.context() if is_context else description.description()
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False),
        content_type="application/ld+json" if is_context else "application/json",
        headers={"Cache-Control": "public, max-age=3600"},
    )
    return allow_everybody(response)


def read_code(path: str, query: str) -> Code:
    """Return the code in a request target as received.

    Codes that the fast parser doesn't accept are parsed by the GS1 rules, so that the error is exact. Raises
    MalformedCode and Gs1Error for a malformed code, UnsupportedCode for valid GS1 that is not stored here.
    """
    if path[1:].partition("/")[0] in (digital_link.OWN, digital_link.OWN.lower()):
        _check_query(query)
    elif _AI_PARAMETER.search(query):
        _strictly(path, query)
    try:
        return digital_link.parse_path(path)
    except digital_link.UnsupportedCode:
        values = _strictly(path, "")
    except digital_link.MalformedCode:
        if not path.startswith(f"/{digital_link.GTIN}/"):
            raise
        values = _strictly(path, "")
        # Valid GS1 with a qualifier that our labels never carry; else the fast parser has the better error
        # (an escape, a GTIN of zeros).
        if values.keys() <= {digital_link.GTIN, digital_link.LOT, digital_link.SERIAL}:
            raise
    # A consumer product variant is a part of its product: its lot, or else the product, responds for it. A
    # piece of a trade item (8006) has variants too, but is not stored here.
    if digital_link.GTIN in values and "22" in values and "21" not in values:
        return Code(gtin=values["01"], lot=values.get("10"))
    key = next(iter(values))
    raise digital_link.UnsupportedCode(
        _("Mã GS1 loại (%(key)s) này viết đúng, nhưng không có trong sổ ở đây.") % {"key": key},
        code="code_unsupported",
    )


def allow_everybody(response: HttpResponse) -> HttpResponse:
    """Set CORS headers: the data of codes is public, so pages of any site may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, Location, ETag"
    return response


def _check_query(query: str) -> None:
    if _AI_PARAMETER.search(query):
        check_query(query)


def _strictly(path: str, query: str) -> dict[str, str]:
    trimmed = path.removesuffix("/") if path.count("/") > 1 else path
    strict = parse_uri(
        f"https://code.invalid{trimmed}" + (f"?{query}" if query else ""), permit_zero_suppressed_gtin=True
    )
    return dict(strict.pairs)


def _led_on(
    request: HttpRequest, wish: Wish, levels: Sequence[Level], cache: str, language: str, path: str
) -> HttpResponse:
    if wish.link_type in (LINKSET, ALL) or (wish.linkset_type and wish.link_type is None):
        if wish.wants_html and not wish.linkset_type:
            return _choices(levels, 200, cache, language)
        return _linkset(request, wish, levels, 200, cache)
    links = matching(levels, wish)
    if not links:
        return _problem(wish, "link", language, path)
    if len(links) > 1:
        only = [
            replace(level, links=tuple(link for link in level.links if link in links)) for level in levels
        ]
        if wish.wants_html:
            return _choices(only, 300, cache, language)
        return _linkset(request, wish, only, 300, cache)
    return HttpResponse(
        status=307,
        headers={"Location": _passed_on(links[0], wish.rest), "Cache-Control": cache, "Vary": VARY},
    )


def _passed_on(link: Link, query: str) -> str:
    """Return the link's URL with the request's query appended."""
    if not query:
        return link.href
    href, hash_mark, fragment = link.href.partition("#")
    joined = "&" if "?" in href else "?"
    return f"{href}{joined}{quote(query, safe=SAFE_IN_QUERY)}{hash_mark}{fragment}"


SAFE_IN_QUERY = "%!$&'()*+,;=:@/?-._~"


def _linkset(
    request: HttpRequest, wish: Wish, levels: Sequence[Level], status: int, cache: str
) -> HttpResponse:
    content_type = wish.linkset_type or LINKSET_JSON
    is_plain = bool(_PLAIN_PROFILE.search(request.META.get("HTTP_ACCEPT", "")))
    content = linkset.document(levels, is_plain=is_plain)
    if content_type == "application/ld+json":
        content = {"@context": description.context_url(), **content}
    if is_plain and content_type == LINKSET_JSON:
        content_type += f'; profile="{linkset.PLAIN_PROFILE}"'
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {
        "Content-Type": content_type,
        "Cache-Control": cache,
        "Vary": VARY,
        "Content-Length": str(len(body)),
    }
    return HttpResponse(body, status=status, headers=headers)


def _choices(levels: Sequence[Level], status: int, cache: str, language: str) -> HttpResponse:
    """Return the links as a page for a person to choose from."""
    with translation.override(language):
        html = render_to_string(
            "traceability/scans/origin/links.html",
            {
                "levels": [level for level in levels if level.links],
                "language": language,
                "css": pages.inline_css(),
            },
        )
    headers = headers_of(cache, language, False) | {"X-Robots-Tag": "noindex"}
    return HttpResponse(html, status=status, headers=headers)


# Titles for programs without a more exact message, one for each of origin.problems.PROBLEMS.
TITLES = {
    "malformed": gettext_lazy("Mã này không đúng dạng."),
    "mistyped": gettext_lazy("Mã gõ có chữ nhầm."),
    "code": gettext_lazy("Không có sản phẩm nào mang mã này trong sổ."),
    "lot": gettext_lazy("Không có lô này trong sổ."),
    "serial": gettext_lazy("Không có con tem này trong sổ."),
    "void": gettext_lazy("Tem này đã huỷ, không còn giá trị."),
    "guessing": gettext_lazy("Nhiều mã lạ quá. Xin đợi một phút."),
    "waiting": gettext_lazy("Tem này chưa được cấp."),
    "foreign": gettext_lazy("Mã GS1 của nơi khác."),
    "link": gettext_lazy("Mã này chưa có liên kết loại đó."),
}


def _problem(wish: Wish, reason: str, language: str, code_text: str, detail: str = "") -> HttpResponse:
    page = problem_response(reason, language=language, code_text=code_text, detail=detail)
    return _as_problem(wish, page, reason, language, detail)


def _as_problem(wish: Wish, page: HttpResponse, reason: str, language: str, detail: str = "") -> HttpResponse:
    """Return `page` for people, or a problem (RFC 9457) for programs."""
    if wish.wants_html:
        return allow_everybody(page)
    with translation.override(language):
        title = detail or str(TITLES[reason])
    problem = {"type": "about:blank", "status": page.status_code, "code": reason, "title": title}
    copied = {name: page.headers[name] for name in ("Retry-After",) if name in page.headers}
    response = HttpResponse(
        json.dumps(problem, ensure_ascii=False),
        status=page.status_code,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", "Vary": VARY, **copied},
    )
    return allow_everybody(response)


def _with_links(response: HttpResponse, code: Code) -> HttpResponse:
    return _with_links_of(response, url_of(code))


def _with_links_of(response: HttpResponse, url: str) -> HttpResponse:
    """Add the linkset, its JSON-LD context, and the canonical URL of this code as Link headers."""
    links = [
        f'<{url}?linkType=linkset>; rel="linkset"; type="{LINKSET_JSON}"',
        f'<{url}>; rel="owl:sameAs"',
    ]
    if response.headers.get("Content-Type", "").startswith(LINKSET_JSON):
        links.append(
            f'<{description.context_url()}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
        )
    response.headers["Link"] = ", ".join(links)
    return allow_everybody(response)
