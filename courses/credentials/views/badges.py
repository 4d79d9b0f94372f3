"""Public pages of certificates, for people and programs.

People get verdict, paper and badge by code; programs get the issuer's keys and status lists.

Search engines are asked not to index any of it, and no page names the holder without the holder's choice.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.ledger.models import Entry
from courses.credentials import codes, issuer
from courses.credentials.badges import badge_token
from courses.credentials.disclosure import public_disclosure
from courses.credentials.paper import certificate_pdf
from courses.credentials.statements import course_words, result_words, time_words
from courses.credentials.status_list import status_list_token
from courses.models import Credential

VC_JWT = "application/vc+jwt"


def _not_indexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    return response


def file_response(data: bytes | str, *, content_type: str, name: str, inline: bool = False) -> HttpResponse:
    """Return a download that caches must revalidate, because its content may change at any time.

    Search engines are asked not to index it.
    """
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return _not_indexed(response)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show a form for a certificate's code, for a QR code that can't be scanned.

    A valid code redirects to the certificate.
    """
    typed = request.GET.get("ma", "")
    if typed and (code := codes.read_code(typed)):
        return redirect("credentials:credential", code)
    error = _("Mã này không đúng. Mã có 20 chữ và số, ghi dưới chân chứng nhận.") if typed else ""
    return _not_indexed(
        render(
            request,
            "courses/credentials/find.html",
            {"typed": typed[:40], "error": error},
            status=400 if error else 200,
        )
    )


@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """Show whether the certificate with this code is valid, revoked or unknown (404)."""
    wanted = codes.read_code(code)
    if wanted is None:
        return _unknown(request)
    if wanted != code:
        return redirect("credentials:credential", wanted)
    found = Credential.objects.select_related("user").filter(code=wanted).first()
    if found is None:
        return _unknown(request)
    disclosure = public_disclosure(found)
    entry = Entry.objects.filter(subject=found.subject, kind="credential.issued").first()
    return _not_indexed(
        render(
            request,
            "courses/credentials/credential.html",
            {
                "credential": found,
                "shown": disclosure,
                "statement": found.statement,
                "course_words": course_words(found.statement),
                "time_words": time_words(found.statement),
                "results": [result_words(result) for result in disclosure.results],
                "entry": entry,
                "entry_hash": bytes(entry.leaf_hash).hex() if entry else "",
            },
        )
    )


def _unknown(request: HttpRequest) -> HttpResponse:
    return _not_indexed(render(request, "courses/credentials/unknown.html", status=404))


def _standing(code: str) -> Credential:
    if codes.read_code(code) != code:
        raise Http404
    return get_object_or_404(Credential.objects.standing().select_related("user"), code=code)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Return the certificate as a PDF with the data that the holder made public. 404 if it is revoked."""
    found = _standing(code)
    data = certificate_pdf(public_disclosure(found))
    return file_response(data, content_type="application/pdf", name=f"chung-nhan-{code}.pdf", inline=True)


@require_safe
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """Return the Open Badge as a VC-JWT with the data that the holder made public. 404 if it is revoked."""
    found = _standing(code)
    return file_response(
        badge_token(public_disclosure(found)), content_type=VC_JWT, name=f"huy-hieu-{code}.jwt"
    )


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    token = status_list_token(number)
    if token is None:
        raise Http404
    return _public(HttpResponse(token, content_type=VC_JWT))


@require_safe
def issuer_profile(request: HttpRequest) -> HttpResponse:
    return _public(JsonResponse(issuer.profile_document(), json_dumps_params={"ensure_ascii": False}))


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    return _public(JsonResponse(issuer.jwks(), content_type="application/jwk-set+json"))


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    return _public(JsonResponse(issuer.did_document(), content_type="application/did+json"))


def _public(response: HttpResponse) -> HttpResponse:
    """Allow reading from other origins, for verifiers anywhere, and caching for five minutes."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response
