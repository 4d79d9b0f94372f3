"""The scan: a POST to the scanned URL itself, by the page's script or its button."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from backend.common.text import to_id
from members.models import Unit
from traceability.gs1 import digital_link
from traceability.resolver.targets import PAGE_PREFIX
from traceability.scans.actions.scans import record_scan
from traceability.scans.origin import answers, verdicts
from traceability.scans.origin.lookup import NotFoundInBook, look_up

MAX_BODY = 2_000
# Per network, counted across all workers; a market on one shared connection stays well below.
scans_a_minute = SharedLimit("scans", settings.SCANS_A_MINUTE)


def is_same_site(request: HttpRequest) -> bool:
    """Return whether the page itself sent the POST, by the browser's headers.

    Clients without them (old browsers) are accepted.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    # The host of the request, which may be a former one that ALLOWED_HOSTS lacks.
    return origin is None or urlsplit(origin).netloc == request.META.get("HTTP_HOST")


# Programs that fetch a page to draw a preview card, some with its script. (A Cubot is a phone.)
_PREVIEWS = re.compile(
    r"(?<!cu)bot\b|crawler|spider|preview|facebookexternalhit|facebookcatalog|meta-external|^whatsapp/|embedly|lighthouse",
    re.I,
)


def is_looked_at(request: HttpRequest) -> bool:
    """Return whether a person sees the page: not a prefetching browser nor a program that draws previews."""
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}".lower()
    if "prefetch" in purpose or "prerender" in purpose:
        return False
    return not _PREVIEWS.search(request.headers.get("User-Agent", ""))


def post_scan(request: HttpRequest) -> HttpResponse:
    path, query = answers.raw_target(request)
    language = answers.language_of(request, query)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not is_same_site(request) or int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return HttpResponse(
            _("Trang khác không được quét thay."), status=403, content_type="text/plain; charset=utf-8"
        )
    path = path.removeprefix(PAGE_PREFIX)
    try:
        code = digital_link.parse_path(path)
        found = look_up(code, walks_up=True)
    except digital_link.UnsupportedCode:
        return answers.problem_response("foreign", language=language, code_text=path)
    except digital_link.DigitalLinkError:
        return answers.problem_response("malformed", language=language, code_text=path)
    except NotFoundInBook as missing:
        return answers.missing_response(request, missing, language=language, code_text=path)
    # An invented lot is no scan of the product's newest one.
    if found.is_lot_unknown or found.void_reason is not None or not found.is_ready:
        return answers.page_answer(request, found, code, language)
    if not is_looked_at(request):
        return HttpResponse(status=204) if wants_json else answers.page_answer(request, found, code, language)
    address = client_address(request)
    if scans_a_minute.is_over(network_of(address)):
        return HttpResponse(
            _("Quét nhiều quá. Xin đợi một phút."), status=429, content_type="text/plain; charset=utf-8"
        )
    place = None
    if (unit_id := to_id(request.POST.get("place"))) is not None:
        place = Unit.objects.filter(pk=unit_id).first()
    started = timezone.now()
    scan = record_scan(found=found, address=address, agent=request.headers.get("User-Agent", ""), place=place)
    # A place stated later is added to the scan that was counted before.
    if not scan.is_repeat and scan.scanned_at >= started:
        found = replace(
            found, scan_count=found.scan_count + 1, first_scanned_at=found.first_scanned_at or scan.scanned_at
        )
    if wants_json:
        with translation.override(language):
            response: HttpResponse = JsonResponse(
                {
                    "verdict": scan.verdict,
                    "repeat": scan.is_repeat,
                    "seen": verdicts.scan_count_line(found.scan_count, found.first_scanned_at)
                    if found.serial_key
                    else "",
                }
            )
        response.headers["Cache-Control"] = "no-store"
        return response
    response = answers.page_response(request, found, code, language)
    response.headers["Cache-Control"] = answers.LABEL_CACHE
    return response
